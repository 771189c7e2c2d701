import { mkdir } from "node:fs/promises";
import type { Failure } from "../../state/error-code.ts";
import type { RipTask } from "../../state/task.ts";
import { durationMs, trackIn } from "./expected-track.ts";
import { isSaved } from "../verdict/failed-run.ts";
import { licenceOf } from "../verdict/licence.ts";
import { climbLadder, type Try } from "../run/open-ladder.ts";
import { inspectOutput } from "../verdict/output-check.ts";
import { freeBytesOf, writeFailure } from "../target/prepare-target.ts";
import { retryOf } from "../verdict/retry.ts";
import type { NotStarted } from "../run/run-end.ts";
import { removeStagingFolder } from "../target/staging.ts";
import type { Surprise } from "./title-guard.ts";
import {
  type Aim,
  runTrack,
  type TrackOrder,
  type TrackRun,
  type TrackRunRequest,
} from "./track-run.ts";
import {
  judgeRip,
  type RipFacts,
  type RipVerdict,
} from "../verdict/verdict.ts";
import { within } from "../run/waiting.ts";

export interface SaveRequest extends TrackRunRequest {
  readonly task: RipTask;
}

export type SaveEnd =
  | RipVerdict
  | NotStarted
  /** Stopped before a byte was written: the number names something else than what was scanned. */
  | { readonly kind: "surprised"; readonly surprise: Surprise }
  /** Saved, but not what was expected: another duration or another size. */
  | { readonly kind: "unexpected"; readonly failure: Failure };

/** Lets makemkvcon save one track into the staging folder; where the disc is not ready yet, again. */
export function saveTrack(
  request: SaveRequest,
  order: TrackOrder,
  aim: Aim,
): Promise<SaveEnd> {
  return climbLadder<SaveEnd>({ ...request, ...order }, async () => {
    const refused = await emptyStaging(request, order);
    if (refused)
      return { kind: "done", outcome: { kind: "failed", failure: refused } };
    const run = await runTrack(request, order, aim);
    if (run.kind === "notStarted") return { kind: "done", outcome: run };
    return judge(request, order, { ...aim, run });
  });
}

/** What an earlier try left would make makemkvcon ask a question. */
async function emptyStaging(
  { clock, settings }: SaveRequest,
  { staging }: TrackOrder,
): Promise<Failure | null> {
  const { stallTimeoutMs } = settings;
  const emptying = removeStagingFolder(staging.path)
    .then(() => mkdir(staging.path))
    .then(() => null)
    .catch((error: unknown) => writeFailure(staging.path, error));
  const refused = await within(clock, stallTimeoutMs, emptying);
  if (refused !== "late") return refused;
  const silence = `no answer from the disk in ${stallTimeoutMs / 1000} s`;
  return writeFailure(staging.path, new Error(silence));
}

async function judge(
  request: SaveRequest,
  order: TrackOrder,
  ran: Aim & { readonly run: TrackRun },
): Promise<Try<SaveEnd>> {
  const { device } = request;
  const { end, record, files, surprise } = ran.run;
  const licence = end.kind === "stopped" ? null : licenceOf(record, device);
  if (licence) request.onLicence(licence);
  if (record.version !== null) request.onVersion(record.version);
  if (surprise)
    return { kind: "done", outcome: { kind: "surprised", surprise } };
  const facts = await factsOf(request, order, ran);
  const verdict = judgeRip(facts);
  if (verdict.kind !== "failed") return { kind: "done", outcome: verdict };
  const { failure } = verdict;
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const why = retryOf({ end, record, device, bytes });
  if (why !== null) return { kind: "notYet", why, failure };
  const outcome = isUnexpected(facts) ? "unexpected" : "failed";
  return { kind: "done", outcome: { kind: outcome, failure } };
}

/** What was scanned says more about a track than the task does, if it was this disc that was scanned. */
async function factsOf(
  { task, device, clock, settings }: SaveRequest,
  { staging }: TrackOrder,
  { number, scan, run }: Aim & { readonly run: TrackRun },
) {
  const isSure = scan !== null && (scan.isCurrent || run.isConfirmed);
  const scanned = isSure ? trackIn(scan.result, number) : null;
  const asking = freeBytesOf(staging.path);
  const free = await within(clock, settings.stallTimeoutMs, asking);
  const { expectedSizeBytes, expectedDurationMs } = task.track;
  return {
    end: run.end,
    record: run.record,
    files: run.files,
    goneFolder: run.goneFolder,
    outputDirectory: staging.path,
    trackNumber: number,
    expectedSizeBytes: expectedSizeBytes ?? scanned?.sizeBytes ?? null,
    expectedDurationMs:
      (scanned && durationMs(scanned.duration)) ?? expectedDurationMs,
    freeBytes: free === "late" ? null : free,
    device,
  } satisfies RipFacts;
}

function isUnexpected(facts: Awaited<ReturnType<typeof factsOf>>): boolean {
  const { kind } = inspectOutput({
    ...facts,
    directory: facts.outputDirectory,
  });
  const isOther =
    kind === "wrongDuration" || kind === "tooBig" || kind === "truncated";
  return isOther && isSaved(facts.record);
}
