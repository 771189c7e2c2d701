import { dirname } from "node:path";
import { hasCode } from "../lib/error.ts";
import type { FileOps } from "./file-ops.ts";
import { temporaryFor } from "./layout.ts";

/**
 * Files appear under their names complete or not at all: written under a temporary name in the same folder, synced,
 * given the name, and the folder synced. Killed in between, only a temporary file is left, which the next start removes.
 */

/** Whoever looks at `path` sees the old content or the new one; after a power cut it may be the old one again. */
export async function replaceContent(
  ops: FileOps,
  path: string,
  text: string,
): Promise<void> {
  await withTemporary(ops, { path, text }, (temporary) =>
    ops.rename(temporary, path),
  );
}

/** The same, and on the disk when it returns. */
export async function replaceFile(
  ops: FileOps,
  path: string,
  text: string,
): Promise<void> {
  await replaceContent(ops, path, text);
  await ops.syncFolder(dirname(path));
}

/** Like `replaceFile`, but what is there stays: `false` if `path` existed. */
export async function writeNewFile(
  ops: FileOps,
  path: string,
  text: string,
): Promise<boolean> {
  const isNew = await withTemporary(ops, { path, text }, (temporary) =>
    moveUnlessTaken(ops, temporary, path),
  );
  await ops.syncFolder(dirname(path));
  return isNew;
}

/**
 * A rename that never replaces. Where `to` exists, `from` is removed and the answer is `false`.
 * Killed half-way, the same file has both names.
 */
export async function moveUnlessTaken(
  ops: FileOps,
  from: string,
  to: string,
): Promise<boolean> {
  try {
    await ops.link(from, to);
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      await ops.unlink(from);
      return false;
    }
    if (!hasCode(error, ...NO_LINKS)) throw error;
    return renameUnlessTaken(ops, from, to);
  }
  await ops.unlink(from);
  return true;
}

/**
 * The same for exFAT and many shares, which have no hard links, and where it has to be one step: looks, then renames.
 */
export async function renameUnlessTaken(
  ops: FileOps,
  from: string,
  to: string,
): Promise<boolean> {
  if ((await ops.lstat(to)) !== null) {
    await ops.unlink(from);
    return false;
  }
  await ops.rename(from, to);
  return true;
}

/** It may be gone already. */
export async function unlinkIfThere(ops: FileOps, path: string): Promise<void> {
  try {
    await ops.unlink(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

const NO_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"];

async function withTemporary<T>(
  ops: FileOps,
  file: { readonly path: string; readonly text: string },
  finish: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = temporaryFor(file.path);
  try {
    await ops.write(temporary, file.text);
    return await finish(temporary);
  } catch (error) {
    await ops.unlink(temporary).catch(() => {});
    throw error;
  }
}
