import type { ScanOutcome } from "../../state/event.ts";
import { type DiscRequest, readDisc } from "./read-disc.ts";
import { withTranscript, openTranscript } from "../run/transcript.ts";
import {
  createStopSwitch,
  type StopManner,
  type StopSwitch,
} from "../run/waiting.ts";

export interface ScanRequest extends DiscRequest {
  readonly logsDir: string;
  /** The transcript's file name without its ending; it holds all tries. */
  readonly runName: string;
}

export interface ScanHandle {
  stop(manner?: StopManner): void;
  /** Resolves when makemkvcon is gone. */
  readonly outcome: Promise<ScanOutcome>;
}

/** Reads what is on the disc. */
export function scanDisc(request: ScanRequest): ScanHandle {
  const stop = createStopSwitch();
  return { stop: stop.press, outcome: scan(request, stop) };
}

async function scan(
  request: ScanRequest,
  stop: StopSwitch,
): Promise<ScanOutcome> {
  const transcript = openTranscript(request);
  const outcome = await readDisc(request, { transcript, stop });
  await transcript.close();
  return withTranscript(outcome, transcript);
}
