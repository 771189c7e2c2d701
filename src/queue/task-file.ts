import type { Clock } from "../lib/clock.ts";
import type { TaskId } from "../state/task.ts";
import { decodeTaskText, type DecodedTask } from "../wire/task.ts";
import type { FileOps, FileStat } from "./file-ops.ts";
import { fileOf } from "./layout.ts";
import { settlesInMs, sight, type Sighting } from "./sighting.ts";

/** One task file, looked at once. */
export type TaskFile =
  | { readonly kind: "absent" }
  /** A folder, a link, a pipe: nothing that could be claimed or answered. Left alone. */
  | { readonly kind: "odd" }
  | {
      readonly kind: "file";
      readonly sighting: Sighting;
      readonly content: TaskContent;
      /** As it stands in the file; `null` where it could not be read at all. */
      readonly text: string | null;
    };

export type TaskContent =
  | DecodedTask
  /** No JSON: half-written if it is young, broken if it is settled. */
  | { readonly kind: "torn"; readonly detail: string };

const MAX_BYTES = 1024 * 1024;

export interface TaskFileSource {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly folder: string;
}

/** `previous`: what was known of it, so that its age goes on. Throws what the file system throws. */
export async function readTaskFile(
  { ops, clock, folder }: TaskFileSource,
  id: TaskId,
  previous: Sighting | null,
): Promise<TaskFile> {
  const path = fileOf(folder, id);
  const read = await ops.read(path, MAX_BYTES);
  if (read.kind === "absent") return { kind: "absent" };
  const file = (seen: FileStat, content: TaskContent, text: string | null) => ({
    kind: "file" as const,
    sighting: sight(previous, seen, clock),
    content,
    text,
  });
  if (read.kind === "text") {
    return file(read.stat, decodeTaskText(read.text, id), read.text);
  }
  const stat = await ops.lstat(path);
  if (stat === null) return { kind: "absent" };
  if (stat.kind !== "file") return { kind: "odd" };
  const detail = `the file can not be read: ${read.reason}`;
  return file(stat, { kind: "invalid", taskKind: null, detail }, null);
}

/** What is to be made of a file by now; `lookAgainInMs` while it may still be half-written. */
export type Settled =
  DecodedTask | { readonly kind: "notYet"; readonly lookAgainInMs: number };

export function settle(
  content: TaskContent,
  sighting: Sighting,
  clock: Clock,
): Settled {
  if (content.kind !== "torn") return content;
  const lookAgainInMs = settlesInMs(sighting, clock);
  if (lookAgainInMs > 0) return { kind: "notYet", lookAgainInMs };
  return { kind: "invalid", taskKind: null, detail: content.detail };
}
