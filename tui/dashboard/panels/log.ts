import { clockTime } from "../clock-time.ts";
import { prose, span, type Line } from "../line.ts";
import type { LogEntry } from "../log-entry.ts";
import type { Tone } from "../palette.ts";

/** The end of the daemon's log, newest last. */
export function logLines(log: readonly LogEntry[]): readonly Line[] {
  return log.map(({ at, level, message, facts }) => [
    span(`${clockTime(at, true)} `, "muted"),
    span(message, toneOf(level)),
    span("  "),
    prose(facts, "muted"),
  ]);
}

function toneOf(level: string): Tone {
  if (level === "error") return "bad";
  if (level === "warn") return "warn";
  return "plain";
}
