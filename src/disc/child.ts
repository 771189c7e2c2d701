import type { Clock } from "../lib/clock.ts";
import { createLineSplitter } from "../lib/split-lines.ts";

/** What every program that is asked about discs has in common: it leads its own process group, and its lines are told. */
export type Child = Bun.Subprocess<"pipe" | "ignore", "pipe", "pipe">;

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last line it wrote to stderr; empty when there was none. */
  readonly complaint: string;
}

export interface ChildListener {
  readonly clock: Clock;
  /** A line of its stdout, without the line feed. */
  onLine(line: string): void;
}

/** A pipe that somebody outside of the group holds open is not waited for longer. */
const LAST_WORDS_MS = 1000;
const MAX_COMPLAINT_LENGTH = 500;

/** Tells its lines. Resolves when it has ended, everything it said was told and nobody of its group is left. */
export async function followChild(
  child: Child,
  { clock, onLine }: ChildListener,
): Promise<ChildEnd> {
  let complaint = "";
  const out = readLines(child.stdout, onLine);
  const err = readLines(child.stderr, (line) => {
    if (line.trim() !== "") complaint = line.trim();
  });
  await child.exited;
  killGroup(child.pid);
  const late = Promise.withResolvers<void>();
  const callOff = clock.after(LAST_WORDS_MS, late.resolve);
  await Promise.race([Promise.all([out.closed, err.closed]), late.promise]);
  callOff();
  out.finish();
  err.finish();
  return {
    code: child.exitCode,
    signal: child.signalCode === null ? null : String(child.signalCode),
    complaint: complaint.slice(0, MAX_COMPLAINT_LENGTH),
  };
}

/** "udevadm ended with exit code 1: No such device"; no full stop, since a sentence ends with it. */
export function sayEnd(command: string, end: ChildEnd): string {
  const how =
    end.signal === null
      ? `ended with exit code ${end.code}`
      : `was ended by ${end.signal}`;
  const complaint = end.complaint.replace(/[.\s]+$/, "");
  return complaint === ""
    ? `${command} ${how}`
    : `${command} ${how}: ${complaint}`;
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // ESRCH: nobody is left.
  }
}

interface LineReading {
  readonly closed: Promise<void>;
  /** Tells a last line without its line feed; nothing is told after that. */
  finish(): void;
}

function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): LineReading {
  const splitter = createLineSplitter();
  const reader = stream.getReader();
  let finished = false;
  const read = async () => {
    try {
      for (;;) {
        const { value } = await reader.read();
        if (!value || finished) return;
        for (const line of splitter.push(value)) onLine(line);
      }
    } catch {
      // A pipe that breaks is one that has ended.
    }
  };
  return {
    closed: read(),
    finish() {
      finished = true;
      void reader.cancel().catch(() => undefined);
      for (const line of splitter.flush()) onLine(line);
    },
  };
}
