import { isSaved, quoted, type FailedRun } from "./failed-run.ts";
import { MESSAGE } from "./message-codes.ts";
import { inspectOutput, relevantWriteError, toPath } from "./output-check.ts";
import { timesSaid } from "./run-record.ts";

/*
 * Reasons that lie with the output folder: each function gives the message for a person when it is the reason, else
 * `null`.
 */

const OUTPUT_QUESTIONS: readonly number[] = [
  MESSAGE.overwrite,
  MESSAGE.createFolder,
  MESSAGE.diskFull,
  MESSAGE.fileTooBig,
  MESSAGE.fileTooBigForTarget,
];

export function askedAboutOutput({ record, output }: FailedRun): string | null {
  const { question } = record;
  if (!question || !OUTPUT_QUESTIONS.includes(question.code)) return null;
  return `The track can not be written to ${output?.directory ?? "the output folder"}: makemkvcon asked ${quoted(question.text)} Make room there, or choose another folder.`;
}

export function couldNotWrite({ record, output }: FailedRun): string | null {
  if (!output) return null;
  const error = relevantWriteError(record, output.directory);
  if (error)
    return `The file could not be written: ${error.cause}${error.path === "" ? "" : ` (${toPath(error.path)})`}. Check the free space and the permissions of the folder, then try again.`;
  if (isSaved(record) || record.readErrors.count > 0) return null;
  if (timesSaid(record, MESSAGE.noOutputFolder, MESSAGE.badOutputFolder) > 0)
    return `makemkvcon does not accept the output folder ${output.directory}. Check that it exists and can be written to.`;
  if (timesSaid(record, ...OUTPUT_QUESTIONS) > 0)
    return `The output folder ${output.directory} has no room for the track, or can not hold so big a file. Make room there, or choose another folder.`;
  return null;
}

/** makemkvcon says "saved", the folder says otherwise. */
export function leftNoGoodFile({ record, output }: FailedRun): string | null {
  if (!output || (record.notSaved ?? 0) > 0) return null;
  if (record.saved !== null && record.saved > 1)
    return `makemkvcon says that it saved ${record.saved} tracks, but one was asked for. Nothing was kept; scan the disc again and choose the track anew.`;
  if (!isSaved(record)) return null;
  const found = inspectOutput(output);
  switch (found.kind) {
    case "good":
      return null;
    case "missing":
      return "makemkvcon says that the track is saved, but there is no file. Check that the output disk is still there, then try again.";
    case "empty":
      return `makemkvcon says that the track is saved, but ${found.file.name} is empty. Check the free space of the output disk, then try again.`;
    case "several":
      return `makemkvcon was asked for one track, but wrote several files (${found.names.join(", ")}). Nothing was kept; scan the disc again and choose the track anew.`;
    case "truncated":
      return `The file is truncated: ${found.file.name} has ${found.file.sizeBytes} bytes of the ${output.expectedSizeBytes ?? 0} expected. Clean the disc and try again; if it comes out the same, the track is not the one that was scanned.`;
  }
}
