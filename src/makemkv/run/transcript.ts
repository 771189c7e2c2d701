import { appendFile, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../lib/clock.ts";
import { youngestFirst } from "../target/own-file.ts";
import type { NoResult } from "./run-end.ts";

/**
 * The whole output of one run of makemkvcon, for a person who wants to know why. stdout is kept byte for byte, except
 * that of successive PRGV lines only the last stays (a rip prints tens of thousands); what the daemon adds and stderr
 * begin with `# `. Of a flood the beginning and the end stay, where the reason stands. A run never suffers from its
 * transcript: when the disk is full or gone, the rest is lost.
 */
export interface Transcript {
  /** Where it is or would be. */
  readonly path: string;
  stdout(chunk: Uint8Array): void;
  note(text: string): void;
  /** Writes what is left; never rejects. */
  close(): Promise<void>;
}

export interface TranscriptRequest {
  readonly logsDir: string;
  /** File name without `.txt`; it holds all runs of an order. */
  readonly runName: string;
  readonly clock: Clock;
}

const KEPT = 50;
const FIRST_WORDS = "# makemkvcon transcript";
const FIRST_LINE = `${FIRST_WORDS}; of successive PRGV lines only the last is kept; lines with # are not from stdout\n`;
const BUFFERED_CHARS = 64 * 1024;
const BUFFERED_MS = 1000;
/** Of the beginning; a scan of a disc with a hundred titles prints one. Of the end, from then on, a little. */
const MAX_HEAD_CHARS = 16 * 1024 * 1024;
const MAX_TAIL_CHARS = 256 * 1024;
/** A line that does not end is passed on in pieces of this length. */
const LONGEST_PENDING = 1024 * 1024;

/** What the daemon notes before each run and when it ends it or it ends; replay.ts reads it. */
export const NOTE = {
  mark: "# ",
  command: "command: ",
  stderr: "stderr: ",
} as const;

export function openTranscript(request: TranscriptRequest): Transcript {
  const { logsDir, runName, clock } = request;
  const path = join(logsDir, `${runName}.txt`);
  const file = createLazyWriter(path, clock, prepare(logsDir, path));
  const thin = createThinner();
  file.write(FIRST_LINE);
  return {
    path,
    // latin1 maps every byte to one character and back: invalid UTF-8 survives.
    stdout: (chunk) =>
      file.write(thin.push(Buffer.from(chunk).toString("latin1"))),
    note(text) {
      // What an earlier run did not finish is not the beginning of this one.
      if (text.startsWith(NOTE.command)) file.write(thin.flush());
      const line = `${NOTE.mark}${text.replaceAll(/\r?\n/g, `\n${NOTE.mark}`)}\n`;
      file.write(Buffer.from(line).toString("latin1"));
    },
    close() {
      file.write(thin.flush());
      return file.close();
    },
  };
}

/** Whole lines in, fewer lines out: a PRGV line is kept only when something else follows it. */
function createThinner() {
  let pending = "";
  let progress = "";
  return {
    push(text: string): string {
      const lines = (pending + text).split("\n");
      pending = lines.pop() ?? "";
      let kept = "";
      for (const line of lines) {
        const isProgress = line.startsWith("PRGV:");
        if (!isProgress) kept += `${progress}${line}\n`;
        progress = isProgress ? `${line}\n` : "";
      }
      if (pending.length > LONGEST_PENDING) {
        kept += pending;
        pending = "";
      }
      return kept;
    },
    flush(): string {
      const rest = progress + (pending === "" ? "" : `${pending}\n`);
      pending = "";
      progress = "";
      return rest;
    },
  };
}

function createLazyWriter(path: string, clock: Clock, ready: Promise<void>) {
  const end = createTail();
  let buffered = "";
  let room = MAX_HEAD_CHARS;
  let callOff: (() => void) | null = null;
  let writing = ready;
  // Nothing may have been written yet when the folder turns out to be unusable.
  ready.catch(() => {});
  const flush = () => {
    callOff?.();
    callOff = null;
    const text = buffered;
    buffered = "";
    if (text === "") return;
    writing = writing.then(() => appendFile(path, text, "latin1"));
    writing.catch(() => {});
  };
  return {
    write(text: string): void {
      if (text === "") return;
      if (text.length > room) {
        room = 0;
        return end.push(text);
      }
      room -= text.length;
      buffered += text;
      if (buffered.length > BUFFERED_CHARS) return flush();
      callOff ??= clock.after(BUFFERED_MS, flush);
    },
    async close(): Promise<void> {
      buffered += end.take();
      flush();
      await writing.catch(() => {});
    },
  };
}

/** The last of what does not fit, and how much there was before it. */
function createTail() {
  let kept = "";
  let lost = 0;
  return {
    push(text: string): void {
      kept += text;
      if (kept.length < 2 * MAX_TAIL_CHARS) return;
      const least = kept.length - MAX_TAIL_CHARS;
      const from = kept.indexOf("\n", least) + 1 || least;
      lost += from;
      kept = kept.slice(from);
    },
    take(): string {
      const said = lost === 0 ? "" : `${NOTE.mark}${lost} bytes left out\n`;
      return said + kept;
    },
  };
}

async function prepare(logsDir: string, path: string): Promise<void> {
  await mkdir(logsDir, { recursive: true });
  await rm(path, { force: true });
  await pruneTranscripts(logsDir, KEPT - 1).catch(() => {});
}

/** Removes all but the youngest `keep` transcripts; other files of the folder are left alone. */
async function pruneTranscripts(logsDir: string, keep: number): Promise<void> {
  const paths = await youngestFirst(logsDir, ".txt");
  if (paths.length <= keep) return;
  let seen = 0;
  for (const path of paths) {
    if (!(await isTranscript(path))) continue;
    seen += 1;
    if (seen > keep) await rm(path, { force: true });
  }
}

async function isTranscript(path: string): Promise<boolean> {
  await using file = await open(path);
  const { length } = FIRST_WORDS;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length));
  return buffer.toString("latin1", 0, bytesRead) === FIRST_WORDS;
}

/** Where to read the rest, in the detail of whatever ended without a result. */
export function withTranscript(
  outcome: NoResult,
  { path }: Transcript,
): NoResult {
  const name = (detail: string) => `${detail}\nTranscript: ${path}`.trimStart();
  if (outcome.kind === "stopped")
    return { ...outcome, detail: name(outcome.detail) };
  if (outcome.kind !== "failed") return outcome;
  const { failure } = outcome;
  const detail = name(failure.detail);
  return { kind: "failed", failure: { ...failure, detail } };
}
