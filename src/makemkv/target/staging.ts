import type { Stats } from "node:fs";
import {
  lstat,
  mkdir,
  readdir,
  rm,
  rmdir,
  stat,
  statfs,
} from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import type { TaskId } from "../../state/task.ts";
import { readMatroska } from "../matroska/matroska-file.ts";
import { type OutputFile, totalBytes } from "../verdict/output-check.ts";
import { codeOf } from "./write-refusal.ts";

/**
 * The folder inside the target folder that makemkvcon writes into. It is empty at the start, so that makemkvcon never
 * has a question to ask, and it is on the same file system, so that the finished file only needs a new name.
 */
export interface Staging {
  readonly path: string;
  /** Device and inode of the folder that was made; `null` where they do not last. */
  readonly identity: string | null;
  /** The uppermost folder that had to be made for it, outside itself; `null` when the target folder was there. */
  readonly createdFolder: string | null;
}

const PREFIX = ".amphigory-";
/** File systems take 255 bytes for a name. */
const LONGEST_ID = 150;

/** The staging folder of a task: `.amphigory-<id>`, with a hash where the id can not be a file name as it is. */
export function stagingPath(targetDirectory: string, taskId: TaskId): string {
  const safe = taskId.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, LONGEST_ID);
  if (safe === taskId) return join(targetDirectory, PREFIX + taskId);
  const hash = new Bun.CryptoHasher("sha256")
    .update(taskId)
    .digest("hex")
    .slice(0, 12);
  return join(targetDirectory, `${PREFIX}${safe}-${hash}`);
}

/** The path that a person knows: the target folder in place of a staging folder or a file in it. */
export function targetOf(path: string): string {
  for (const folder of [path, dirname(path)])
    if (basename(folder).startsWith(PREFIX)) return dirname(folder);
  return path;
}

/**
 * Makes the target folder, if it is missing, and an empty staging folder in it; what an earlier, crashed attempt of
 * the same task left there goes first. `root` holds the target folder or is it; neither it nor what is above it is made,
 * or a rip for a disk that was unplugged would fill another one. Throws what the file system throws.
 */
export async function createStaging(target: {
  readonly directory: string;
  readonly root: string;
  readonly taskId: TaskId;
}): Promise<Staging> {
  const { directory, root, taskId } = target;
  const path = stagingPath(directory, taskId);
  const createdFolder = await makeFoldersBelow(root, directory);
  try {
    await removeStagingFolder(path);
    await mkdir(path);
    return { path, identity: await identify(path), createdFolder };
  } catch (error) {
    await removeCreatedFolders({ path, createdFolder });
    throw error;
  }
}

/**
 * What statfs(2) says of exFAT, FAT, FUSE, CIFS, SMB 2 and overlays: Linux makes up inode numbers there, anew when it has
 * forgotten a file.
 */
const FORGETFUL: readonly number[] = [
  0x2011bab0, 0x4d44, 0x65735546, 0xff534d42, 0xfe534d42, 0x794c7630,
];

async function identify(path: string): Promise<string | null> {
  const { type } = await statfs(path);
  return FORGETFUL.includes(type) ? null : nameInode(await lstat(path));
}

function nameInode({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/**
 * Whether there is something else by now: whoever may write to the target folder could have put a link to a user's films
 * in its place. `false`, too, when nothing is there.
 */
export async function isReplaced(staging: Staging): Promise<boolean> {
  const { path, identity } = staging;
  const found = await look(path);
  if (!found) return false;
  const isSame = identity === null || identity === nameInode(found);
  return !found.isDirectory() || !isSame;
}

/** What an earlier try left there would make makemkvcon ask a question. Throws what the file system throws. */
export async function emptyStaging(staging: Staging): Promise<void> {
  if (await isReplaced(staging))
    throw new Error(`${staging.path} was replaced by something else.`);
  for (const name of await readdir(staging.path))
    await rm(join(staging.path, name), { recursive: true, force: true });
}

/** One after the other; gives the uppermost that was missing. Throws ENOENT where `root` is missing. */
async function makeFoldersBelow(
  root: string,
  directory: string,
): Promise<string | null> {
  let created: string | null = null;
  const names = relative(root, directory).split(sep);
  let folder = root;
  for (const name of names) {
    folder = join(folder, name);
    if (folder !== root && (await isMade(folder))) created ??= folder;
  }
  return created;
}

/** `false`: it was there. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    const found = await stat(folder).catch((why: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(codeOf(why))) return null;
      // A disk that does not work any more may still say EEXIST above.
      throw why;
    });
    if (found?.isDirectory()) return false;
    throw error;
  }
}

/** Removes the staging folder with all that is in it, and the folders that were made for it and are empty. */
export async function discardStaging(staging: Staging): Promise<void> {
  if (await isReplaced(staging)) return;
  await removeStagingFolder(staging.path);
  await removeCreatedFolders(staging);
}

/**
 * Removes a staging folder, if it is there, and never anything else: the name must begin with `.amphigory-`, and a
 * link or a file of that name is refused. Throws what the file system throws.
 */
export async function removeStagingFolder(path: string): Promise<void> {
  const found = await look(path);
  if (!found) return;
  if (!basename(path).startsWith(PREFIX) || !found.isDirectory()) {
    throw new Error(`${path} is no staging folder and was not removed.`);
  }
  await rm(path, { recursive: true, force: true });
}

async function removeCreatedFolders({
  path,
  createdFolder,
}: Omit<Staging, "identity">): Promise<void> {
  if (createdFolder === null) return;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      // Somebody has put something into it: then it stays, and all above it.
      return;
    }
    if (folder === createdFolder || folder === dirname(folder)) return;
  }
}

/** The `.mkv` files in a staging folder, and what they say about themselves. */
export async function listOutputFiles(
  path: string,
): Promise<readonly OutputFile[]> {
  const files = await listFiles(path);
  return Promise.all(
    files
      .filter(({ name }) => /\.mkv$/i.test(name))
      .map(async (file) => ({
        ...file,
        content: await readMatroska(join(path, file.name)),
      })),
  );
}

/**
 * The uppermost folder that is gone, if the staging folder is not there any more; `null` when it is. Throws what the
 * file system throws.
 */
export async function findGoneFolder(path: string): Promise<string | null> {
  if (await look(path)) return null;
  const above = dirname(path);
  return above === path ? path : ((await findGoneFolder(above)) ?? path);
}

/** Bytes of all files in a staging folder; 0 when it can not be read. */
export async function measureStaging(path: string): Promise<number> {
  return totalBytes(await listFiles(path).catch(() => []));
}

async function listFiles(path: string): Promise<readonly OutputFile[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name }) => ({
      name,
      sizeBytes: (await stat(join(path, name))).size,
    })),
  );
}

/** What is there, if only a link that leads nowhere; `null`: nothing. Throws whatever else the file system throws. */
export async function look(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}
