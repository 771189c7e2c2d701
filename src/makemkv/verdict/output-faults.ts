import { formatBytes } from "../../lib/format-bytes.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import { crashOf } from "../run/run-end.ts";
import { targetOf } from "../target/staging.ts";
import { codeOfCause, explainRefusal } from "../target/write-refusal.ts";
import { isSaved, type Reason } from "./failed-run.ts";
import {
  inspectOutput,
  isUnder,
  type Output,
  type OutputState,
  relevantWriteError,
  toPath,
  totalBytes,
} from "./output-check.ts";
import type { WriteError } from "./run-errors.ts";
import { hasSaid, type RunRecord } from "./run-record.ts";

/*
 * Reasons that lie with the output folder. The messages name the target folder; the staging folder's name means nothing
 * to anybody.
 */

const OUTPUT_QUESTIONS: readonly number[] = [
  MESSAGE.overwrite,
  MESSAGE.createFolder,
  MESSAGE.diskFull,
  MESSAGE.fileTooBig,
  MESSAGE.fileTooBigForTarget,
];

/** Less than this is left of a disk that ran full: the last piece did not fit any more. */
const NEARLY_NOTHING_BYTES = 1_048_576;

export const askedAboutOutput: Reason = ({ record, output }) => {
  const code = record.question?.code ?? -1;
  if (!output || !OUTPUT_QUESTIONS.includes(code)) return null;
  return explainQuestion(code, record, targetOf(output.directory));
};

export const couldNotWrite: Reason = ({ record, output }) => {
  if (!output) return null;
  const error = relevantWriteError(record, output.directory);
  if (error) return explainWriteError(error, output);
  if (isSaved(record) || record.readErrors.count > 0) return null;
  const target = targetOf(output.directory);
  if (hasSaid(record, MESSAGE.noOutputFolder, MESSAGE.badOutputFolder))
    return `makemkvcon does not accept the output folder in ${target}. Check that it exists and can be written to.`;
  const passedOver = OUTPUT_QUESTIONS.find((code) => hasSaid(record, code));
  if (passedOver === undefined) return null;
  return explainQuestion(passedOver, record, target);
};

/** What is written to a folder that was removed goes on, and into nothing: makemkvcon may even say that it saved it. */
export const lostFolder: Reason = ({ record, output }) => {
  const gone = output?.goneFolder ?? null;
  if (!output || gone === null) return null;
  if (!record.saving && !isSaved(record)) return null;
  const folder =
    gone === output.directory
      ? `that makemkvcon wrote into, in ${targetOf(gone)},`
      : gone;
  return `The folder ${folder} was removed or replaced while the track was being written to it. Check that its disk is connected and that nobody clears the folder away, and queue the task again.`;
};

/**
 * A makemkvcon that gets no more room may say anything, or nothing: the disk itself is asked. That nothing is left is
 * reason enough; that the rest of the track would not fit is one only when nothing else happened to the rip.
 */
export const ranOutOfSpace: Reason = ({ end, record, output }) => {
  const free = output?.freeBytes ?? null;
  if (!output || free === null) return null;
  const target = targetOf(output.directory);
  if (free < NEARLY_NOTHING_BYTES && !hasSaid(record, MESSAGE.openFailed))
    return `The disk is full: ${formatBytes(free)} are free for ${target}. Make room there, or choose another folder, and queue the task again.`;
  const endedByItself = end.kind === "exited" && crashOf(end) === null;
  const isElsewhere =
    !endedByItself || isSaved(record) || record.readErrors.count > 0;
  const missing = missingBytes(output);
  if (!record.saving || isElsewhere || free >= missing) return null;
  return `The disk is full for this track: ${formatBytes(missing)} of it are missing, and only ${formatBytes(free)} are free for ${target}. Make room there, or choose another folder, and queue the task again.`;
};

/** makemkvcon says "saved", the folder says otherwise. */
export const leftNoGoodFile: Reason = ({ record, output }) => {
  if (!output || (record.notSaved ?? 0) > 0) return null;
  if (record.saved !== null && record.saved > 1)
    return `makemkvcon says that it saved ${record.saved} tracks, but one was asked for. Nothing was kept; scan the disc again and choose the track anew.`;
  if (!isSaved(record)) return null;
  return explainState(inspectOutput(output), targetOf(output.directory));
};

