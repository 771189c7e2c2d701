import { link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { renameExclusively } from "./rename-exclusively.ts";
import { codeOf } from "./write-refusal.ts";

/**
 * Gives a finished file its final name without ever replacing anything. `link` fails when the name is taken, in one
 * step; `rename` would replace. Where there are no hard links (exFAT, FAT32, many network shares) a rename of another
 * kind does the same; where there is none of that, either, the name is taken by an empty file of our own, which the
 * rename then replaces.
 */
export type Placed =
  | { readonly kind: "placed" }
  /** Somebody else has that name; the file stays where it was. */
  | { readonly kind: "exists" }
  | { readonly kind: "failed"; readonly cause: unknown };

export interface PlaceRequest {
  readonly from: string;
  /** On the same file system as `from`. */
  readonly to: string;
  readonly disk?: FileOperations;
}

export interface FileOperations {
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** `false`: not done, since the name is taken or it is not possible there. */
  renameExclusively(from: string, to: string): Promise<boolean>;
  /** Makes an empty file, or fails with EEXIST. */
  reserve(path: string): Promise<void>;
  identify(path: string): Promise<FileIdentity>;
  /** Waits until a file or folder is on the disk. */
  sync(path: string): Promise<void>;
}

interface FileIdentity {
  readonly device: number;
  readonly inode: number;
  readonly links: number;
  readonly sizeBytes: number;
}

export const diskOperations: FileOperations = {
  link,
  unlink,
  rename,
  renameExclusively,
  async reserve(path) {
    await (await open(path, "wx")).close();
  },
  async identify(path) {
    const { dev, ino, nlink, size } = await lstat(path);
    return { device: dev, inode: ino, links: nlink, sizeBytes: size };
  },
  async sync(path) {
    await using file = await open(path, "r");
    await file.sync();
  },
};

const NO_HARD_LINKS: readonly string[] = [
  "ENOTSUP",
  "EOPNOTSUPP",
  "EPERM",
  "ENOSYS",
  "EMLINK",
];

/** Nothing is left at `to` unless it was placed. */
export async function placeFile(request: PlaceRequest): Promise<Placed> {
  const { from, to, disk = diskOperations } = request;
  try {
    await disk.sync(from);
    if (!(await move({ from, to, disk }))) return { kind: "exists" };
    // Some network file systems can not sync a folder; the file is there all the same.
    await disk.sync(dirname(to)).catch(() => {});
    return { kind: "placed" };
  } catch (cause) {
    return { kind: "failed", cause };
  }
}

type Move = Required<PlaceRequest>;

/** `false`: the name is taken. */
async function move(way: Move): Promise<boolean> {
  const { from, to, disk } = way;
  try {
    await disk.link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (NO_HARD_LINKS.includes(code))
      return (
        (await disk.renameExclusively(from, to)) || moveOntoPlaceholder(way)
      );
    if (code !== "EEXIST") throw error;
    // NFS repeats a request whose answer was lost, and then says EEXIST about its own success.
    if (!(await isSameFile(way))) return false;
  }
  // The second name goes with the staging folder, should this fail.
  await disk.unlink(from).catch(() => {});
  return true;
}

async function moveOntoPlaceholder({ from, to, disk }: Move): Promise<boolean> {
  const isEmpty = async () => (await disk.identify(to)).sizeBytes === 0;
  try {
    await disk.reserve(to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    if (!(await isEmpty())) return false;
    await disk.rename(from, to);
    return true;
  } catch (error) {
    const isOurs = await isEmpty().catch(() => false);
    if (isOurs) await disk.unlink(to).catch(() => {});
    throw error;
  }
}

async function isSameFile({ from, to, disk }: Move): Promise<boolean> {
  const one = await disk.identify(from);
  const other = await disk.identify(to);
  return (
    one.inode !== 0 &&
    one.inode === other.inode &&
    one.device === other.device &&
    one.links > 1
  );
}
