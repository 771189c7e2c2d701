import { lstat, open, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Failure } from "../state/error-code.ts";
import type { Settings } from "../state/settings.ts";
import type { TaskId } from "../state/task.ts";
import { formatBytes } from "./format-bytes.ts";
import { createStaging, discardStaging, type Staging } from "./staging.ts";

/** Everything about the target that can go wrong is found out here, before the drive spins. */
export interface TargetRequest {
  /** Absolute, on this machine. */
  readonly directory: string;
  readonly filename: string;
  readonly taskId: TaskId;
  /** What the task expects or the scan found. */
  readonly sizeBytes: number | null;
  readonly settings: Pick<Settings, "minFreeBytes" | "skipSpaceCheck">;
}

export type PreparedTarget =
  | { readonly kind: "ready"; readonly staging: Staging }
  | { readonly kind: "failed"; readonly failure: Failure };

const SIZE_MARGIN = 1.05;
const PROBE_BYTES = 4096;

/** Checks the target and makes the staging folder. A target that fails leaves nothing behind. */
export async function prepareTarget(
  request: TargetRequest,
): Promise<PreparedTarget> {
  const { directory, filename, taskId } = request;
  let staging: Staging | null = null;
  try {
    if (await exists(join(directory, filename)))
      return failed(alreadyThere(directory, filename));
    staging = await createStaging(directory, taskId);
    await probe(staging.path);
    const full = await findLackOfSpace(request);
    if (!full) return { kind: "ready", staging };
    await discardStaging(staging);
    return failed(full);
  } catch (error) {
    if (staging) await discardStaging(staging).catch(() => {});
    return failed(writeFailure(directory, error));
  }
}

function failed(failure: Failure): PreparedTarget {
  return { kind: "failed", failure };
}

/** Also for a link that leads nowhere: the name is taken. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Permission bits say little on network shares and under macOS privacy rules: write something. */
async function probe(folder: string): Promise<void> {
  const path = join(folder, "probe");
  const file = await open(path, "wx");
  try {
    await file.write(Buffer.alloc(PROBE_BYTES));
  } finally {
    await file.close();
  }
  await unlink(path);
}

async function findLackOfSpace(
  request: TargetRequest,
): Promise<Failure | null> {
  const { directory, sizeBytes, settings } = request;
  if (settings.skipSpaceCheck) return null;
  // Mounts that can not tell, or say that they have no blocks at all, are believed to have room.
  const disk = await statfs(directory).catch(() => null);
  if (!disk || disk.blocks === 0) return null;
  const free = disk.bavail * disk.bsize;
  const needed = neededBytes(sizeBytes, settings.minFreeBytes);
  if (free >= needed) return null;
  return {
    code: "OUTPUT_WRITE_FAILED",
    message: `Not enough space in ${directory}: ${formatBytes(needed)} are needed, ${formatBytes(free)} are free. Make room and queue the task again.`,
    detail: `Needed: ${sizeBytes === null ? "" : `the size of the track (${sizeBytes} bytes) and 5 %, and `}min_free_bytes (${settings.minFreeBytes}). Free: ${free} bytes. If the system reports the free space wrongly, set skip_space_check: true.`,
  };
}

/** How much room a rip must find. */
export function neededBytes(
  sizeBytes: number | null,
  minFreeBytes: number,
): number {
  return Math.ceil((sizeBytes ?? 0) * SIZE_MARGIN) + minFreeBytes;
}

/** The target file is there already and stays as it is. */
export function alreadyThere(directory: string, filename: string): Failure {
  return {
    code: "OUTPUT_WRITE_FAILED",
    message: `${join(directory, filename)} already exists and will not be overwritten. Move it away or choose another name, and queue the task again.`,
    detail: `The folder has something of that name already (EEXIST): ${filename}`,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there. Change the permissions",
  EPERM:
    "the system does not permit it. On macOS, allow access under Privacy & Security (Files and Folders, Full Disk Access)",
  EROFS: "the disk is read-only. Mount it for writing",
  ENOSPC: "the disk is full. Make room",
  EDQUOT: "the quota is used up. Make room",
  ENOTDIR: "a part of the path is a file, not a folder. Correct the path",
  EEXIST: "a part of the path is a file, not a folder. Correct the path",
  ENOENT: "a part of the path is missing. Check that the disk is mounted",
  ENAMETOOLONG: "a name is too long for this disk. Choose a shorter one",
  EIO: "the disk does not work. Check it",
};

/** What the file system refused, said for a person. */
export function writeFailure(path: string, error: unknown): Failure {
  const reason = REASONS[codeOf(error)] ?? "the system refused. See the detail";
  return {
    code: "OUTPUT_WRITE_FAILED",
    message: `Can not write to ${path}: ${reason}, and queue the task again.`,
    detail: error instanceof Error ? error.message : String(error),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
