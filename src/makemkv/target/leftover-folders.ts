import { rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { readNote, writeNote } from "./own-file.ts";
import { removeStagingFolder } from "./staging.ts";

/**
 * Staging folders that could not be removed when their rip ended, since the disk had become read-only or was gone. They
 * are noted on disk and tried again: at every start and before every rip.
 */
export interface LeftoverFolders {
  add(path: string): Promise<void>;
  /** Removes what can be removed by now. Never rejects. */
  clear(): Promise<void>;
}

const MOST = 200;

export function createLeftoverFolders(file: string): LeftoverFolders {
  return {
    async add(path) {
      const paths = (await read(file)).filter((each) => each !== path);
      await write(file, [...paths, path].slice(-MOST)).catch(() => {});
    },
    async clear() {
      const paths = await read(file);
      if (paths.length === 0) return;
      const left: string[] = [];
      for (const path of paths) if (!(await isRemoved(path))) left.push(path);
      if (left.length < paths.length) await write(file, left).catch(() => {});
    },
  };
}

/** One whose target folder is missing, too, may be away with its disk: it is kept in mind. */
async function isRemoved(path: string): Promise<boolean> {
  try {
    await stat(dirname(path));
    await removeStagingFolder(path);
    return true;
  } catch {
    return false;
  }
}

async function read(file: string): Promise<readonly string[]> {
  const paths = await readNote(file);
  return Array.isArray(paths) ? paths.map(String) : [];
}

async function write(file: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) await rm(file, { force: true });
  else await writeNote(file, paths);
}
