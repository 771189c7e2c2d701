import { DRIVE, isQuestion, MESSAGE, SAVING_TITLES } from "./message-codes.ts";
import type { RobotLine } from "./robot-line.ts";

/** What one run of makemkvcon said, kept small however much it said. */
export interface RunRecord {
  /** Such as `MakeMKV v1.18.2 darwin(arm64-release)`. */
  readonly version: string | null;
  /** The disc was opened. Without it nothing that was printed is a result. */
  readonly opened: boolean;
  readonly saving: boolean;
  /** What TCOUNT said; it is printed by failed runs, too. */
  readonly titleCount: number | null;
  readonly saved: number | null;
  readonly notSaved: number | null;
  /** How often each message code came. */
  readonly codes: Readonly<Record<string, number>>;
  readonly readErrors: ReadErrors;
  /** The first five different ones. */
  readonly writeErrors: readonly WriteError[];
  /** The first twenty. */
  readonly failedTitles: readonly FailedTitle[];
  /** Asked, and nothing has been said since. */
  readonly question: Question | null;
  /** One row for each drive that is there; what was said last about it. */
  readonly drives: readonly DriveRow[];
  /** The last eight texts that mean something, oldest first; plain lines, too. */
  readonly lastMessages: readonly string[];
}

/** Without the harmless refusals to read a scrambled sector, that every encrypted DVD may cause. */
export interface ReadErrors {
  readonly count: number;
  /** The first twenty. */
  readonly places: readonly ReadErrorPlace[];
}

export interface ReadErrorPlace {
  readonly cause: string;
  readonly source: string;
  readonly offset: number | null;
}

export interface WriteError {
  readonly code: number;
  readonly cause: string;
  /** As printed: a path or a `file:///` address. */
  readonly path: string;
}

export interface FailedTitle {
  readonly title: string;
  readonly path: string;
}

export interface Question {
  readonly code: number;
  readonly text: string;
}

export interface DriveRow {
  readonly index: number;
  readonly state: number;
  readonly flags: number;
  readonly discName: string;
  readonly device: string;
}

export interface RunRecorder {
  add(line: RobotLine): void;
  record(): RunRecord;
}

type Message = Extract<RobotLine, { readonly kind: "message" }>;

const MAX_PLACES = 20;
const MAX_WRITE_ERRORS = 5;
const MAX_FAILED_TITLES = 20;
const MAX_LAST_MESSAGES = 8;
const MAX_TEXT_LENGTH = 500;

const HARMLESS_READ_ERROR = "READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION";

/** Printed for every title or in every run: never a reason for anything. */
const NOISE: ReadonlySet<number> = new Set([
  MESSAGE.debugText,
  MESSAGE.debugLog,
  MESSAGE.started,
  MESSAGE.directAccess,
  MESSAGE.openedInOsMode,
  MESSAGE.skippedTooShort,
  MESSAGE.skippedAsEqualDvd,
  MESSAGE.dvdTitleAdded,
  MESSAGE.fileAdded,
  MESSAGE.angleAdded,
  MESSAGE.skippedAsEqual,
]);

/** Reads along and remembers what a verdict may need. */
export function createRunRecord(): RunRecorder {
  let version: string | null = null;
  let saving = false;
  let titleCount: number | null = null;
  let saved: number | null = null;
  let notSaved: number | null = null;
  let readErrorCount = 0;
  let question: Question | null = null;
  const codes = new Map<number, number>();
  const places: ReadErrorPlace[] = [];
  const writeErrors: WriteError[] = [];
  const failedTitles: FailedTitle[] = [];
  const drives = new Map<number, DriveRow>();
  const lastMessages: string[] = [];

  function addMessage(message: Message): void {
    const { code, flags, text, params } = message;
    codes.set(code, (codes.get(code) ?? 0) + 1);
    version ??= params.find((param) => param.startsWith("MakeMKV v")) ?? null;
    if (isQuestion(flags)) question = { code, text };
    if (!NOISE.has(code)) remember(text);
    switch (code) {
      case MESSAGE.savingInto:
        saving = true;
        return;
      case MESSAGE.titlesSaved:
      case MESSAGE.copyComplete:
        saved = numberOf(params[0]) ?? saved;
        return;
      case MESSAGE.savedAndFailed:
      case MESSAGE.copyIncomplete:
        saved = numberOf(params[0]) ?? saved;
        notSaved = numberOf(params[1]) ?? notSaved;
        return;
      case MESSAGE.readError:
        addReadError(message);
        return;
      case MESSAGE.writeError:
      case MESSAGE.createError:
        addWriteError(message);
        return;
      case MESSAGE.titleFailed:
        if (failedTitles.length >= MAX_FAILED_TITLES) return;
        failedTitles.push({ title: params[0] ?? "", path: params[1] ?? "" });
    }
  }

  function addReadError({ text, params }: Message): void {
    const [cause = text, source = "", offset] = params;
    if (cause.includes(HARMLESS_READ_ERROR)) return;
    readErrorCount++;
    if (places.length >= MAX_PLACES) return;
    places.push({ cause, source, offset: numberOf(offset) });
  }

  function addWriteError({ code, text, params }: Message): void {
    const [cause = text, path = ""] = params;
    if (writeErrors.length >= MAX_WRITE_ERRORS) return;
    const isKnown = writeErrors.some(
      (error) => error.code === code && error.path === path,
    );
    if (!isKnown) writeErrors.push({ code, cause, path });
  }

  function remember(text: string): void {
    const short = text.trim().slice(0, MAX_TEXT_LENGTH);
    if (short === "" || short === lastMessages.at(-1)) return;
    lastMessages.push(short);
    if (lastMessages.length > MAX_LAST_MESSAGES) lastMessages.shift();
  }

  function add(line: RobotLine): void {
    question = null;
    switch (line.kind) {
      case "message":
        return addMessage(line);
      case "plain":
        return remember(line.text);
      case "drive": {
        const { index, state, flags, discName, device } = line;
        drives.set(index, { index, state, flags, discName, device });
        return;
      }
      case "operation":
        saving ||= line.code === SAVING_TITLES;
        return;
      case "titleCount":
        titleCount = line.count;
        return;
      default:
    }
  }

  return {
    add,
    record: () => ({
      version,
      opened: codes.has(MESSAGE.opened),
      saving,
      titleCount,
      saved,
      notSaved,
      codes: Object.fromEntries(codes),
      readErrors: { count: readErrorCount, places: [...places] },
      writeErrors: [...writeErrors],
      failedTitles: [...failedTitles],
      question,
      drives: [...drives.values()].filter((row) => row.state !== DRIVE.absent),
      lastMessages: [...lastMessages],
    }),
  };
}

/** How often messages of any of these codes came. */
export function timesSaid(
  record: RunRecord,
  ...codes: readonly number[]
): number {
  return codes.reduce((sum, code) => sum + (record.codes[code] ?? 0), 0);
}

function numberOf(param: string | undefined): number | null {
  return param !== undefined && /^\d+$/.test(param) ? Number(param) : null;
}
