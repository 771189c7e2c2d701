import { join } from "node:path";

/** Of all files of a log together; the oldest is the one that goes. */
export const LOG_FILES = 5;

/** `daemon.jsonl`, `daemon.1.jsonl` … in `folder`, the newest first. Not all of them need be there. */
export function logFiles(folder: string): readonly string[] {
  return Array.from({ length: LOG_FILES }, (_, age) =>
    join(folder, age === 0 ? "daemon.jsonl" : `daemon.${age}.jsonl`),
  );
}
