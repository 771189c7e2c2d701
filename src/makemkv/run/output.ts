import type { Clock } from "../../lib/clock.ts";
import { createLineSplitter } from "../../lib/split-lines.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { createRobotReader } from "../robot/robot-reader.ts";
import type { Child } from "./launch.ts";
import type { Transcript } from "./transcript.ts";

/** Reads what a makemkvcon prints for as long as it prints, so that a full pipe never stops it. */
export interface Output {
  /** Resolves when both pipes are at their end, or were abandoned. */
  readonly closed: Promise<void>;
  /** Stops reading: whoever still holds the pipes open is not waited for. */
  abandon(): void;
  /** Nothing came on stdout. */
  isSilent(): boolean;
  /** The last line of stderr. */
  lastError(): string;
}

interface Listener {
  readonly clock: Clock;
  readonly transcript: Transcript;
  readonly onLine: (line: RobotLine) => void;
  /** Something came that ends no line. */
  readonly onNoise: () => void;
}

/**
 * makemkvcon flushes every line, ten or a thousand a second. Taking what has come in the meantime together costs half
 * the CPU of a rip (measured), and a pipe has room for 64 kB of it.
 */
const GATHER_MS = 40;
/** A larger chunk says that more is waiting: it is read at once. */
const SMALL_BYTES = 8 * 1024;
/** But not for ever: a program gone mad must leave us time for everything else, its own end among it. */
const MOST_AT_ONCE = 16;
/** Longer lines of stderr are cut: nobody says how long they may be. */
const LONGEST_ERROR_LINE = 4096;

export function readOutput(
  pipes: Pick<Child, "stdout" | "stderr" | "exited">,
  { clock, transcript, onLine, onNoise }: Listener,
): Output {
  const robot = createRobotReader();
  let isSilent = true;
  let lastError = "";
  const errors = createLineSplitter();
  const tellErrors = (lines: readonly string[]) => {
    for (const line of lines) {
      if (line.trim() === "") continue;
      lastError = line.slice(0, LONGEST_ERROR_LINE);
      transcript.note(`stderr: ${lastError}`);
      onLine({ kind: "plain", text: lastError });
    }
  };
  const stdout = pipes.stdout.getReader();
  const stderr = pipes.stderr.getReader();
  const drain = async (
    pipe: typeof stdout,
    take: (chunk: Uint8Array) => void,
  ) => {
    const pace = createPace(clock, pipes.exited);
    for (;;) {
      const { done, value } = await pipe.read();
      if (done || !value) return;
      take(value);
      await pace(value.length);
    }
  };
  const readStdout = async () => {
    await drain(stdout, (chunk) => {
      isSilent = false;
      transcript.stdout(chunk);
      const lines = robot.push(chunk);
      if (lines.length === 0) onNoise();
      for (const line of lines) onLine(line);
    });
    for (const line of robot.flush()) onLine(line);
  };
  const readStderr = async () => {
    await drain(stderr, (chunk) => tellErrors(errors.push(chunk)));
    tellErrors(errors.flush());
  };
  return {
    closed: Promise.all([readStdout(), readStderr()]).then(() => {}),
    abandon() {
      void stdout.cancel();
      void stderr.cancel();
    },
    isSilent: () => isSilent,
    lastError: () => lastError,
  };
}

/** When to read on after a chunk of so many bytes; at once when there is nothing more to wait for. */
function createPace(
  clock: Clock,
  exited: Promise<number>,
): (bytes: number) => Promise<void> {
  let hasExited = false;
  let wake = () => {};
  void exited.then(() => {
    hasExited = true;
    wake();
  });
  const gather = () =>
    new Promise<void>((resolve) => {
      const callOff = clock.after(GATHER_MS, resolve);
      wake = () => {
        callOff();
        resolve();
      };
      if (hasExited) wake();
    });
  let atOnce = 0;
  return async (bytes) => {
    atOnce += 1;
    if (bytes >= SMALL_BYTES && atOnce < MOST_AT_ONCE) return;
    atOnce = 0;
    await gather();
  };
}
