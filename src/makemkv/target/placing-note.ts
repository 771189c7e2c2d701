import { lstat, rm } from "node:fs/promises";
import type { RippedFile } from "../../state/response.ts";
import type { TaskId } from "../../state/task.ts";
import { has, readNote, writeNote } from "./own-file.ts";
import { diskOperations, type FileIdentity, placeFile } from "./place-file.ts";

/**
 * A rip is done when its file has its name, but the answer is written after that. A daemon that is killed in between
 * would find its own film at the next start and take it for somebody else's. So before the file gets its name, a note
 * says which file is about to be placed where; recovery believes it only if that very file is found.
 */
export interface PlacingNote {
  readonly taskId: TaskId;
  readonly startedAt: number;
  readonly from: string;
  readonly to: string;
  readonly identity: FileIdentity;
  /** What the answer is to say. */
  readonly file: RippedFile;
}

/** A rip that was finished, but not answered. */
export interface FinishedRip {
  readonly startedAt: number;
  readonly file: RippedFile;
}

/**
 * Replaces the note of an earlier rip, and is on the disk when it returns: the film may be on another disk, and a power
 * cut must not take the one without the other. Throws what the file system throws: without a note nothing is placed.
 */
export async function writePlacingNote(
  path: string,
  note: PlacingNote,
  sync: (path: string) => Promise<void> = diskOperations.sync,
): Promise<void> {
  // The note vouches for all of the film.
  await sync(note.from);
  await writeNote(path, note, sync);
}

export async function removePlacingNote(path: string): Promise<void> {
  await rm(path, { force: true });
}

/**
 * What became of the file that a killed daemon was about to place for this task: `null` if there is no such file. One
 * that was judged good and only lacks its name gets it now.
 */
export async function settlePlacing(
  path: string,
  taskId: TaskId,
): Promise<FinishedRip | null> {
  const note = await readNote(path);
  if (!isNote(note) || note.taskId !== taskId) return null;
  const { from, to, identity, startedAt, file } = note;
  if (await isThere(to, identity)) return { startedAt, file };
  if (!(await isThere(from, identity))) return null;
  await removePlaceholder(path, to);
  const placed = await placeFile({ from, to });
  return placed.kind === "placed" ? { startedAt, file } : null;
}

/** Where there are no hard links, an empty file of our own keeps the name free until the rename. */
async function removePlaceholder(note: string, to: string): Promise<void> {
  const [noted, found] = await Promise.all([
    lstat(note),
    lstat(to).catch(() => null),
  ]);
  const isOurs =
    found?.isFile() && found.size === 0 && found.mtimeMs >= noted.mtimeMs;
  if (isOurs) await rm(to, { force: true });
}

async function isThere(path: string, wanted: FileIdentity): Promise<boolean> {
  const found = await diskOperations.identify(path).catch(() => null);
  return (
    found !== null &&
    found.inode === wanted.inode &&
    found.sizeBytes === wanted.sizeBytes
  );
}

/** We wrote it ourselves, in one rename: if these parts are there, all are. */
function isNote(value: unknown): value is PlacingNote {
  return has(value, "taskId", "identity", "file");
}
