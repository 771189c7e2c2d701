import { constants, type BigIntStats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { codeOrMessage } from "./error.ts";

export type PlainFile =
  | {
      readonly kind: "bytes";
      readonly bytes: Buffer;
      readonly stat: BigIntStats;
    }
  | { readonly kind: "absent" }
  /** Not a plain file, or one that may not be read or is too large to be one of ours. `reason` completes "it …". */
  | { readonly kind: "unusable"; readonly reason: string };

/**
 * What a file holds, as long as it was when it was looked at. Never waits for a pipe or reads more than `maxBytes`.
 * Throws what else the file system throws.
 */
export async function readPlainFile(
  path: string,
  how: { readonly maxBytes: number; readonly followLinks: boolean },
): Promise<PlainFile> {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  let file: FileHandle;
  try {
    file = await open(
      path,
      how.followLinks ? flags : flags | constants.O_NOFOLLOW,
    );
  } catch (error) {
    return explainOpenFailure(error);
  }
  try {
    return await readOpened(file, how.maxBytes);
  } finally {
    await file.close();
  }
}

async function readOpened(
  file: FileHandle,
  maxBytes: number,
): Promise<PlainFile> {
  const stat = await file.stat({ bigint: true });
  if (stat.isDirectory()) return unusable("is a folder, not a file");
  if (!stat.isFile()) return unusable("is not a plain file");
  if (stat.size > BigInt(maxBytes)) {
    return unusable(`has ${stat.size} bytes, and at most ${maxBytes} are read`);
  }
  // It may be growing.
  const bytes = await readBytes(file, Number(stat.size));
  return { kind: "bytes", bytes, stat };
}

async function readBytes(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await file.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function explainOpenFailure(error: unknown): PlainFile {
  switch (codeOrMessage(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return { kind: "absent" };
    case "ELOOP":
    case "EMLINK":
      return unusable("is a link");
    // A socket.
    case "ENXIO":
    case "EOPNOTSUPP":
      return unusable("is not a plain file");
    case "EACCES":
    case "EPERM":
      return unusable("may not be read by this user");
    default:
      throw error;
  }
}

function unusable(reason: string): PlainFile {
  return { kind: "unusable", reason };
}
