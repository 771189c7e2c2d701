import type { Failure } from "../../state/error-code.ts";
import { climbLadder, type NotYet } from "../run/open-ladder.ts";
import { failed } from "../run/run-end.ts";
import { within } from "../run/waiting.ts";
import { durationMs } from "../scan/title.ts";
import {
  freeBytesOf,
  noAnswer,
  writeFailure,
} from "../target/prepare-target.ts";
import { emptyStaging } from "../target/staging.ts";
import { isSaved } from "../verdict/failed-run.ts";
import {
  inspectOutput,
  type Output,
  totalBytes,
} from "../verdict/output-check.ts";
import { retryOf } from "../verdict/retry.ts";
import {
  judgeRip,
  type RipFacts,
  type RipVerdict,
} from "../verdict/verdict.ts";
import { trackIn } from "./expected-track.ts";
import type { Aim, Surprise } from "./title-guard.ts";
import {
  runTrack,
  type TrackOrder,
  type TrackRun,
  type TrackRunRequest,
} from "./track-run.ts";

export type SaveEnd =
  | RipVerdict
  /** Stopped before a byte was written: the number names something else than what was scanned. */
  | { readonly kind: "surprised"; readonly surprise: Surprise }
  /** Saved, but not what was expected: another duration or another size. */
  | { readonly kind: "unexpected"; readonly failure: Failure };

/** Lets makemkvcon save one track into the staging folder; where the disc is not ready yet, again. */
export function saveTrack(
  request: TrackRunRequest,
  order: TrackOrder,
  aim: Aim,
): Promise<SaveEnd> {
  return climbLadder<SaveEnd>({ ...request, ...order }, async () => {
    const refused = await clearStaging(request, order);
    if (refused) return failed(refused);
    const run = await runTrack(request, order, aim);
    if ("kind" in run) return run;
    if (run.surprise) return { kind: "surprised", surprise: run.surprise };
    const output = await outputOf(request, order, { ...aim, ...run });
    return judge({ ...run, output });
  });
}

async function clearStaging(
  { clock, settings: { stallTimeoutMs } }: TrackRunRequest,
  { staging }: TrackOrder,
): Promise<Failure | null> {
  const { path } = staging;
  const emptying = emptyStaging(staging)
    .then(() => null)
    .catch((error: unknown) => writeFailure(path, error));
  const refused = await within(clock, stallTimeoutMs, emptying);
  return refused === "late" ? noAnswer(path, stallTimeoutMs) : refused;
}

function judge(run: RipFacts): SaveEnd | NotYet {
  const verdict = judgeRip(run);
  if (verdict.kind !== "failed") return verdict;
  const { failure } = verdict;
  const why = retryOf(run, totalBytes(run.output.files));
  if (why !== null) return { kind: "notYet", why, failure };
  return isUnexpected(run) ? { kind: "unexpected", failure } : verdict;
}

/** What was scanned says more about a track than the task does, if it was this disc that was scanned. */
async function outputOf(
  { task, clock, settings }: TrackRunRequest,
  { staging: { path } }: TrackOrder,
  { number, scan, isConfirmed, files, goneFolder }: Aim & TrackRun,
): Promise<Output> {
  const isSure = scan !== null && (scan.isCurrent || isConfirmed);
  const scanned = isSure ? trackIn(scan.result, number) : null;
  const asking = freeBytesOf(path);
  const free = await within(clock, settings.stallTimeoutMs, asking);
  const { expectedSizeBytes, expectedDurationMs } = task.track;
  return {
    directory: path,
    trackNumber: number,
    files,
    goneFolder,
    expectedSizeBytes: expectedSizeBytes ?? scanned?.sizeBytes ?? null,
    expectedDurationMs:
      (scanned && durationMs(scanned.duration)) ?? expectedDurationMs,
    freeBytes: free === "late" ? null : free,
  };
}

function isUnexpected({ record, output }: RipFacts): boolean {
  const { kind } = inspectOutput(output);
  const isOther =
    kind === "wrongDuration" || kind === "tooBig" || kind === "truncated";
  return isOther && isSaved(record);
}