function explainQuestion(
  code: number,
  { lackOfSpace }: RunRecord,
  target: string,
): string {
  const { neededMegabytes: needed, freeMegabytes: free } = lackOfSpace ?? {};
  switch (code) {
    case MESSAGE.fileTooBig:
    case MESSAGE.fileTooBigForTarget:
      return `The track is too big for the file system of ${target}: FAT32, for one, holds files of up to 4 GiB. Choose a folder on another file system, such as APFS, exFAT or ext4, and queue the task again.`;
    case MESSAGE.overwrite:
      return `makemkvcon found a file in the empty folder that was made for it in ${target}, and did not overwrite it. Check that no other program writes there, and queue the task again.`;
    case MESSAGE.createFolder:
      return `The folder that was made for makemkvcon in ${target} is gone. Check that the disk is still there, and queue the task again.`;
    default: {
      const numbers =
        (needed ?? null) === null || (free ?? null) === null
          ? ""
          : `: ${needed} MB are needed, ${free} MB are free`;
      return `There is no room for the track in ${target}${numbers}. Make room there, or choose another folder, and queue the task again.`;
    }
  }
}

function explainWriteError(error: WriteError, { directory }: Output): string {
  const path = toPath(error.path);
  const place =
    path === "" || isUnder(directory, path) ? targetOf(directory) : path;
  const refusal = explainRefusal(codeOfCause(error.cause));
  if (refusal)
    return `The file could not be written to ${place}: ${refusal.what} (${error.cause}). ${refusal.step}, and queue the task again.`;
  return `The file could not be written to ${place}: ${error.cause}. Check the free space and the permissions of the folder, then try again.`;
}

function missingBytes({ files, expectedSizeBytes }: Output): number {
  return Math.max(0, (expectedSizeBytes ?? 0) - totalBytes(files));
}

function explainState(found: OutputState, target: string): string | null {
  switch (found.kind) {
    case "good":
      return null;
    case "missing":
      return `makemkvcon says that the track is saved, but there is no file in ${target}. Check that the output disk is still there, then try again.`;
    case "empty":
      return `makemkvcon says that the track is saved, but ${found.file.name} is empty. Check the free space of the output disk, then try again.`;
    case "several":
      return `makemkvcon was asked for one track, but wrote several files (${found.names.join(", ")}). Nothing was kept; scan the disc again and choose the track anew.`;
    case "notMatroska":
      return `makemkvcon says that the track is saved, but ${found.file.name} is no Matroska film: its first bytes say nothing of the kind. Check the output disk, then try again; if it comes out the same, update MakeMKV.`;
    case "cut":
      return `The file is truncated: ${found.file.name} stops at ${percent(found.file.sizeBytes, found.endBytes)} of ${found.isAtLeast ? "at least " : ""}the ${found.endBytes} bytes that it says it has. Check the space and the health of the output disk, clean the disc, then try again.`;
    case "truncated":
      return `The file is truncated: ${found.file.name} has ${found.file.sizeBytes} bytes of the ${found.expectedBytes} expected (${percent(found.file.sizeBytes, found.expectedBytes)}). Clean the disc and try again; if it comes out the same, the track is not the one that was scanned.`;
    case "wrongDuration":
      return `The file is another track than the one that was asked for, or a broken one: ${found.file.name} lasts ${formatDuration(found.durationMs)}, expected were ${formatDuration(found.expectedMs)}. Scan the disc again and choose the track anew; if it comes out the same, clean the disc.`;
    case "tooBig":
      return `The file is far too big for the track that was asked for: ${found.file.name} has ${formatBytes(found.file.sizeBytes)}, expected were ${formatBytes(found.expectedBytes)}. It is probably another track; scan the disc again and choose the track anew.`;
  }
}

/** Rounded down: what is cut never stops at 100 %. */
function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / whole)} %`;
}
