import { dirname, join } from "node:path";
import type { SeenScan } from "../../state/effect.ts";
import type { RipOutcome } from "../../state/event.ts";
import { failed, type NoResult } from "../run/run-end.ts";
import {
  openTranscript,
  type Transcript,
  type TranscriptRequest,
  withTranscript,
} from "../run/transcript.ts";
import { begin, type Handle, type StopSwitch, within } from "../run/waiting.ts";
import { placeFile } from "../target/place-file.ts";
import { removePlacingNote, writePlacingNote } from "../target/placing-note.ts";
import {
  alreadyThere,
  noAnswer,
  prepareTarget,
  type PreparedTarget,
  type RipTarget,
  writeFailure,
} from "../target/prepare-target.ts";
import {
  discardStaging,
  findGoneFolder,
  isReplaced,
  type Staging,
} from "../target/staging.ts";
import type { Saved } from "../verdict/verdict.ts";
import { findTrack, trackIn } from "./expected-track.ts";
import { type RightTrackRequest, saveRightTrack } from "./right-track.ts";

/**
 * One rip, from top to bottom: is it the right disc, can the target be written, let makemkvcon save the track into a
 * folder of its own inside the target folder, judge what came of it, give the file its name. Whatever happens, nothing
 * but the finished file is left behind, and no file that was there before is touched.
 */
export interface RipRequest extends RightTrackRequest, TranscriptRequest {
  readonly target: RipTarget & {
    /** The folder as the answer is to say it. */
    readonly saidDirectory: string;
  };
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Where it is noted which file is about to be placed. */
  readonly noteFile: string;
  /** A staging folder could not be removed. */
  readonly leftBehind: (path: string) => void;
}

/** Removing a large file takes a slow disk seconds. */
const CLEAR_UP_MS = 30_000;

export function ripTrack(request: RipRequest): Handle<RipOutcome> {
  return begin((stop) => rip(request, stop));
}

async function rip(request: RipRequest, stop: StopSwitch): Promise<RipOutcome> {
  const { task, scan } = request;
  const found = scan && findTrack(task, scan.result);
  if (found?.kind === "mismatch" && scan?.isCurrent)
    return failed(found.failure);
  try {
    // That of an earlier rip: it may have been the same task's.
    await removePlacingNote(request.noteFile);
  } catch (error) {
    return failed(writeFailure(dirname(request.noteFile), error));
  }

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
  if (outcome.kind === "ripped") return outcome;
  return withTranscript(outcome, transcript);
}

/** A disk that does not answer holds up neither a stop nor, for ever, the queue. */
async function prepare(
  request: RipRequest,
  scan: SeenScan | null,
  stop: StopSwitch,
): Promise<PreparedTarget | NoResult> {
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
  if (first === "late")
    return failed(noAnswer(target.directory, stallTimeoutMs));
  return { kind: "stopped", detail: "Stopped before makemkvcon was started." };
}

async function place(
  { target, task, startedAt, noteFile }: RipRequest,
  staging: Staging,
  { file: { name, sizeBytes }, warnings }: Saved,
): Promise<RipOutcome> {
  const { directory, filename, saidDirectory } = target;
  const from = join(staging.path, name);
  const to = join(directory, filename);
  const file = { directory: saidDirectory, filename, sizeBytes, warnings };
  if (await isReplaced(staging).catch(() => true))
    return failed(writeFailure(to, `${staging.path} was replaced`));
  try {
    const { id: taskId } = task;
    await writePlacingNote(noteFile, { taskId, startedAt, from, to, file });
  } catch (error) {
    return failed(writeFailure(dirname(noteFile), error));
  }
  const placed = await placeFile({ from, to });
  switch (placed.kind) {
    case "placed":
      return { kind: "ripped", file };
    case "exists":
      return failed(alreadyThere(directory, filename));
    case "failed":
      return failed(writeFailure(to, placed.cause));
  }
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
