import { constants } from "node:fs";
import { lstat, open, rm } from "node:fs/promises";
import type { RippedFile } from "../../state/response.ts";
import type { TaskId } from "../../state/task.ts";
import { has, readNote, writeNote } from "./own-file.ts";
import { diskOperations, placeFile } from "./place-file.ts";

/**
 * A rip is done when its file has its name, but the answer is written after that. A daemon that is killed in between
 * would find its own film at the next start and take it for somebody else's. So before the file gets its name, a note
 * says which file is about to be placed where; recovery believes it only if that very file is found.
 */
export interface Placing {
  readonly taskId: TaskId;
  readonly startedAt: number;
  readonly from: string;
  readonly to: string;
  /** What the answer is to say. */
  readonly file: RippedFile;
}

interface PlacingNote extends Placing {
  readonly film: FilmMark;
}

/** By which a film is known again. exFAT and FAT give a file another inode number with every mount. */
interface FilmMark {
  readonly sizeBytes: number;
  /** Of its first part, in which a muxer puts the time and numbers of chance. */
  readonly sha256: string;
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
  placing: Placing,
  sync: (path: string) => Promise<void> = diskOperations.sync,
): Promise<void> {
  // The note vouches for all of the film.
  await sync(placing.from);
  const film = await markOf(placing.from);
  await writeNote(path, { ...placing, film }, sync);
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
  const { from, to, film, startedAt, file } = note;
  if (await isThere(to, film)) return { startedAt, file };
  if (!(await isThere(from, film))) return null;
  await removePlaceholder(path, to);
  const placed = await placeFile({ from, to });
  return placed.kind === "placed" ? { startedAt, file } : null;
}

/** exFAT and FAT have times in steps of two seconds. */
const TIME_STEP_MS = 2000;

/** Where nothing better is possible, an empty file of our own keeps the name free until the rename. */
async function removePlaceholder(note: string, to: string): Promise<void> {
  const [noted, found] = await Promise.all([
    lstat(note),
    lstat(to).catch(() => null),
  ]);
  const isOurs =
    found?.isFile() &&
    found.size === 0 &&
    found.mtimeMs >= noted.mtimeMs - TIME_STEP_MS;
  if (isOurs) await rm(to, { force: true });
}

const MARKED_BYTES = 64 * 1024;

/** Throws where there is no plain file; never waits for a pipe that somebody put there. */
async function markOf(path: string): Promise<FilmMark> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  await using file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const head = Buffer.alloc(MARKED_BYTES);
  const { bytesRead } = await file.read(head, 0, MARKED_BYTES, 0);
  const sha256 = new Bun.CryptoHasher("sha256")
    .update(head.subarray(0, bytesRead))
    .digest("hex");
  return { sizeBytes: (await file.stat()).size, sha256 };
}

async function isThere(path: string, wanted: FilmMark): Promise<boolean> {
  const found = await markOf(path).catch(() => null);
  return (
    found !== null &&
    found.sizeBytes === wanted.sizeBytes &&
    found.sha256 === wanted.sha256
  );
}

/** We wrote it ourselves, in one rename: if these parts are there, all are. */
function isNote(value: unknown): value is PlacingNote {
  return has(value, "taskId", "film", "file");
}
