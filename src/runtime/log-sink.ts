import { join } from "node:path";
import type { Sink } from "../lib/log.ts";
import { createPaint, logText } from "../lib/log-text.ts";
import { openLogFile } from "./log-file.ts";

/**
 * Where the daemon's lines go: into the log file, and to stderr. There a person at a terminal reads words, and whatever
 * collects the output of programs (journald, Docker, a file) gets the JSON lines. launchd keeps stderr in a file that it
 * never rotates: its agent sets AMPHIGORY_STDERR_LOG=off, and only what is wrong with the log itself is said there.
 */
export interface LogSink {
  readonly write: Sink;
  close(): void;
}

export interface Stderr {
  readonly isTerminal: boolean;
  write(text: string): void;
}

interface LogSinkRequest {
  readonly configDir: string;
  readonly stderr: Stderr;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createLogSink(request: LogSinkRequest): LogSink {
  const { configDir, stderr, env } = request;
  const file = openLogFile({
    folder: join(configDir, "logs"),
    onTrouble: (sentence) => stderr.write(`${sentence}\n`),
  });
  const paint = createPaint(!env["NO_COLOR"]);
  const show = stderr.isTerminal
    ? (line: string) => logText(line, paint)
    : (line: string) => line;
  const isOff = env["AMPHIGORY_STDERR_LOG"] === "off";
  return {
    write(line) {
      file.write(line);
      if (!isOff) stderr.write(`${show(line)}\n`);
    },
    close: () => file.close(),
  };
}
