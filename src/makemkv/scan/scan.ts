import type { ScanOutcome } from "../../state/event.ts";
import { type DiscRequest, readDisc } from "./read-disc.ts";
import type { ToldDiscs } from "./told-discs.ts";
import { withTranscript, openTranscript } from "../run/transcript.ts";
import {
  createStopSwitch,
  type StopManner,
  type StopSwitch,
} from "../run/waiting.ts";

export interface ScanRequest extends DiscRequest {
  /** Under which numbers the tracks of a disc were told. */
  readonly told: ToldDiscs;
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
  if (outcome.kind !== "scanned") return withTranscript(outcome, transcript);
  const { result, renumbered } = await request.told.settle(outcome.result);
  return { kind: "scanned", result, renumbered };
}
