import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasCode, messageOf } from "../lib/error.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { logFiles } from "../lib/log-files.ts";
import {
  createPaint,
  logText,
  type Paint,
  readLogRecord,
} from "../lib/log-text.ts";
import { printable } from "../lib/printable.ts";
import { openLogReader } from "./log-reader.ts";
import { createTaskFilter } from "./task-filter.ts";

/** `amphigory logs`: what the daemon of a config folder has logged. It reads files; no daemon need run. */
export interface LogsRequest {
  readonly configDir: string;
  /** Goes on with what comes, for ever or until `signal`. */
  readonly follow: boolean;
  /** Only what belongs to this task. */
  readonly task: string | null;
  /** How many of the last lines, 0 for all; `null`: as many as are of use. */
  readonly lines: number | null;
  /** As they were written, for programs. */
  readonly json: boolean;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Where the text goes; the standard streams unless a test says otherwise. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

const USUAL_LINES = 200;
const LOOK_AGAIN_MS = 250;

export async function runLogs(request: LogsRequest): Promise<ExitCode> {
  const { out = toStdout, err = toStderr } = request;
  const folder = join(request.configDir, "logs");
  if (!request.follow && !logFiles(folder).some((file) => existsSync(file))) {
    err(
      `There is no log in ${folder} yet: the daemon writes it from its first start on. Another config folder is named with --config-dir.\n`,
    );
    return EXIT.failed;
  }
  try {
    const hasShown = await show(request, folder, out);
    const { task, follow } = request;
    if (hasShown || task === null || follow) return EXIT.ok;
    err(
      `Nothing in the log is about a task ${printable(task)}: it is another one's, or older than the log.\n`,
    );
    return EXIT.failed;
  } catch (error) {
    // `amphigory logs | head` has seen enough.
    if (hasCode(error, "EPIPE")) return EXIT.ok;
    const reason = messageOf(error);
    err(
      `The log in ${folder} can not be read: ${reason}. It belongs to the user that the daemon runs as.\n`,
    );
    return EXIT.failed;
  }
}

/** Whether there was anything. */
async function show(
  request: LogsRequest,
  folder: string,
  out: (text: string) => void,
): Promise<boolean> {
  const { clock = systemClock, signal } = request;
  const textOf = createView(request);
  const last = createLast(linesWanted(request));
  using reader = openLogReader(folder);
  reader.read((line) => last.push(textOf(line)));
  const before = last.take();
  out(before);
  while (request.follow && !signal?.aborted) {
    await pause(clock, signal);
    let text = "";
    reader.read((line) => (text += textOf(line)));
    if (text !== "") out(text);
  }
  return before !== "";
}

/** The text of a line with its line feed; empty where it is not wanted. */
function createView({ task, json }: LogsRequest): (line: string) => string {
  const belongs = task === null ? () => true : createTaskFilter(task);
  const paint: Paint = createPaint(isColoured());
  return (line) => {
    const record = readLogRecord(line);
    if (record ? !belongs(record) : json || task !== null) return "";
    return `${json ? line : logText(line, paint)}\n`;
  };
}

function isColoured(): boolean {
  return process.stdout.isTTY && !process.env["NO_COLOR"];
}

function linesWanted({ task, lines }: LogsRequest): number {
  const wanted = lines ?? (task === null ? USUAL_LINES : 0);
  return wanted === 0 ? Infinity : wanted;
}

/** Keeps the last `count` texts; the log may have 50 MB. */
function createLast(count: number) {
  let kept: string[] = [];
  return {
    push(text: string): void {
      if (text === "") return;
      kept.push(text);
      if (kept.length >= 2 * count) kept = kept.slice(-count);
    },
    take(): string {
      const text = (count === Infinity ? kept : kept.slice(-count)).join("");
      kept = [];
      return text;
    },
  };
}

function pause(clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = clock.after(LOOK_AGAIN_MS, resolve);
  signal?.addEventListener("abort", () => {
    callOff();
    resolve();
  });
  return promise;
}

function toStdout(text: string): void {
  process.stdout.write(text);
}

function toStderr(text: string): void {
  process.stderr.write(text);
}
