import type { ScanOutcome } from "../../state/event.ts";
import { type DiscRequest, type Order, runOnDisc } from "../run/disc-run.ts";
import { climbLadder } from "../run/open-ladder.ts";
import {
  openTranscript,
  type TranscriptRequest,
  withTranscript,
} from "../run/transcript.ts";
import { begin, type Handle, type StopSwitch } from "../run/waiting.ts";
import { retryOf } from "../verdict/retry.ts";
import { judgeScan, type ScanVerdict } from "../verdict/verdict.ts";
import { createDiscInfo } from "./disc-info.ts";
import type { ToldDiscs } from "./told-discs.ts";

export interface ScanRequest extends DiscRequest, TranscriptRequest {
  /** Under which numbers the tracks of a disc were told. */
  readonly told: ToldDiscs;
}

export type ScanHandle = Handle<ScanOutcome>;

/** Reads what is on the disc. */
export function scanDisc(request: ScanRequest): ScanHandle {
  return begin((stop) => scan(request, stop));
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

/** Lets makemkvcon list the disc; where it is not ready yet, again. */
export function readDisc(
  request: DiscRequest,
  order: Order,
): Promise<ScanVerdict> {
  return climbLadder<ScanVerdict>({ ...request, ...order }, async () => {
    const disc = createDiscInfo();
    const work = { words: ["info"], onLine: disc.add } as const;
    const run = await runOnDisc(request, order, work);
    if ("kind" in run) return run;
    const verdict = judgeScan({ ...run, result: disc.result(run.record) });
    if (verdict.kind !== "failed") return verdict;
    const why = retryOf(run, 0);
    return why === null ? verdict : { ...verdict, kind: "notYet", why };
  });
}
