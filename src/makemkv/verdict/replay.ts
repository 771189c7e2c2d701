import { dirname } from "node:path";
import { createLineSplitter } from "../../lib/split-lines.ts";
import type { Licence } from "../../state/licence.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { createRobotReader } from "../robot/robot-reader.ts";
import type { EndedRun, NotStarted, RunEnd } from "../run/run-end.ts";
import { NOTE } from "../run/transcript.ts";
import { createDiscInfo } from "../scan/disc-info.ts";
import { isSaved } from "./failed-run.ts";
import { licenceOf } from "./licence.ts";
import { type Output, toPath } from "./output-check.ts";
import { type Note, readNote } from "./replay-notes.ts";
import { numberOf } from "./run-errors.ts";
import { createRunRecord, hasSaid, type RunRecord } from "./run-record.ts";
import {
  judgeRip,
  judgeScan,
  type RipVerdict,
  type ScanVerdict,
} from "./verdict.ts";

/**
 * What the daemon would have concluded from a transcript: one of its own, in which lines with `# ` are notes and many
 * runs may follow each other, or what somebody else captured of `makemkvcon -r`. It goes through the same reader,
 * record and verdict as a live run. Only the file of a rip is not there: it is taken for good where makemkvcon says so.
 */
export interface ReplayedRun {
  readonly kind: "scan" | "rip";
  /** By the noted command; else the kind is guessed from what was said. */
  readonly isKindKnown: boolean;
  readonly device: string | null;
  /** At least one line was a record. */
  readonly isRecognised: boolean;
  /** Nothing in it was a record, a note of ours or a word of makemkvcon: it is no transcript. */
  readonly isForeign: boolean;
  /** Else the exit code is taken for 0. */
  readonly isEndKnown: boolean;
  readonly end: RunEnd | NotStarted;
  readonly record: RunRecord;
  readonly outcome:
    | ScanVerdict
    | RipVerdict
    /** Words for people, without the numbers that a verdict is made of. */
    | { readonly kind: "notJudged" };
  readonly licence: Licence | null;
}

export interface Replay {
  push(chunk: Uint8Array): void;
  /** In the order in which they ran; the last one is the result. None where nothing was said at all. */
  finish(): readonly ReplayedRun[];
}

/** `exitCode` is that of a capture that does not tell its own. */
export function createReplay(exitCode: number | null): Replay {
  const splitter = createLineSplitter();
  const runs: ReplayedRun[] = [];
  let run: OpenRun | null = null;

  function close(): void {
    if (run && !run.isEmpty()) runs.push(run.conclude(exitCode));
    run = null;
  }

  function read(line: string): void {
    const record = withoutLogPrefix(line);
    const isNote = line.startsWith(NOTE.mark);
    const note = isNote ? readNote(line.slice(NOTE.mark.length)) : null;
    const command = note?.kind === "command" ? note.argv : null;
    if (command || (run?.hasStarted() && record.startsWith(STARTED))) close();
    run ??= openRun(command);
    if (note) run.note(note);
    else run.say(record);
  }

  return {
    push: (chunk) => splitter.push(chunk).forEach(read),
    finish() {
      splitter.flush().forEach(read);
      close();
      return runs;
    },
  };
}

const STARTED = `MSG:${MESSAGE.started},`;
const RECORD =
  /(?:MSG:\d+,\d+,\d+,"|PRG[TC]:\d+,\d+,"|PRGV:\d+,|DRV:\d+,\d+,|TCOUNT:\d+|CINFO:\d+,\d+,"|TINFO:\d+,\d+,\d+,"|SINFO:\d+,\d+,\d+,\d+,")/;
const LONGEST_PREFIX = 120;

/** Programs put the time and their own name before what makemkvcon printed. */
function withoutLogPrefix(line: string): string {
  const at = line.slice(0, LONGEST_PREFIX * 2).search(RECORD);
  return at > 0 && at <= LONGEST_PREFIX ? line.slice(at) : line;
}

/** What it says without a code. */
const OWN_WORDS = /makemkv|^\s*fatal error occurred/i;

type Command = readonly string[] | null;
type OpenRun = ReturnType<typeof openRun>;

function openRun(command: Command) {
  const reader = createRobotReader();
  const recorder = createRunRecord();
  const disc = createDiscInfo();
  const encoder = new TextEncoder();
  let end: RunEnd | NotStarted | null = null;
  let started = false;
  let isRecognised = false;
  let isForeign = command === null;
  let isEmpty = command === null;

  /** As in a live run: what comes after it was told to stop is no reason for anything. */
  const isHalted = () => end !== null && end.kind !== "exited";

  function hear(lines: readonly RobotLine[]): void {
    if (isHalted()) return;
    for (const line of lines) {
      isRecognised ||= line.kind !== "plain";
      isForeign &&= line.kind === "plain" && !OWN_WORDS.test(line.text);
      recorder.add(line);
      disc.add(line);
    }
  }

  return {
    hasStarted: () => started,
    isEmpty: () => isEmpty,
    say(line: string): void {
      started ||= line.startsWith(STARTED);
      isEmpty &&= line.trim() === "";
      hear(reader.push(encoder.encode(`${line}\n`)));
    },
    note(note: Note): void {
      if (note.kind === "stderr") {
        isEmpty = false;
        hear([{ kind: "plain", text: note.text }]);
      } else if (note.kind === "end" && !isHalted()) end = note.end;
      else if (note.kind === "forced" && end?.kind === "stalled")
        end = { ...end, forced: true };
    },
    conclude(exitCode: number | null): ReplayedRun {
      hear(reader.flush());
      const record = recorder.record();
      const device = deviceOf(command);
      const kind = kindOf(command, record);
      const isEndKnown = end !== null || exitCode !== null;
      end ??= { kind: "exited", code: exitCode ?? 0, signal: null };
      const judge = (run: EndedRun) => {
        if (!isRecognised && command === null)
          return { kind: "notJudged" } as const;
        return kind === "scan"
          ? judgeScan({ ...run, result: disc.result(record) })
          : judgeRip({ ...run, output: outputOf(command, record) });
      };
      return {
        kind,
        isKindKnown: command !== null,
        isRecognised,
        isForeign,
        device,
        isEndKnown,
        end,
        record,
        outcome:
          end.kind === "notStarted" ? end : judge({ end, record, device }),
        licence: licenceOf({ record, device }),
      };
    },
  };
}

/** The file is not there: its size is unknown, and so is whether it is what it should be. */
function outputOf(command: Command, record: RunRecord): Output {
  const { savingInto, failedTitles } = record;
  const [failed] = failedTitles;
  const said = savingInto ?? (failed ? dirname(failed.path) : "/");
  return {
    directory: command?.at(-1) ?? toPath(said),
    trackNumber: numberOf(command?.at(-2)),
    files: isSaved(record) ? [{ name: "the file.mkv", sizeBytes: 1 }] : [],
    expectedSizeBytes: null,
    expectedDurationMs: null,
    freeBytes: null,
  };
}

function kindOf(command: Command, record: RunRecord): "scan" | "rip" {
  if (command) return command.includes("mkv") ? "rip" : "scan";
  const { saving, saved, notSaved, failedTitles } = record;
  const hasSaved = saved !== null || notSaved !== null;
  const isRip = saving || hasSaved || failedTitles.length > 0;
  return isRip || hasSaid(record, MESSAGE.nothingSelected) ? "rip" : "scan";
}

/** `dev:/dev/sr0` among the arguments. */
function deviceOf(command: Command): string | null {
  const source = command?.find((word) => word.startsWith("dev:"));
  return source?.slice("dev:".length) ?? null;
}
