import { constants, type BigIntStats } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../lib/error.ts";
import { readPlainFile } from "../lib/plain-file.ts";

/**
 * Everything the queue does to a disk. Handed in, so that a test can end the "process" between any two of them.
 * All of it is asynchronous: a share that hangs must not stop the rest of the daemon.
 */
export interface FileOps {
  /** Of what a link points to. `null`: there is nothing. */
  stat(path: string): Promise<FileStat | null>;
  lstat(path: string): Promise<FileStat | null>;
  list(folder: string): Promise<readonly string[]>;
  /** Never follows a link, waits for a pipe or reads more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<FileContent>;
  /** With its parents; on the disk when it returns. */
  makeFolder(path: string): Promise<void>;
  /** Makes the file anew, not in one step, in place of what is there, and never through a link; on the disk when it returns. */
  write(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(folder: string): Promise<void>;
}

export interface FileStat {
  readonly kind: "file" | "folder" | "other";
  /** Differs when the content or the names changed, as far as the file system's clock can tell. */
  readonly mark: string;
  /** Differs when it is another file or folder under the same name. */
  readonly identity: string;
  readonly mtimeMs: number;
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string; readonly stat: FileStat }
  | { readonly kind: "absent" }
  /** Not a plain file, or one that may not be read or is too large to be one of ours. */
  | { readonly kind: "unusable"; readonly reason: string };

export const nodeFileOps: FileOps = {
  stat: (path) => statOrNull(fs.stat(path, { bigint: true })),
  lstat: (path) => statOrNull(fs.lstat(path, { bigint: true })),
  list: (folder) => fs.readdir(folder),
  read: readFile,
  makeFolder: makeFolderDurably,
  write: writeDurably,
  rename: fs.rename,
  link: fs.link,
  unlink: fs.unlink,
  syncFolder,
};

async function statOrNull(
  looking: Promise<BigIntStats>,
): Promise<FileStat | null> {
  try {
    return toStat(await looking);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}

function toStat(stat: BigIntStats): FileStat {
  return {
    kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other",
    mark: `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`,
    identity: `${stat.dev}:${stat.ino}`,
    mtimeMs: Number(stat.mtimeMs),
  };
}

async function readFile(path: string, maxBytes: number): Promise<FileContent> {
  const file = await readPlainFile(path, { maxBytes, followLinks: false });
  switch (file.kind) {
    case "bytes": {
      const text = file.bytes.toString("utf8").replace(/^\uFEFF/, "");
      return { kind: "text", text, stat: toStat(file.stat) };
    }
    case "absent":
      return file;
    case "unusable":
      return { kind: "unusable", reason: `it ${file.reason}` };
  }
}

async function makeFolderDurably(path: string): Promise<void> {
  const first = await fs.mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await openNew(path);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What somebody else has put there, a link or a pipe, is neither written to nor waited for. */
async function openNew(path: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(path, "wx");
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  await fs.unlink(path);
  return fs.open(path, "wx");
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Shares and some file systems can not do it; then there is nothing more to be had.
    if (!hasCode(error, ...NO_FOLDER_SYNC)) throw error;
  }
}

const NO_FOLDER_SYNC = [
  "EINVAL",
  "EISDIR",
  "EBADF",
  "EPERM",
  "EACCES",
  "ENOSYS",
  "ENOTSUP",
  "EOPNOTSUPP",
];
