import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { messageOf } from "../lib/error.ts";

/**
 * `daemon.yaml` in one step: a file beside it, synced, then renamed over it; mode 0600, since a token may come into it.
 * All of it is synchronous, so that no Ctrl-C can come in between. A link (to a folder of dot files, say) stays a link.
 */
export type Saved =
  | {
      readonly kind: "saved";
      readonly file: string;
      /** Where the old text is; `null` when there was none. */
      readonly backup: string | null;
    }
  /** `why` is a whole sentence. */
  | { readonly kind: "failed"; readonly why: string };

export interface SaveRequest {
  /** The path of `daemon.yaml`. */
  readonly file: string;
  readonly text: string;
  /** What it held when it was read; `null` for no file. */
  readonly existing: string | null;
}

export function saveFile({ file, text, existing }: SaveRequest): Saved {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const real = linkTarget(file);
    if (readIfThere(real) !== existing)
      return failed(
        `${file} was changed by somebody else meanwhile. Nothing was written; run setup again.`,
      );
    const backup = existing === null ? null : keepOld(real);
    replace(real, text);
    return { kind: "saved", file, backup };
  } catch (error) {
    const said = messageOf(error);
    return failed(`${file} can not be written: ${said}.`);
  }
}

function failed(why: string): Saved {
  return { kind: "failed", why };
}

function linkTarget(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? realpathSync(file) : file;
}

/** The text of a file; `null` for none. Throws for one that can not be read, or is no UTF-8. */
export function readIfThere(file: string): string | null {
  if (!existsSync(file)) return null;
  return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
}

/** `daemon.yaml.bak`, `.bak.2` and so on: no older copy is ever replaced. */
function keepOld(file: string): string {
  const old = readFileSync(file);
  for (let count = 1; ; count++) {
    const backup = count === 1 ? `${file}.bak` : `${file}.bak.${count}`;
    const found = lstatSync(backup, { throwIfNoEntry: false });
    if (found?.isFile() && readFileSync(backup).equals(old)) return backup;
    if (found) continue;
    write(backup, old);
    return backup;
  }
}

function replace(file: string, text: string): void {
  const temporary = join(
    dirname(file),
    `.${basename(file)}.amphigory-${process.pid}.tmp`,
  );
  rmSync(temporary, { force: true });
  try {
    write(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function write(path: string, content: string | Uint8Array): void {
  const file = openSync(path, "wx", 0o600);
  try {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
