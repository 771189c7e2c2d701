import { MESSAGE } from "../robot/message-codes.ts";
import { isHarmless } from "../robot/read-cause.ts";
import type { MessageLine } from "../robot/robot-line.ts";
import { createReadErrorMap, type ReadErrors } from "./read-errors.ts";

/** What went wrong while one run read and wrote, kept small however much it was. */
export interface RunErrors {
  /** Without the harmless refusals to read a scrambled sector, that every encrypted disc may cause. */
  readonly readErrors: ReadErrors;
  /** Damage in what was read, that makemkvcon worked around. */
  readonly corruptions: ReadErrors;
  /** What differs from the disc's own check sums. */
  readonly hashErrors: ReadErrors;
  /** Picture and sound out of step; the "cause" is what was said, with the time in it. */
  readonly syncErrors: ReadErrors;
  /** Why the drive refused commands: the first five different causes. */
  readonly refusals: readonly string[];
  /** The first five different ones. */
  readonly writeErrors: readonly WriteError[];
  /** What 5038 said about the room for the file. */
  readonly lackOfSpace: {
    readonly neededMegabytes: number | null;
    readonly freeMegabytes: number | null;
  } | null;
  /** The first twenty. */
  readonly failedTitles: readonly FailedTitle[];
}

interface FailedTitle {
  readonly title: string;
  readonly path: string;
}

export interface WriteError {
  readonly code: number;
  readonly cause: string;
  /** As printed: a path or a `file:///` address. */
  readonly path: string;
}

const MAX_REFUSALS = 5;
const MAX_WRITE_ERRORS = 5;
const MAX_FAILED_TITLES = 20;
const MAX_CAUSE_LENGTH = 500;

export function createRunErrors() {
  const readErrors = createReadErrorMap();
  let harmless = 0;
  let summed = 0;
  const corruptions = createReadErrorMap();
  const hashErrors = createReadErrorMap();
  const syncErrors = createReadErrorMap();
  const syncSummaries = createReadErrorMap();
  const refusals: string[] = [];
  const writeErrors: WriteError[] = [];
  const failedTitles: FailedTitle[] = [];
  let lackOfSpace: RunErrors["lackOfSpace"] = null;

  function addReadError({ text, params }: MessageLine): void {
    const [cause = text, source = "", offset] = params;
    if (isHarmless(cause)) harmless++;
    else readErrors.add({ cause, source, offset: numberOf(offset) });
  }

  function addRefusal({ text, params }: MessageLine): void {
    const cause = (params[0] ?? text).slice(0, MAX_CAUSE_LENGTH);
    if (refusals.length < MAX_REFUSALS && !refusals.includes(cause))
      refusals.push(cause);
  }

  function addWriteError({ code, text, params }: MessageLine): void {
    const [cause = text, path = ""] = params;
    if (writeErrors.length >= MAX_WRITE_ERRORS) return;
    const isKnown = writeErrors.some(
      (error) => error.code === code && error.path === path,
    );
    if (!isKnown) writeErrors.push({ code, cause, path });
  }

  /** One says that there are some, without the time in the film that the others name. */
  function addSyncError(text: string): void {
    const map = /\d:\d\d/.test(text) ? syncErrors : syncSummaries;
    map.add({ ...placeOf([]), cause: text });
  }

  function addFailedTitle([title = "", path = ""]: readonly string[]): void {
    if (failedTitles.length < MAX_FAILED_TITLES)
      failedTitles.push({ title, path });
  }

  /** makemkvcon's own sum may be higher, since it does not print every error; harmless ones are in it, too. */
  function counted(errors: ReadErrors): ReadErrors {
    if (harmless > 0) return errors;
    return { ...errors, count: Math.max(errors.count, summed) };
  }

  return {
    add(message: MessageLine): void {
      switch (message.code) {
        case MESSAGE.readError:
          return addReadError(message);
        case MESSAGE.readErrorsSummed:
          summed += numberOf(message.params[0]) ?? 0;
          return;
        case MESSAGE.commandRefused:
          return addRefusal(message);
        case MESSAGE.sourceCorrupt:
        case MESSAGE.sourceCorruptAt:
          return corruptions.add(placeOf(message.params));
        case MESSAGE.hashFailed:
          return hashErrors.add(placeOf(message.params));
        // It comes after those that it speaks of.
        case MESSAGE.hashFailedOften:
          if (hashErrors.current().count > 0) return;
          return hashErrors.add(placeOf(message.params));
        case MESSAGE.avSyncLost:
        case MESSAGE.avSyncGap:
        case MESSAGE.avSyncOverlap:
          return addSyncError(message.text);
        case MESSAGE.writeError:
        case MESSAGE.createError:
          return addWriteError(message);
        case MESSAGE.diskFull: {
          const [needed = null, free = null] = message.params.map(numberOf);
          lackOfSpace = { neededMegabytes: needed, freeMegabytes: free };
          return;
        }
        case MESSAGE.titleFailed:
          return addFailedTitle(message.params);
      }
    },
    current: (): RunErrors => ({
      readErrors: counted(readErrors.current()),
      corruptions: corruptions.current(),
      hashErrors: hashErrors.current(),
      syncErrors: [syncErrors, syncSummaries]
        .map((map) => map.current())
        .reduce((one, other) => (one.count > 0 ? one : other)),
      refusals: [...refusals],
      writeErrors: [...writeErrors],
      lackOfSpace,
      failedTitles: [...failedTitles],
    }),
  };
}

/** Of a message whose parameters are a file and perhaps an offset. */
function placeOf([source = "", offset]: readonly string[]) {
  return { cause: "", source, offset: numberOf(offset) };
}

/** A parameter that is a number of a sensible length, else `null`. */
export function numberOf(param: string | undefined): number | null {
  return param !== undefined && /^\d{1,15}$/.test(param) ? Number(param) : null;
}
