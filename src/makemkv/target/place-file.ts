import { link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Gives a finished file its final name without ever replacing anything. `link` fails when the name is taken, in one
 * step; `rename` would replace. Where there are no hard links (exFAT, FAT32, many network shares) the name is taken by
 * an empty file of our own, which the rename then replaces.
 */
export type Placed =
  | {
      readonly kind: "placed";
      readonly path: string;
      readonly sizeBytes: number;
    }
  /** Somebody else has that name; the file stays where it was. */
  | { readonly kind: "exists"; readonly path: string }
  | { readonly kind: "failed"; readonly path: string; readonly cause: unknown };

export interface PlaceRequest {
  readonly from: string;
  /** On the same file system as `from`. */
  readonly to: string;
  readonly operations?: FileOperations;
}

export interface FileOperations {
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Makes an empty file, or fails with EEXIST. */
  reserve(path: string): Promise<void>;
  identify(path: string): Promise<FileIdentity>;
  /** Waits until a file or folder is on the disk. */
  sync(path: string): Promise<void>;
}

export interface FileIdentity {
  readonly device: number;
  readonly inode: number;
  readonly links: number;
  readonly sizeBytes: number;
}

export const diskOperations: FileOperations = {
  link,
  unlink,
  rename,
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

/** Shapes: see `Placed`. Nothing is left at `to` unless it was placed. */
export async function placeFile(request: PlaceRequest): Promise<Placed> {
  const { from, to, operations = diskOperations } = request;
  try {
    await operations.sync(from);
    const { sizeBytes } = await operations.identify(from);
    if (!(await move(from, to, operations)))
      return { kind: "exists", path: to };
    // Some network file systems can not sync a folder; the file is there all the same.
    await operations.sync(dirname(to)).catch(() => {});
    return { kind: "placed", path: to, sizeBytes };
  } catch (cause) {
    return { kind: "failed", path: to, cause };
  }
}

/** `false`: the name is taken. */
async function move(
  from: string,
  to: string,
  operations: FileOperations,
): Promise<boolean> {
  try {
    await operations.link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (NO_HARD_LINKS.includes(code))
      return moveOntoPlaceholder(from, to, operations);
    if (code !== "EEXIST") throw error;
    // NFS repeats a request whose answer was lost, and then says EEXIST about its own success.
    if (!(await isSameFile(from, to, operations))) return false;
  }
  // The second name goes with the staging folder, should this fail.
  await operations.unlink(from).catch(() => {});
  return true;
}

async function moveOntoPlaceholder(
  from: string,
  to: string,
  operations: FileOperations,
): Promise<boolean> {
  try {
    await operations.reserve(to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    if (!(await isEmpty(to, operations))) return false;
    await operations.rename(from, to);
    return true;
  } catch (error) {
    const ours = await isEmpty(to, operations).catch(() => false);
    if (ours) await operations.unlink(to).catch(() => {});
    throw error;
  }
}

async function isEmpty(
  path: string,
  operations: FileOperations,
): Promise<boolean> {
  return (await operations.identify(path)).sizeBytes === 0;
}

async function isSameFile(
  from: string,
  to: string,
  operations: FileOperations,
): Promise<boolean> {
  const [one, other] = await Promise.all([
    operations.identify(from),
    operations.identify(to),
  ]);
  return (
    one.inode !== 0 &&
    one.inode === other.inode &&
    one.device === other.device &&
    one.links > 1
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
