import {
  DRIVE,
  isQuestion,
  MESSAGE,
  OPENING_BLURAY,
  OPENING_DVD,
  SAVING_TITLES,
} from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { legible } from "./legible.ts";
import { createRunErrors, numberOf, type RunErrors } from "./run-errors.ts";

export type { WriteError } from "./run-errors.ts";

/** What one run of makemkvcon said, kept small however much it said. */
export interface RunRecord extends RunErrors {
  /** Such as `MakeMKV v1.18.2 darwin(arm64-release)`. */
  readonly version: string | null;
  /** The disc was opened. Without it nothing that was printed is a result. */
  readonly opened: boolean;
  /** What it was opened as, from the operation that it announced. */
  readonly openedAs: "dvd" | "bluray" | null;
  /** At least one title was listed. */
  readonly listed: boolean;
  readonly saving: boolean;
  /** What TCOUNT said; it is printed by failed runs, too. */
  readonly titleCount: number | null;
  readonly saved: number | null;
  readonly notSaved: number | null;
  /** How often each message code came. */
  readonly codes: Readonly<Record<string, number>>;
  /** The parameters of the last message with each code that is about the licence. */
  readonly licence: Readonly<Record<string, readonly string[]>>;
  /** Asked, and nothing has been said since. */
  readonly question: Question | null;
  /** Rows about drives came, if only to say that there is none. */
  readonly hasLookedForDrives: boolean;
  /** One row for each drive that is there; what was said last about it. */
  readonly drives: readonly DriveRow[];
  /** What it said about the way in which it gave up, in words without a code or for programmers. */
  readonly lastWords: LastWords;
  /** The code of the last message that means something. */
  readonly lastCode: number | null;
  /** The name of the last step that it announced, as a person would see it. */
  readonly lastStep: string | null;
  /** The last eight texts that mean something, oldest first; plain lines, too. */
  readonly lastMessages: readonly string[];
}

export interface LastWords {
  /** It explained its command line instead of doing something. */
  readonly usage: boolean;
  /** "Fatal error occurred, program will now exit." */
  readonly fatal: boolean;
  /** Such as "Exception: Error while reading input". */
  readonly trace: string | null;
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

const MAX_CODES = 1000;
const MAX_DRIVES = 64;
const MAX_LAST_MESSAGES = 8;
const MAX_TEXT_LENGTH = 500;

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

const ABOUT_DAYS: ReadonlySet<number> = new Set([
  MESSAGE.evaluationDays,
  MESSAGE.evaluationOverSince,
]);

/** Reads along and remembers what a verdict may need. */
export function createRunRecord(): RunRecorder {
  let version: string | null = null;
  let openedAs: RunRecord["openedAs"] = null;
  let listed = false;
  let saving = false;
  let titleCount: number | null = null;
  let saved: number | null = null;
  let notSaved: number | null = null;
  let question: Question | null = null;
  let lastCode: number | null = null;
  let lastStep: string | null = null;
  let lastWords: LastWords = { usage: false, fatal: false, trace: null };
  const codes = new Map<number, number>();
  const licence = new Map<number, readonly string[]>();
  const errors = createRunErrors();
  const drives = new Map<number, DriveRow>();
  const lastMessages: string[] = [];

  function addMessage(message: Message): void {
    const { code, flags, text, params } = message;
    errors.add(message);
    const times = codes.get(code);
    if (times !== undefined || codes.size < MAX_CODES)
      codes.set(code, (times ?? 0) + 1);
    version ??= params.find((param) => param.startsWith("MakeMKV v")) ?? null;
    if (isQuestion(flags)) question = { code, text };
    if (ABOUT_DAYS.has(code)) licence.set(code, params);
    if (!NOISE.has(code)) {
      lastCode = code;
      remember(text);
    }
    switch (code) {
      case MESSAGE.debugLine:
        lastWords = {
          ...lastWords,
          trace: legible(shorten(params[0] ?? text)),
        };
        return;
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
    }
  }

  function addPlain(text: string): void {
    const { usage, fatal } = lastWords;
    // What it has to explain about itself would push out why it does.
    if (usage) return;
    lastWords = {
      ...lastWords,
      usage: /^\s*us(e|age):\s/i.test(text),
      fatal: fatal || /^\s*fatal error/i.test(text),
    };
    remember(text);
  }

  function remember(text: string): void {
    const short = legible(shorten(text.trim())).trim();
    if (short === "" || short === lastMessages.at(-1)) return;
    lastMessages.push(short);
    if (lastMessages.length > MAX_LAST_MESSAGES) lastMessages.shift();
  }

  function addStep(code: number, name: string): void {
    lastStep = legible(shorten(name));
    if (code === OPENING_DVD) openedAs = "dvd";
    if (code === OPENING_BLURAY) openedAs = "bluray";
  }

  function add(line: RobotLine): void {
    question = null;
    switch (line.kind) {
      case "message":
        return addMessage(line);
      case "plain":
        return addPlain(line.text);
      case "drive": {
        const { index, state, flags, discName, device } = line;
        if (drives.size >= MAX_DRIVES && !drives.has(index)) return;
        drives.set(index, { index, state, flags, discName, device });
        return;
      }
      case "operation":
        saving ||= line.code === SAVING_TITLES;
        return addStep(line.code, line.name);
      case "step":
        return addStep(line.code, line.name);
      case "titleCount":
        titleCount = line.count;
        return;
      case "titleInfo":
        listed = true;
        return;
      default:
    }
  }

  return {
    add,
    record: () => ({
      version,
      opened: codes.has(MESSAGE.opened),
      openedAs,
      listed,
      saving,
      titleCount,
      saved,
      notSaved,
      codes: Object.fromEntries(codes),
      licence: Object.fromEntries(licence),
      ...errors.current(),
      question,
      hasLookedForDrives: drives.size > 0,
      drives: [...drives.values()].filter((row) => row.state !== DRIVE.absent),
      lastWords,
      lastCode,
      lastStep,
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

/** What is said about the drive that was asked for; about all drives where it can not be told. */
export function drivesFor(
  { drives }: RunRecord,
  device: string | null,
): readonly DriveRow[] {
  const named = drives.filter((row) => row.device === device);
  return named.length > 0 ? named : drives;
}

function shorten(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH);
}
