import type { ScanOutcome } from "../../state/event.ts";
import type { ScanResult, Warning } from "../../state/scan-result.ts";
import { isSaved } from "./failed-run.ts";
import { type NoResult, whyNoResult } from "./failure.ts";
import {
  fileWarnings,
  inspectOutput,
  relevantWriteError,
  type OutputFile,
} from "./output-check.ts";
import { ripWarnings } from "./rip-warnings.ts";
import { crashOf, describeRun, type RunEnd } from "../run/run-end.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * What came of a run, from all that is known about it: how it ended, what makemkvcon said, and what lies in the
 * output folder. Never from the exit code alone: exit 0 proves nothing, and runs with good results end with others.
 * Why something failed is the table in failure.ts; what it says about its licence is in licence.ts.
 */
export type { OutputFile } from "./output-check.ts";
export type { RunEnd } from "../run/run-end.ts";
export { licenceOf } from "./licence.ts";

export interface ScanFacts {
  readonly end: RunEnd;
  readonly record: RunRecord;
  readonly result: ScanResult | null;
  /** The device that was asked for, to tell its drive from others. */
  readonly device?: string | null;
}

export interface RipFacts {
  readonly end: RunEnd;
  readonly record: RunRecord;
  /** What lies in the staging folder. */
  readonly files: readonly OutputFile[];
  /** The staging folder. */
  readonly outputDirectory: string;
  /** The number that was asked for. */
  readonly trackNumber?: number | null;
  readonly expectedSizeBytes: number | null;
  readonly expectedDurationMs?: number | null;
  /** Left on the disk of the target when the run had ended. */
  readonly freeBytes?: number | null;
  /** Of the staging folder's path the uppermost folder that is not there any more. */
  readonly goneFolder?: string | null;
  readonly device?: string | null;
}

export type ScanVerdict =
  | Exclude<ScanOutcome, { readonly kind: "scanned" }>
  /** In makemkvcon's own numbers. */
  | { readonly kind: "scanned"; readonly result: ScanResult };

export type RipVerdict =
  | {
      readonly kind: "saved";
      readonly file: OutputFile;
      readonly warnings: readonly Warning[];
    }
  | NoResult
  | { readonly kind: "stopped"; readonly detail: string };

/** A scan succeeded when the disc was opened and its tracks were listed, to the last one. */
export function judgeScan(facts: ScanFacts): ScanVerdict {
  const { end, record, result, device = null } = facts;
  if (end.kind === "stopped")
    return { kind: "stopped", detail: describeRun(end, record) };
  if (end.kind === "exited" && record.opened && hasTracks(result)) {
    const crash = crashOf(end);
    const missing = (record.titleCount ?? 0) - result.tracks.length;
    if (crash === null || missing <= 0)
      return {
        kind: "scanned",
        result: withWarnings(result, [
          ...missingWarning(missing),
          ...crashWarning(crash, "after it had listed the disc"),
        ]),
      };
  }
  return whyNoResult({ end, record, device, output: null });
}

/**
 * A rip succeeded when makemkvcon says that it saved one title and none failed, and exactly one plausible file is
 * there, and nothing was said about errors in writing it. What happened after that can not spoil the file.
 */
export function judgeRip(facts: RipFacts): RipVerdict {
  const { end, record, outputDirectory, device = null } = facts;
  if (end.kind === "stopped")
    return { kind: "stopped", detail: describeRun(end, record) };
  const output = {
    directory: outputDirectory,
    trackNumber: facts.trackNumber ?? null,
    files: facts.files,
    expectedSizeBytes: facts.expectedSizeBytes,
    expectedDurationMs: facts.expectedDurationMs ?? null,
    freeBytes: facts.freeBytes ?? null,
    goneFolder: facts.goneFolder ?? null,
  };
  const found = inspectOutput(output);
  if (
    found.kind === "good" &&
    isSaved(record) &&
    relevantWriteError(record, outputDirectory) === null
  )
    return {
      kind: "saved",
      file: found.file,
      warnings: [
        ...ripWarnings(record),
        ...fileWarnings(found.file),
        ...endWarning(end),
      ],
    };
  return whyNoResult({ end, record, device, output });
}

function hasTracks(result: ScanResult | null): result is ScanResult {
  return result !== null && result.tracks.length > 0;
}

function withWarnings(
  result: ScanResult,
  warnings: readonly Warning[],
): ScanResult {
  if (warnings.length === 0) return result;
  return { ...result, warnings: [...result.warnings, ...warnings] };
}

function missingWarning(missing: number): readonly Warning[] {
  if (missing <= 0) return [];
  const text = `makemkvcon announced ${missing} more tracks than it listed. Scan the disc again.`;
  return [{ kind: "list_incomplete", count: missing, text }];
}

function crashWarning(crash: string | null, when: string): readonly Warning[] {
  if (crash === null) return [];
  const text = `makemkvcon was ended by ${crash}, but ${when}.`;
  return [{ kind: "crashed_at_end", count: 1, text }];
}

/** A good copy whose program did not end well. */
function endWarning(end: RunEnd): readonly Warning[] {
  const crash = crashOf(end);
  if (crash !== null)
    return crashWarning(crash, "after it had saved the track");
  if (end.kind === "stalled") {
    const text =
      "makemkvcon did not end after it had saved the track, and was stopped.";
    return [{ kind: "stalled_at_end", count: 1, text }];
  }
  if (end.kind !== "exited" || end.code === 0) return [];
  const text = `makemkvcon exited with code ${end.code ?? "unknown"}, but said that the track is saved.`;
  return [{ kind: "exit_code", count: 1, text }];
}
