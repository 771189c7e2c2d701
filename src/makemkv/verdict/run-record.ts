import {
  DRIVE,
  isQuestion,
  MESSAGE,
  OPENING_BLURAY,
  OPENING_DVD,
  SAVING_TITLES,
} from "../robot/message-codes.ts";
import type { MessageLine, RobotLine } from "../robot/robot-line.ts";
import { legible } from "./legible.ts";
import { createRunErrors, numberOf, type RunErrors } from "./run-errors.ts";

/** What one run of makemkvcon said, kept small however much it said. */
export interface RunRecord extends Said, RunErrors {
  /** The disc was opened. Without it nothing that was printed is a result. */
  readonly opened: boolean;
  /** How often each message code came. */
  readonly codes: Readonly<Record<string, number>>;
  /** The parameters of the last message with each code that is about the licence. */
  readonly licence: Readonly<Record<string, readonly string[]>>;
  /** Rows about drives came, if only to say that there is none. */
  readonly hasLookedForDrives: boolean;
  /** One row for each drive that is there; what was said last about it. */
  readonly drives: readonly DriveRow[];
  /** The last eight texts that mean something, oldest first; plain lines, too. */
  readonly lastMessages: readonly string[];
}

/** What a single line may tell. */
interface Said {
  /** Such as `MakeMKV v1.18.2 darwin(arm64-release)`. */
  readonly version: string | null;
  /** What the disc was opened as, from the operation that it announced. */
  readonly openedAs: "dvd" | "bluray" | null;
  /** At least one title was listed. */
  readonly listed: boolean;
  readonly saving: boolean;
  /** The folder, as printed, that the track is being saved into. */
  readonly savingInto: string | null;
  /** What TCOUNT said; it is printed by failed runs, too. */
  readonly titleCount: number | null;
  readonly saved: number | null;
  readonly notSaved: number | null;
  /** Asked, and nothing has been said since. */
  readonly question: { readonly code: number; readonly text: string } | null;
  /** What it said about the way in which it gave up, in words without a code or for programmers. */
  readonly lastWords: LastWords;
  /** The code of the last message that means something. */
  readonly lastCode: number | null;
  /** The name of the last step that it announced, as a person would see it. */
  readonly lastStep: string | null;
}

interface LastWords {
  /** It explained its command line instead of doing something. */
  readonly usage: boolean;
  /** "Fatal error occurred, program will now exit." */
  readonly fatal: boolean;
  /** Such as "Exception: Error while reading input". */
  readonly trace: string | null;
}

export type DriveRow = Omit<
  Extract<RobotLine, { readonly kind: "drive" }>,
  "kind" | "driveName"
>;

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
export function createRunRecord() {
  const said: { -readonly [Key in keyof Said]: Said[Key] } = {
    version: null,
    openedAs: null,
    listed: false,
    saving: false,
    savingInto: null,
    titleCount: null,
    saved: null,
    notSaved: null,
    question: null,
    lastWords: { usage: false, fatal: false, trace: null },
    lastCode: null,
    lastStep: null,
  };
  const codes = new Map<number, number>();
  const licence = new Map<number, readonly string[]>();
  const errors = createRunErrors();
  const drives = new Map<number, DriveRow>();
  const lastMessages: string[] = [];

  function addMessage(message: MessageLine): void {
    const { code, flags, text, params } = message;
    const [first, second] = params;
    errors.add(message);
    const times = codes.get(code);
    if (times !== undefined || codes.size < MAX_CODES)
      codes.set(code, (times ?? 0) + 1);
    said.version ??=
      params.find((param) => param.startsWith("MakeMKV v")) ?? null;
    if (isQuestion(flags)) said.question = { code, text };
    if (ABOUT_DAYS.has(code)) licence.set(code, params);
    if (!NOISE.has(code)) {
      said.lastCode = code;
      remember(text);
    }
    switch (code) {
      case MESSAGE.debugLine: {
        const trace = legible(first ?? text, MAX_TEXT_LENGTH);
        said.lastWords = { ...said.lastWords, trace };
        return;
      }
      case MESSAGE.savingInto:
        said.saving = true;
        said.savingInto = second ?? null;
        return;
      case MESSAGE.savedAndFailed:
      case MESSAGE.copyIncomplete:
        said.saved = numberOf(first) ?? said.saved;
        said.notSaved = numberOf(second) ?? said.notSaved;
        return;
      case MESSAGE.titlesSaved:
      case MESSAGE.copyComplete:
        said.saved = numberOf(first) ?? said.saved;
    }
  }

  function addPlain(text: string): void {
    const { usage, fatal, trace } = said.lastWords;
    // What it has to explain about itself would push out why it does.
    if (usage) return;
    said.lastWords = {
      usage: /^\s*us(e|age):\s/i.test(text),
      fatal: fatal || /^\s*fatal error/i.test(text),
      trace,
    };
    remember(text);
  }

  function remember(text: string): void {
    const short = legible(text.trim(), MAX_TEXT_LENGTH).trim();
    if (short === "" || short === lastMessages.at(-1)) return;
    lastMessages.push(short);
    if (lastMessages.length > MAX_LAST_MESSAGES) lastMessages.shift();
  }

  function addStep(code: number, name: string): void {
    said.lastStep = legible(name, MAX_TEXT_LENGTH);
    if (code === OPENING_DVD) said.openedAs = "dvd";
    if (code === OPENING_BLURAY) said.openedAs = "bluray";
  }

  return {
    add(line: RobotLine): void {
      said.question = null;
      switch (line.kind) {
        case "message":
          return addMessage(line);
        case "plain":
          return addPlain(line.text);
        case "drive": {
          const { kind: _, driveName: __, ...row } = line;
          if (drives.size < MAX_DRIVES || drives.has(row.index))
            drives.set(row.index, row);
          return;
        }
        case "operation":
          said.saving ||= line.code === SAVING_TITLES;
          return addStep(line.code, line.name);
        case "step":
          return addStep(line.code, line.name);
        case "titleCount":
          said.titleCount = line.count;
          return;
        case "titleInfo":
          said.listed = true;
          return;
        default:
      }
    },
    record: (): RunRecord => ({
      ...said,
      ...errors.current(),
      opened: codes.has(MESSAGE.opened),
      codes: Object.fromEntries(codes),
      licence: Object.fromEntries(licence),
      hasLookedForDrives: drives.size > 0,
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

/** Whether a message of any of these codes came. */
export function hasSaid(
  record: RunRecord,
  ...codes: readonly number[]
): boolean {
  return timesSaid(record, ...codes) > 0;
}
