import type { FileHandle } from "node:fs/promises";

/** Reads pieces of a file of any size, with an end to how much it reads in all. */
export interface FileWindow {
  /** Fewer bytes, or none, behind the end of the file and when enough has been read. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** What is read at once: most of what one wants to know of a file is in its first block. */
const BLOCK_BYTES = 65_536;
const MOST_BYTES = 4 * 1_048_576;
const NOTHING = new Uint8Array();

/** `file` stays open and with the caller. `read` throws what the file system throws. */
export function createFileWindow(file: FileHandle, size: number): FileWindow {
  let block: Uint8Array = NOTHING;
  let blockAt = 0;
  let budget = MOST_BYTES;

  async function load(at: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(length, BLOCK_BYTES), size - at, budget);
    budget -= wanted;
    block = await readFully(file, at, wanted);
    blockAt = at;
  }

  return {
    async read(at, length) {
      if (at >= size) return NOTHING;
      const end = Math.min(at + length, size);
      if (at < blockAt || end > blockAt + block.length) await load(at, length);
      return block.subarray(at - blockAt, end - blockAt);
    },
  };
}

/** Shorter when the file ends sooner than it did. */
async function readFully(
  file: FileHandle,
  at: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(
      bytes,
      done,
      length - done,
      at + done,
    );
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
