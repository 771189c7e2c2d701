import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { hasCode } from "../lib/error.ts";
import { logFiles } from "../lib/log-files.ts";
import { createLineSplitter, type LineSplitter } from "../lib/split-lines.ts";

/**
 * The lines of a log that another process may be writing and rotating: first those of all its files, the oldest first,
 * then whatever comes. A file is known by its inode, so that one which gets another name meanwhile is read once.
 */
export interface LogReader extends Disposable {
  /** The whole lines since the last call. */
  read(onLine: (line: string) => void): void;
}

interface OpenFile {
  readonly fd: number;
  readonly inode: number;
  position: number;
  readonly splitter: LineSplitter;
}

const CHUNK_BYTES = 64 * 1024;

/** Throws only for a file that is there and can not be read. */
export function openLogReader(folder: string): LogReader {
  const names = logFiles(folder);
  const [newest = ""] = names;
  let files = openAll(names);
  const buffer = Buffer.alloc(CHUNK_BYTES);

  function drain(file: OpenFile, onLine: (line: string) => void): void {
    if (fstatSync(file.fd).size < file.position) file.position = 0; // emptied
    for (;;) {
      const count = readSync(file.fd, buffer, 0, CHUNK_BYTES, file.position);
      if (count === 0) return;
      file.position += count;
      const chunk = Uint8Array.from(buffer.subarray(0, count));
      for (const line of file.splitter.push(chunk)) onLine(line);
    }
  }

  /** Ended for ever: it is an older one by now. */
  function finish(file: OpenFile, onLine: (line: string) => void): void {
    drain(file, onLine);
    for (const line of file.splitter.flush()) onLine(line);
    closeSync(file.fd);
  }

  return {
    read(onLine) {
      const current = inodeOf(newest);
      const last = files.at(-1);
      if (current !== null && last?.inode !== current) {
        const next = openFile(newest);
        if (next) files = [...files, next];
      }
      for (const old of files.slice(0, -1)) finish(old, onLine);
      files = files.slice(-1);
      for (const file of files) drain(file, onLine);
    },
    [Symbol.dispose]() {
      for (const { fd } of files) closeSync(fd);
      files = [];
    },
  };
}

/** The newest is opened first: one that is moved meanwhile is met again under its next name, and left out there. */
function openAll(names: readonly string[]): OpenFile[] {
  const found: OpenFile[] = [];
  for (const name of names) {
    const file = openFile(name);
    if (!file) continue;
    if (found.some(({ inode }) => inode === file.inode)) closeSync(file.fd);
    else found.push(file);
  }
  return found.reverse();
}

function openFile(path: string): OpenFile | null {
  try {
    const fd = openSync(path, "r");
    const inode = fstatSync(fd).ino;
    return { fd, inode, position: 0, splitter: createLineSplitter() };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}
