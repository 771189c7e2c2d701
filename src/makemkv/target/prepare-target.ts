import { open, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Failure } from "../../state/error-code.ts";
import type { Settings } from "../../state/settings.ts";
import type { TaskId } from "../../state/task.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { failed } from "../run/run-end.ts";
import {
  createStaging,
  discardStaging,
  look,
  type Staging,
  targetOf,
} from "./staging.ts";
import {
  codeOf,
  explainRefusal,
  type Host,
  THIS_HOST,
} from "./write-refusal.ts";

/** Where a file is to go. */
export interface RipTarget {
  /** Absolute, on this machine, and known to be allowed. */
  readonly directory: string;
  readonly filename: string;
  /** The folder that holds it, or is it, and is never made: where it is missing, its disk is away. */
  readonly root: string;
}

/** Everything about the target that can go wrong is found out here, before the drive spins. */
export interface TargetRequest extends RipTarget {
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
  const { directory, filename, root, taskId } = request;
  let staging: Staging | null = null;
  try {
    // Also for a link that leads nowhere: the name is taken.
    if (await look(join(directory, filename)))
      return failed(alreadyThere(directory, filename));
    staging = await createStaging({ directory, root, taskId });
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
  const free = await freeBytesOf(directory);
  const needed = neededBytes(sizeBytes, settings.minFreeBytes);
  // A disk that can not tell is believed to have room.
  if (free === null || free >= needed) return null;
  return {
    code: "OUTPUT_WRITE_FAILED",
    message: `Not enough space in ${directory}: ${formatBytes(needed)} are needed, ${formatBytes(free)} are free. Make room and queue the task again.`,
    detail: `Needed: ${sizeBytes === null ? "" : `the size of the track (${sizeBytes} bytes) and 5 %, and `}min_free_bytes (${settings.minFreeBytes}). Free: ${free} bytes. If the system reports the free space wrongly, set skip_space_check: true.`,
  };
}

/** What this user may still write on the disk of a folder; `null` when it can not tell, or says that it has no blocks at all. */
export async function freeBytesOf(directory: string): Promise<number | null> {
  const disk = await statfs(directory).catch(() => null);
  return disk && disk.blocks > 0 ? disk.bavail * disk.bsize : null;
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

/** What the file system refused, said for a person. The message names no staging folder; the detail may. */
export function writeFailure(
  path: string,
  error: unknown,
  host: Host = THIS_HOST,
): Failure {
  const { what, step } = explainRefusal(codeOf(error), host) ?? {
    what: "the system refused",
    step: "See the detail",
  };
  return {
    code: "OUTPUT_WRITE_FAILED",
    message: `Can not write to ${targetOf(path)}: ${what}. ${step}, and queue the task again.`,
    detail: error instanceof Error ? error.message : String(error),
  };
}

/** The disk has not answered for so long. */
export function noAnswer(path: string, ms: number): Failure {
  return writeFailure(path, `no answer from the disk in ${ms / 1000} s`);
}
