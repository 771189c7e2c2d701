import { isAbsolute, relative, resolve } from "node:path";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { Warning } from "../../state/scan-result.ts";
import type { FileContent } from "../matroska/matroska-file.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import type { WriteError } from "./run-errors.ts";
import type { RunRecord } from "./run-record.ts";
import { warn } from "./warning.ts";

export interface OutputFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** What it says about itself; left out where nobody has looked. */
  readonly content?: FileContent;
}

/** Where a rip was to write, what lies there now, and what the track was said to be. */
export interface Output {
  /** The staging folder. */
  readonly directory: string;
  /** makemkvcon's number of the track. */
  readonly trackNumber?: number | null;
  readonly files: readonly OutputFile[];
  readonly expectedSizeBytes: number | null;
  readonly expectedDurationMs: number | null;
  /** Left on the disk when the run had ended; `null` when that is not known. */
  readonly freeBytes: number | null;
  /** Of the path of `directory` the uppermost folder that is not there any more. */
  readonly goneFolder?: string | null;
}

/**
 * What a rip left behind, seen as its one file. What the file says about itself comes before its size: a whole file of
 * another duration is another track, however small it is.
 */
export type OutputState =
  | { readonly kind: "good"; readonly file: OutputFile }
  | { readonly kind: "missing" }
  | { readonly kind: "several"; readonly names: readonly string[] }
  | { readonly kind: "empty"; readonly file: OutputFile }
  | { readonly kind: "notMatroska"; readonly file: OutputFile }
  /** It ends before the byte that it says it reaches (`isAtLeast`: it names something there, and says no end). */
  | {
      readonly kind: "cut";
      readonly file: OutputFile;
      readonly endBytes: number;
      readonly isAtLeast: boolean;
    }
  | {
      readonly kind: "wrongDuration";
      readonly file: OutputFile;
      readonly durationMs: number;
      readonly expectedMs: number;
    }
  | {
      readonly kind: "truncated" | "tooBig";
      readonly file: OutputFile;
      readonly expectedBytes: number;
    };

/**
 * Sizes are cautious: makemkvcon leaves nothing out of a track on its own, so a file comes within a few per cent of the
 * scanned size (which counts the disc's own packaging, so that most files are smaller). Below four fifths it was cut
 * off; a quarter more can not come from Matroska's packaging, which adds about one per cent and, to a tiny file, a head.
 */
const LEAST_SHARE = 0.8;
const LARGEST_SHARE = 1.25;
const HEAD_BYTES = 16 * 1_048_576;
/** What stands behind the end is no part of the film; a little may be padding. */
const TAIL_BYTES = 1_048_576;
/** Titles are told in whole seconds, and a last sound or subtitle may end after the picture. */
const DURATION_SLACK_MS = 2000;
const DURATION_SLACK_SHARE = 0.002;

export function totalBytes(files: readonly OutputFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

export function inspectOutput(output: Output): OutputState {
  const files = output.files.filter(({ name }) => /\.mkv$/i.test(name));
  const [file] = files;
  if (!file) return { kind: "missing" };
  if (files.length > 1)
    return { kind: "several", names: files.map(({ name }) => name) };
  if (file.sizeBytes === 0) return { kind: "empty", file };
  return (
    inspectContent(file, output.expectedDurationMs) ??
    inspectSize(file, output.expectedSizeBytes) ?? { kind: "good", file }
  );
}

/** `null`: nothing that the file says is against it. What it does not say is in `fileWarnings`. */
function inspectContent(
  file: OutputFile,
  expectedMs: number | null,
): OutputState | null {
  const { content, sizeBytes } = file;
  if (content?.kind === "notMatroska") return { kind: "notMatroska", file };
  if (content?.kind !== "matroska") return null;
  const { segmentEnd, lastReferred, durationMs } = content;
  if (segmentEnd !== null && segmentEnd > sizeBytes)
    return { kind: "cut", file, endBytes: segmentEnd, isAtLeast: false };
  if (lastReferred !== null && lastReferred >= sizeBytes)
    return { kind: "cut", file, endBytes: lastReferred, isAtLeast: true };
  if (durationMs === null || expectedMs === null) return null;
  const slack = Math.max(DURATION_SLACK_MS, expectedMs * DURATION_SLACK_SHARE);
  if (Math.abs(durationMs - expectedMs) <= slack) return null;
  return { kind: "wrongDuration", file, durationMs, expectedMs };
}

function inspectSize(
  file: OutputFile,
  expectedBytes: number | null,
): OutputState | null {
  if (expectedBytes === null) return null;
  if (file.sizeBytes < expectedBytes * LEAST_SHARE)
    return { kind: "truncated", file, expectedBytes };
  if (file.sizeBytes > expectedBytes * LARGEST_SHARE + HEAD_BYTES)
    return { kind: "tooBig", file, expectedBytes };
  return null;
}

/** What a good file leaves open: no reason to throw it away, but a person should look at it. */
export function fileWarnings(file: OutputFile): readonly Warning[] {
  const { content, sizeBytes } = file;
  if (!content || content.kind === "notMatroska") return [];
  if (content.kind === "unreadable")
    return warn(
      "file_unchecked",
      1,
      `The finished file could not be looked into (${content.reason}). Play its end before you trust it.`,
    );
  const { durationMs, segmentEnd, tracks } = content;
  const beyond = segmentEnd === null ? 0 : sizeBytes - segmentEnd;
  return [
    ...warn(
      "file_goes_on",
      beyond > TAIL_BYTES,
      `The file goes on for ${formatBytes(beyond)} behind its own end: it says that it ends after ${segmentEnd} bytes, and has ${sizeBytes}. Play it before you trust it.`,
    ),
    ...warn(
      "file_end_unknown",
      segmentEnd === null,
      "The file does not say where it ends, so nobody can tell from it whether it is whole. Play its end before you trust it.",
    ),
    ...warn(
      "duration_unknown",
      durationMs === null,
      "The file does not say how long it lasts, so it could not be compared with the disc.",
    ),
    ...warn(
      "streams_unknown",
      tracks === null,
      "The file's list of video, audio and subtitles was not found. Play it before you trust it.",
    ),
    ...warn(
      "no_video",
      tracks?.video === 0,
      "The file has no video. Is it the right track?",
    ),
  ];
}

/** The first write error that concerns the file; side files elsewhere that could not be created do no harm. */
export function relevantWriteError(
  record: RunRecord,
  directory: string,
): WriteError | null {
  const concernsFile = ({ code, path }: WriteError) =>
    code === MESSAGE.writeError || isUnder(directory, toPath(path));
  return record.writeErrors.find(concernsFile) ?? null;
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

/** Whether it is this folder or lies in it. */
export function isUnder(directory: string, path: string): boolean {
  if (path === "") return false;
  const way = relative(resolve(directory), resolve(path));
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
