import { createLineSplitter } from "../lib/split-lines.ts";
import type { RobotLine } from "./robot-line.ts";
import { createRobotReader } from "./robot-reader.ts";
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

interface Pipes {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
}

/** Longer lines of stderr are cut: nobody says how long they may be. */
const LONGEST_ERROR_LINE = 4096;

export function readOutput(
  pipes: Pipes,
  transcript: Transcript,
  onLine: (line: RobotLine) => void,
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
  const readStdout = async () => {
    for await (const chunk of chunks(stdout)) {
      isSilent = false;
      transcript.stdout(chunk);
      for (const line of robot.push(chunk)) onLine(line);
    }
    for (const line of robot.flush()) onLine(line);
  };
  const readStderr = async () => {
    for await (const chunk of chunks(stderr)) tellErrors(errors.push(chunk));
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

interface ChunkReader {
  read(): Promise<{
    readonly done: boolean;
    readonly value: Uint8Array | undefined;
  }>;
}

async function* chunks(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return;
    yield value;
  }
}
