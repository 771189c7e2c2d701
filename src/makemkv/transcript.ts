import { appendFile, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../lib/clock.ts";

/**
 * The whole output of one run of makemkvcon, for a person who wants to know why. stdout is kept byte for byte, except
 * that of successive PRGV lines only the last stays (a rip prints tens of thousands); what the daemon adds and stderr
 * begin with `# `. A run never suffers from its transcript: when the disk is full or gone, the rest is lost.
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
  /** File name without `.txt`. */
  readonly runName: string;
  readonly clock: Clock;
}

const KEPT = 50;
const FIRST_WORDS = "# makemkvcon transcript";
const FIRST_LINE = `${FIRST_WORDS}; of successive PRGV lines only the last is kept; lines with # are not from stdout\n`;
const BUFFERED_CHARS = 64 * 1024;
const BUFFERED_MS = 1000;
const LONGEST_CHARS = 32 * 1024 * 1024;

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
      const line = `# ${text.replaceAll(/\r?\n/g, "\n# ")}\n`;
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
        if (line.startsWith("PRGV:")) {
          progress = `${line}\n`;
        } else {
          kept += `${progress}${line}\n`;
          progress = "";
        }
      }
      return kept;
    },
    flush: () => progress + (pending === "" ? "" : `${pending}\n`),
  };
}

function createLazyWriter(path: string, clock: Clock, ready: Promise<void>) {
  let buffered = "";
  let written = 0;
  let callOff: (() => void) | null = null;
  let writing = ready;
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
      if (text === "" || written > LONGEST_CHARS) return;
      written += text.length;
      buffered += text;
      if (buffered.length > BUFFERED_CHARS) return flush();
      callOff ??= clock.after(BUFFERED_MS, flush);
    },
    async close(): Promise<void> {
      flush();
      await writing.catch(() => {});
    },
  };
}

async function prepare(logsDir: string, path: string): Promise<void> {
  await mkdir(logsDir, { recursive: true });
  await rm(path, { force: true });
  await pruneTranscripts(logsDir, KEPT - 1).catch(() => {});
}

/** Removes all but the youngest `keep` transcripts; other files of the folder are left alone. */
export async function pruneTranscripts(
  logsDir: string,
  keep: number,
): Promise<void> {
  const names = (await readdir(logsDir)).filter((name) =>
    name.endsWith(".txt"),
  );
  if (names.length <= keep) return;
  const paths = names.map((name) => join(logsDir, name));
  const aged = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })),
  );
  let seen = 0;
  for (const { path } of aged.sort((a, b) => b.at - a.at)) {
    if (!(await isTranscript(path))) continue;
    seen += 1;
    if (seen > keep) await rm(path, { force: true });
  }
}

async function isTranscript(path: string): Promise<boolean> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(
    Buffer.alloc(FIRST_WORDS.length),
    0,
    FIRST_WORDS.length,
    0,
  );
  return buffer.toString("latin1", 0, bytesRead) === FIRST_WORDS;
}

/** The detail of a failure, with where to read the rest. */
export function nameTranscript(detail: string, transcript: Transcript): string {
  return `${detail}\nTranscript: ${transcript.path}`.trimStart();
}
