import { isAbsolute, relative, resolve } from "node:path";
import { MESSAGE } from "./message-codes.ts";
import type { RunRecord, WriteError } from "./run-record.ts";

export interface OutputFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Where a rip was to write, what lies there now, and how big the track was said to be. */
export interface Output {
  readonly directory: string;
  readonly files: readonly OutputFile[];
  readonly expectedSizeBytes: number | null;
}

/**
 * What a rip left behind, seen as its one file. `truncated` is cautious: makemkvcon leaves nothing out of a track on
 * its own, so a file comes within a few per cent of the scanned size (which counts the disc's own packaging); a file
 * below 80 % of it was cut off.
 */
export type OutputState =
  | { readonly kind: "good"; readonly file: OutputFile }
  | { readonly kind: "missing" }
  | { readonly kind: "several"; readonly names: readonly string[] }
  | { readonly kind: "empty"; readonly file: OutputFile }
  | { readonly kind: "truncated"; readonly file: OutputFile };

const LEAST_SHARE = 0.8;

export function inspectOutput(output: Output): OutputState {
  const files = output.files.filter(({ name }) => /\.mkv$/i.test(name));
  const [file] = files;
  if (!file) return { kind: "missing" };
  if (files.length > 1)
    return { kind: "several", names: files.map(({ name }) => name) };
  if (file.sizeBytes === 0) return { kind: "empty", file };
  const least = (output.expectedSizeBytes ?? 0) * LEAST_SHARE;
  return { kind: file.sizeBytes < least ? "truncated" : "good", file };
}

/** The first write error that concerns the file; side files elsewhere that could not be created do no harm. */
export function relevantWriteError(
  record: RunRecord,
  directory: string,
): WriteError | null {
  return (
    record.writeErrors.find(
      ({ code, path }) =>
        code === MESSAGE.writeError || isUnder(directory, toPath(path)),
    ) ?? null
  );
}

/** makemkvcon prints plain paths and `file:///` addresses, with and without percent signs for special characters. */
export function toPath(printed: string): string {
  if (!printed.startsWith("file://")) return printed;
  const path = printed.slice("file://".length);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isUnder(directory: string, path: string): boolean {
  if (path === "") return false;
  const way = relative(resolve(directory), resolve(path));
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
