import { MESSAGE } from "../robot/message-codes.ts";
import { crashOf, killerOf, LOADER_WORDS, seconds } from "../run/run-end.ts";
import {
  causeKinds,
  exitOf,
  mainCause,
  type Reason,
  saysFailed,
} from "./failed-run.ts";
import { counted } from "./read-error-text.ts";
import { hasSaid, type RunRecord } from "./run-record.ts";

/* Reasons that lie with makemkvcon. */

/** "Backup source must start with "disc:"", on stderr. */
const EXIT_WRONG_SOURCE = 10;
const EXIT_NOT_RUNNABLE = 126;
const EXIT_NOT_FOUND = 127;
const EXIT_NO_LICENCE = 253;

export const askedSomething: Reason = ({ record: { question } }) => {
  if (!question) return null;
  const stop = /[.?!]$/.test(question.text) ? "" : ".";
  return `makemkvcon asked a question that nobody can answer here: "${question.text}"${stop} Open MakeMKV once, answer it there, then try again.`;
};

export const wasStalled: Reason = ({ end, record }) => {
  if (end.kind !== "stalled") return null;
  const silence = `makemkvcon made no progress for ${seconds(end.silentMs)}`;
  if (record.lastCode === MESSAGE.downloading)
    return `${silence} while it waited for a download from makemkv.com, and was stopped. Check the connection to the internet, then try again.`;
  if (causeKinds(record).includes("disconnected"))
    return `${silence} after the drive was disconnected, and was stopped. Connect the drive again, check its cable and its power, then try again.`;
  return `${silence}${afterReadErrors(record)} and was stopped. Clean the disc, or try another drive; if the drive does not answer any more, switch it off and on.`;
};

export const crashed: Reason = ({ end, record }) => {
  const crash = crashOf(end);
  if (crash === null) return null;
  const after = afterReadErrors(record);
  switch (killerOf(end)) {
    case "system":
      return `makemkvcon was killed (${crash})${after}, perhaps by the system for lack of memory. Close other programs, then try again.`;
    case "somebody":
      return `makemkvcon was ended from outside (${crash})${after}. Try again.`;
    case null:
      return `makemkvcon crashed (${crash})${after}. Try again; if it crashes each time on this disc, update MakeMKV.`;
  }
};

/** It gave up for a reason of its own; where it says that it failed at the disc, that comes first. */
export const brokeDown: Reason = ({ record }) => {
  const { initFailed, fatalError, outOfMemory, noCacheMemory } = MESSAGE;
  if (
    hasSaid(record, outOfMemory) ||
    mainCause(record) === "memory" ||
    (!record.opened && hasSaid(record, noCacheMemory))
  )
    return "makemkvcon ran out of memory. Close other programs, then try again.";
  const isFatal =
    record.lastWords.fatal || hasSaid(record, initFailed, fatalError);
  if (!isFatal || (record.readErrors.count > 0 && saysFailed(record)))
    return null;
  return `makemkvcon met a fatal error of its own${afterReadErrors(record)}. Try again; if it stays, update MakeMKV.`;
};

/** Its command line has changed, or something else goes by its name. */
export const didNotUnderstand: Reason = ({ end, record }) => {
  const hasExitedSo = end.kind === "exited" && end.code === EXIT_WRONG_SOURCE;
  if (record.opened || !(record.lastWords.usage || hasExitedSo)) return null;
  return "makemkvcon did not understand the command it was given. Nothing is wrong with the disc. Check that the program named in the settings is makemkvcon, and update MakeMKV.";
};

/** What is left where hardly anything was said: the exit code as a clue. */
export const endedWithoutAWord: Reason = ({ end, record }) => {
  if (end.kind !== "exited" || record.opened) return null;
  if (end.code === EXIT_NO_LICENCE)
    return "makemkvcon gave up (exit code 253), as it does when it is too old or has no valid key. Nothing is wrong with the disc. Open MakeMKV and see what it says; update it, or enter a valid key.";
  const isUnloaded =
    end.code === EXIT_NOT_FOUND ||
    end.code === EXIT_NOT_RUNNABLE ||
    record.lastMessages.some((text) => LOADER_WORDS.test(text));
  if (isUnloaded)
    return `makemkvcon could not be run (exit code ${end.code}): it, or a library that it needs, is missing or not for this machine. Nothing is wrong with the disc. Install MakeMKV again, or correct makemkv_path.`;
  if (!isSilent(record)) return null;
  return `makemkvcon ended without a word (${exitOf(end)}). Run it once in a terminal ("makemkvcon -r info disc:9999"): it may wait for a permission, or its installation may be damaged.`;
};

function isSilent(record: RunRecord): boolean {
  return (
    record.lastMessages.length === 0 &&
    Object.keys(record.codes).length === 0 &&
    !record.hasLookedForDrives &&
    record.titleCount === null &&
    !record.listed
  );
}

export const couldNotFindInput: Reason = ({ record }) =>
  record.opened ||
  !hasSaid(record, MESSAGE.inputMissing, MESSAGE.inputNotOpened)
    ? null
    : "makemkvcon could not open what it was to read. Check that the drive is still there and that this user may use it, then try again.";

/** 5058: it wants to be opened by a person first. */
export const wantsToBeOpened: Reason = ({ record }) =>
  hasSaid(record, MESSAGE.startedByOtherProgram)
    ? "MakeMKV wants to be opened by a person before other programs may use it. Open MakeMKV once, then try again."
    : null;

export const couldNotDecode: Reason = ({ record, output }) =>
  output && hasSaid(record, MESSAGE.titleNotDecoded)
    ? "makemkvcon could not decode the track and left it out. Clean the disc and try again; if it stays, update MakeMKV."
    : null;

export const savedNothing: Reason = ({ end, record, output }) => {
  const [failed] = record.failedTitles;
  if (!output || !(record.opened || failed || record.saved === 0)) return null;
  const what = failed ? `track ${failed.title}` : "the track";
  return `makemkvcon could not save ${what} (${exitOf(end)}). Look at its last messages in the details, then try again.`;
};

function afterReadErrors({ readErrors: { count } }: RunRecord): string {
  return count === 0 ? "" : ` after ${counted(count, "read error")}`;
}
