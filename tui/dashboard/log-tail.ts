import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { readLogEntry, type LogEntry } from "./log-entry.ts";

/**
 * The end of the daemon's log. It is looked at, not watched: one `fstat` a look, and a read of the last part only when
 * the file has changed. A file that is not there, or was rotated away, is an empty log.
 */
export interface LogTail {
  /** The last entries, oldest first; the same array as before when nothing is new. */
  look(): readonly LogEntry[];
}

const PART_BYTES = 64 * 1024;
const MOST_ENTRIES = 300;
const NONE: readonly LogEntry[] = [];

export function logPath(configDir: string): string {
  return join(configDir, "logs", "daemon.jsonl");
}

export function createLogTail(path: string): LogTail {
  let seen = "";
  let entries = NONE;

  function read(fd: number): readonly LogEntry[] {
    const { ino, size, mtimeMs } = fstatSync(fd);
    const trace = `${ino} ${size} ${mtimeMs}`;
    if (trace === seen) return entries;
    seen = trace;
    return entriesIn(lastPart(fd, size));
  }

  return {
    look() {
      try {
        const fd = openSync(path, "r");
        try {
          entries = read(fd);
        } finally {
          closeSync(fd);
        }
      } catch {
        seen = "";
        entries = NONE;
      }
      return entries;
    },
  };
}

function lastPart(fd: number, size: number): string {
  const length = Math.min(size, PART_BYTES);
  const buffer = Buffer.alloc(length);
  const read = readSync(fd, buffer, 0, length, size - length);
  return buffer.toString("utf8", 0, read);
}

function entriesIn(text: string): readonly LogEntry[] {
  return text
    .split("\n")
    .slice(-MOST_ENTRIES - 1)
    .map(readLogEntry)
    .filter((entry) => entry !== null);
}
