import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../lib/error.ts";

/** A file that `amphigory install` writes, and that it only ever replaces or removes when it is its own. */

/** Stands in each of them. */
export const WRITTEN_BY =
  "Written by 'amphigory install'; 'amphigory uninstall' removes it. Change nothing here: it is replaced.";

const MARK = "Written by 'amphigory install'";

/** launchd refuses a file that others may write to (hschmidt/EnvPane#16). */
const MODE = 0o644;

export type OwnFile =
  | { readonly kind: "absent" }
  /** Not ours: it stays as it is. */
  | { readonly kind: "foreign" }
  /** Ours; `isWhole`: with this text and nobody else may change it. */
  | { readonly kind: "own"; readonly isWhole: boolean };

export function lookAtFile(path: string, text: string, mode = MODE): OwnFile {
  try {
    const found = readFileSync(path, "utf8");
    if (!found.includes(MARK)) return { kind: "foreign" };
    const isSafe = (statSync(path).mode & 0o777) === mode;
    return { kind: "own", isWhole: found === text && isSafe };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return { kind: "absent" };
    throw error;
  }
}

/** In one step: nobody ever reads half of it. */
export function writeOwnFile(path: string, text: string, mode = MODE): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.tmp`,
  );
  try {
    const fd = openSync(temporary, "w", mode);
    try {
      writeSync(fd, text);
      fchmodSync(fd, mode); // whatever the umask says
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
