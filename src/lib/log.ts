import type { Clock } from "./clock.ts";
import { printableJson } from "./printable.ts";

export type Level = "debug" | "info" | "warn" | "error";
export type Fields = Readonly<Record<string, unknown>>;

/** Takes one finished line, without its line feed. */
export type Sink = (line: string) => void;

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  setLevel(level: Level): void;
}

const RANK: Readonly<Record<Level, number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  error: 3,
};

/** One JSON line a record: `time` (ISO, UTC), `level`, `message`, then the fields. */
export function createLog(clock: Clock, sink: Sink): Log {
  let threshold: Level = "info";
  const write =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      if (RANK[level] < RANK[threshold]) return;
      const time = new Date(clock.now()).toISOString();
      sink(printableJson({ time, level, message, ...fields }));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    setLevel: (level) => void (threshold = level),
  };
}
