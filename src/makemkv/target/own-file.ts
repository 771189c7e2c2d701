import { mkdir, open, readdir, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskOperations } from "./place-file.ts";

/* The program's own files and folders: notes that outlive it, and what it keeps so many of. */

/** What a JSON file holds; `null` when there is none or it can not be read. It is our own: a damaged one is to do no harm. */
export async function readNote(file: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return value;
  } catch {
    return null;
  }
}

/** Replaces the file in one step; it is on the disk when this resolves. Throws what the file system throws. */
export async function writeNote(
  file: string,
  value: unknown,
  sync: (path: string) => Promise<void> = diskOperations.sync,
): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.new`;
  {
    await using handle = await open(temporary, "w", 0o600);
    await handle.writeFile(JSON.stringify(value));
    await handle.sync();
  }
  await rename(temporary, file);
  // Some network file systems can not sync a folder; then there is nothing more to be had.
  await sync(folder).catch(() => {});
}

/** Whether it is an object that has all of these. */
export function has<Key extends string>(
  value: unknown,
  ...keys: readonly Key[]
): value is Record<Key, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    keys.every((key) => key in value)
  );
}

/** The files of a folder whose names end so. Throws what the file system throws. */
export async function filesIn(
  folder: string,
  ending: string,
): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** The same, the youngest first. */
export async function youngestFirst(
  folder: string,
  ending: string,
): Promise<readonly string[]> {
  const paths = await filesIn(folder, ending);
  const aged = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })),
  );
  return aged.sort((a, b) => b.at - a.at).map(({ path }) => path);
}
