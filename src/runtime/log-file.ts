import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";
import { hasCode, messageOf } from "../lib/error.ts";
import { logFiles } from "../lib/log-files.ts";

/**
 * The log on disk: `daemon.jsonl`, which becomes `daemon.1.jsonl` when it is full, up to five files. Lines are written at
 * once and in order, so that the last words before a `kill -9` are there. A disk that is full or gone costs lines and
 * nothing else: it is told once, and tried again with every line.
 */
export interface LogFile {
  /** One line, without its line feed. Never throws. */
  write(line: string): void;
  close(): void;
}

interface LogFileRequest {
  readonly folder: string;
  /** Lines can not be written from now on; a sentence. Said once until they can again. */
  readonly onTrouble: (sentence: string) => void;
  readonly maxBytes?: number;
}

const MAX_BYTES = 10_000_000;

export function openLogFile(request: LogFileRequest): LogFile {
  const { folder, onTrouble, maxBytes = MAX_BYTES } = request;
  const names = logFiles(folder);
  const [path = ""] = names;
  let fd: number | null = null;
  /** The file does not end with a whole line: a disk that was full, a kill. */
  let isTorn = false;
  let isTroubled = false;

  /** The size of the open file; opens it first where that is needed, also after somebody has removed it. */
  function ready(): { readonly file: number; readonly size: number } {
    const known = fd === null ? null : fstatSync(fd);
    if (fd !== null && known && known.nlink > 0)
      return { file: fd, size: known.size };
    close();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    fd = openSync(path, "a+", 0o600);
    const { size } = fstatSync(fd);
    isTorn = size > 0 && !endsWithLine(fd, size);
    return { file: fd, size };
  }

  function close(): void {
    const open = fd;
    fd = null;
    if (open !== null) closeSync(open);
  }

  /** Oldest first. Where that fails, the file just goes on growing until the next line tries again. */
  function rotate(): void {
    close();
    try {
      for (let age = names.length - 1; age > 0; age--)
        moveIfThere(names[age - 1] ?? "", names[age] ?? "");
    } catch {
      // The folder may not be changed, though the file may be written.
    }
  }

  function append(line: string): void {
    const length = Buffer.byteLength(line) + 1;
    const { size } = ready();
    if (size > 0 && size + length > maxBytes) rotate();
    const { file } = ready();
    const bytes = Buffer.from(`${isTorn ? "\n" : ""}${line}\n`);
    isTorn = writeSync(file, bytes) < bytes.length;
  }

  return {
    write(line) {
      try {
        append(line);
        isTroubled = false;
      } catch (error) {
        if (!isTroubled) onTrouble(troubleText(path, error));
        isTroubled = true;
      }
    },
    close() {
      try {
        close();
      } catch {
        // It was the last that was to be done with it.
      }
    },
  };
}

function endsWithLine(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

function troubleText(path: string, error: unknown): string {
  const reason = messageOf(error);
  return `The log ${path} can not be written: ${reason}. Work goes on without it; free some space, or make the folder writable.`;
}
