import { exitOf, quoted, type FailedRun } from "./failed-run.ts";
import { MESSAGE } from "./message-codes.ts";
import { crashOf, seconds } from "./run-end.ts";
import { timesSaid } from "./run-record.ts";
import { counted } from "./scan-warnings.ts";

/*
 * Reasons that lie with makemkvcon: each function gives the message for a person when it is the reason, else `null`.
 */

export function askedSomething({ record }: FailedRun): string | null {
  const { question } = record;
  if (!question) return null;
  return `makemkvcon asked a question that nobody can answer here: ${quoted(question.text)} Open MakeMKV once, answer it there, then try again.`;
}

export function wasStalled({ end, record }: FailedRun): string | null {
  if (end.kind !== "stalled") return null;
  const { count } = record.readErrors;
  const after = count === 0 ? "" : ` after ${counted(count, "read error")}`;
  return `makemkvcon did nothing for ${seconds(end.silentMs)}${after} and was stopped. Clean the disc, or try another drive; if the drive does not answer any more, switch it off and on.`;
}

const NO_LICENCE: readonly number[] = [
  MESSAGE.keyInvalid,
  MESSAGE.versionTooOld,
  MESSAGE.keyValidationFailed,
  MESSAGE.evaluationExpired,
  MESSAGE.evaluationNotStarted,
  MESSAGE.keyTypeInvalid,
];

/** After these DVDs still work, so they explain a failure only when nothing else does. */
const LESS_LICENCE: readonly number[] = [
  MESSAGE.evaluationOver,
  MESSAGE.temporaryKeyRemoved,
];

export function hadNoLicence({ record }: FailedRun): string | null {
  const isLess =
    timesSaid(record, ...LESS_LICENCE) > 0 &&
    !record.saving &&
    record.readErrors.count === 0;
  if (!isLess && timesSaid(record, ...NO_LICENCE) === 0) return null;
  if (timesSaid(record, MESSAGE.versionTooOld) > 0)
    return "This version of MakeMKV is too old, or its key has expired. Nothing is wrong with the disc. Update MakeMKV, or enter a valid key in it, then try again.";
  return "MakeMKV has no valid licence: its key or its evaluation period has expired, or the key is wrong. Nothing is wrong with the disc. Enter a valid key in MakeMKV, then try again.";
}

export function crashed({ end, record }: FailedRun): string | null {
  const crash = crashOf(end);
  if (crash === null) return null;
  const { count } = record.readErrors;
  const after = count === 0 ? "" : ` after ${counted(count, "read error")}`;
  return `makemkvcon crashed (${crash})${after}. Try again; if it crashes each time on this disc, update MakeMKV.`;
}

export function gaveUp({ record }: FailedRun): string | null {
  const { initFailed, fatalError, outOfMemory, commandRefused } = MESSAGE;
  if (timesSaid(record, outOfMemory) > 0)
    return "makemkvcon ran out of memory. Close other programs, then try again.";
  if (timesSaid(record, initFailed, fatalError) > 0)
    return "makemkvcon met a fatal error of its own. Try again; if it stays, update MakeMKV.";
  if (!record.opened && timesSaid(record, commandRefused) > 0)
    return "The drive refused a command of makemkvcon. Connect the drive directly, without a hub or a virtual machine, then try again.";
  return null;
}

export function savedNothing({
  end,
  record,
  output,
}: FailedRun): string | null {
  const [failed] = record.failedTitles;
  if (!output || !(record.opened || failed || record.saved === 0)) return null;
  const what = failed ? `track ${failed.title}` : "the track";
  return `makemkvcon could not save ${what} (${exitOf(end)}). Look at its last messages in the details, then try again.`;
}
