import { join } from "node:path";
import type { SeenScan } from "../../state/effect.ts";
import type { RipOutcome } from "../../state/event.ts";
import { findTrack, trackIn } from "./expected-track.ts";
import { diskOperations, placeFile } from "../target/place-file.ts";
import { type PlacingNote, writePlacingNote } from "../target/placing-note.ts";
import {
  alreadyThere,
  prepareTarget,
  type PreparedTarget,
  writeFailure,
} from "../target/prepare-target.ts";
import { type RightTrackRequest, saveRightTrack } from "./right-track.ts";
import {
  discardStaging,
  findGoneFolder,
  type Staging,
} from "../target/staging.ts";
import {
  openTranscript,
  type Transcript,
  withTranscript,
} from "../run/transcript.ts";
import type { RipVerdict } from "../verdict/verdict.ts";
import {
  createStopSwitch,
  type StopManner,
  type StopSwitch,
  within,
} from "../run/waiting.ts";

/**
 * One rip, from top to bottom: is it the right disc, can the target be written, let makemkvcon save the track into a
 * folder of its own inside the target folder, judge what came of it, give the file its name. Whatever happens, nothing
 * but the finished file is left behind, and no file that was there before is touched.
 */
export interface RipRequest extends RightTrackRequest {
  readonly target: RipTarget;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Where it is noted which file is about to be placed. */
  readonly noteFile: string;
  /** A staging folder could not be removed. */
  readonly leftBehind: (path: string) => void;
  readonly logsDir: string;
  /** The transcript's file name without its ending; it holds all runs of this rip. */
  readonly runName: string;
}

export interface RipTarget {
  /** Absolute, on this machine, and known to be allowed. */
  readonly directory: string;
  readonly filename: string;
  /** The folder that holds it and is never made: where it is missing, its disk is away. */
  readonly root: string;
  /** The folder as the answer is to say it. */
  readonly saidDirectory: string;
}

export interface RipHandle {
  /** No effect once the track is saved. */
  stop(manner?: StopManner): void;
  /** Resolves when makemkvcon is gone and the target folder is in order. */
  readonly outcome: Promise<RipOutcome>;
}

/** Removing a large file takes a slow disk seconds. */
const CLEAR_UP_MS = 30_000;

type Saved = Extract<RipVerdict, { readonly kind: "saved" }>;
type Stopped = Extract<RipOutcome, { readonly kind: "stopped" }>;

export function ripTrack(request: RipRequest): RipHandle {
  const stop = createStopSwitch();
  return { stop: stop.press, outcome: rip(request, stop) };
}

async function rip(request: RipRequest, stop: StopSwitch): Promise<RipOutcome> {
  const { task, scan } = request;
  const found = scan && findTrack(task, scan.result);
  if (found?.kind === "mismatch" && scan?.isCurrent)
    return { kind: "failed", failure: found.failure };

  const believed = found?.kind === "found" ? scan : null;
  const prepared = await prepare(request, believed, stop);
  if (prepared.kind !== "ready") return prepared;
  const { staging } = prepared;

  const transcript = openTranscript(request);
  const end = await saveRightTrack(request, { staging, transcript, stop });
  const outcome =
    end.kind === "saved" ? await place(request, staging, end) : end;

  await clearUp(request, staging, transcript);
  await transcript.close();
  return withTranscript(outcome, transcript);
}

/** A disk that does not answer holds up neither a stop nor, for ever, the queue. */
async function prepare(
  request: RipRequest,
  scan: SeenScan | null,
  stop: StopSwitch,
): Promise<PreparedTarget | Stopped> {
  const { target, task, settings, clock } = request;
  const { stallTimeoutMs } = settings;
  const { number, expectedSizeBytes } = task.track;
  const scanned = scan && trackIn(scan.result, number);
  const sizeBytes = expectedSizeBytes ?? scanned?.sizeBytes ?? null;
  const preparing = prepareTarget({
    ...target,
    taskId: task.id,
    sizeBytes,
    settings,
  });
  const first = await within(
    clock,
    stallTimeoutMs,
    Promise.race([preparing, stop.pressed]),
  );
  if (typeof first !== "string" && !stop.isPressed()) return first;

  const undone = preparing.then(async (late) => {
    if (late.kind === "ready") await discardStaging(late.staging);
  });
  await within(
    clock,
    CLEAR_UP_MS,
    undone.catch(() => {}),
  );
  if (first !== "late")
    return {
      kind: "stopped",
      detail: "Stopped before makemkvcon was started.",
    };
  const silence = new Error(
    `no answer from the disk in ${stallTimeoutMs / 1000} s`,
  );
  return { kind: "failed", failure: writeFailure(target.directory, silence) };
}

async function place(
  request: RipRequest,
  staging: Staging,
  saved: Saved,
): Promise<RipOutcome> {
  const { directory, filename, saidDirectory } = request.target;
  const from = join(staging.path, saved.file.name);
  const to = join(directory, filename);
  const { sizeBytes } = saved.file;
  const { warnings } = saved;
  const file = { directory: saidDirectory, filename, sizeBytes, warnings };
  try {
    await note(request, { from, to, file });
  } catch (error) {
    return { kind: "failed", failure: writeFailure(request.noteFile, error) };
  }
  const placed = await placeFile({ from, to });
  switch (placed.kind) {
    case "placed":
      return { kind: "ripped", file };
    case "exists":
      return { kind: "failed", failure: alreadyThere(directory, filename) };
    case "failed":
      return {
        kind: "failed",
        failure: writeFailure(placed.path, placed.cause),
      };
  }
}

async function note(
  { task, startedAt, noteFile }: RipRequest,
  placing: Pick<PlacingNote, "from" | "to" | "file">,
): Promise<void> {
  const identity = await diskOperations.identify(placing.from);
  const taskId = task.id;
  await writePlacingNote(noteFile, { taskId, startedAt, identity, ...placing });
}

/** What it met, if it could not; a folder that is away with its disk may come back. */
async function discard(staging: Staging): Promise<string | null> {
  const gone = await findGoneFolder(staging.path);
  await discardStaging(staging);
  // In the middle of it the disk may have gone as well: then more is missing than was removed.
  const missing = await findGoneFolder(staging.path);
  const removed = staging.createdFolder ?? staging.path;
  const away = gone ?? (missing?.startsWith(removed) ? null : missing);
  return away === null ? null : `${away} is not there`;
}

/** What can not be removed does not change the outcome; it is removed before the next rip or at the next start. */
async function clearUp(
  { clock, leftBehind }: RipRequest,
  staging: Staging,
  transcript: Transcript,
): Promise<void> {
  const discarding = discard(staging).catch(String);
  const refusal = await within(clock, CLEAR_UP_MS, discarding);
  if (refusal === null) return;
  transcript.note(`${staging.path} could not be removed: ${refusal}`);
  leftBehind(staging.path);
}
