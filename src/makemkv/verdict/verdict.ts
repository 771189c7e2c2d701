import type { ScanResult, Warning } from "../../state/scan-result.ts";
import {
  crashOf,
  describeRun,
  type EndedRun,
  type NoResult,
} from "../run/run-end.ts";
import { isSaved } from "./failed-run.ts";
import { whyNoResult } from "./failure.ts";
import {
  fileWarnings,
  inspectOutput,
  type Output,
  type OutputFile,
  relevantWriteError,
} from "./output-check.ts";
import { ripWarnings } from "./rip-warnings.ts";
import { warn } from "./warning.ts";

/**
 * What came of a run, from all that is known about it: how it ended, what makemkvcon said, and what lies in the
 * output folder. Never from the exit code alone: exit 0 proves nothing, and runs with good results end with others.
 * Why something failed is the table in failure.ts; what it says about its licence is in licence.ts.
 */
export interface ScanFacts extends EndedRun {
  /** What was listed, if anything. */
  readonly result: ScanResult | null;
}

export interface RipFacts extends EndedRun {
  readonly output: Output;
}

export type ScanVerdict =
  | NoResult
  /** In makemkvcon's own numbers. */
  | { readonly kind: "scanned"; readonly result: ScanResult };

export type RipVerdict = NoResult | Saved;

export interface Saved {
  readonly kind: "saved";
  readonly file: OutputFile;
  readonly warnings: readonly Warning[];
}

/** A scan succeeded when the disc was opened and its tracks were listed, to the last one. */
export function judgeScan({ result, ...run }: ScanFacts): ScanVerdict {
  const { end, record } = run;
  if (end.kind === "stopped")
    return { kind: "stopped", detail: describeRun(end, record) };
  const listed = result?.tracks.length ?? 0;
  const missing = Math.max(0, (record.titleCount ?? 0) - listed);
  const crash = crashOf(end);
  const isWhole = crash === null || missing === 0;
  if (!result || end.kind !== "exited" || !record.opened || !isWhole)
    return whyNoResult({ ...run, output: null });
  const warnings = [
    ...result.warnings,
    ...warn(
      "list_incomplete",
      missing,
      `makemkvcon announced ${missing} more tracks than it listed. Scan the disc again.`,
    ),
    ...warn(
      "crashed_at_end",
      crash !== null,
      `makemkvcon was ended by ${crash}, but after it had listed the disc.`,
    ),
  ];
  return { kind: "scanned", result: { ...result, warnings } };
}

/**
 * A rip succeeded when makemkvcon says that it saved one title and none failed, and exactly one plausible file is
 * there, and nothing was said about errors in writing it. What happened after that can not spoil the file.
 */
export function judgeRip(run: RipFacts): RipVerdict {
  const { end, record, output } = run;
  if (end.kind === "stopped")
    return { kind: "stopped", detail: describeRun(end, record) };
  const found = inspectOutput(output);
  const isGood =
    found.kind === "good" &&
    isSaved(record) &&
    relevantWriteError(record, output.directory) === null;
  if (!isGood) return whyNoResult(run);
  const { file } = found;
  const warnings = [
    ...ripWarnings(record),
    ...fileWarnings(file),
    ...endWarning(run),
  ];
  return { kind: "saved", file, warnings };
}

/** A good copy whose program did not end well. */
function endWarning({ end }: EndedRun): readonly Warning[] {
  const crash = crashOf(end);
  if (crash !== null)
    return warn(
      "crashed_at_end",
      true,
      `makemkvcon was ended by ${crash}, but after it had saved the track.`,
    );
  if (end.kind === "stalled")
    return warn(
      "stalled_at_end",
      true,
      "makemkvcon did not end after it had saved the track, and was stopped.",
    );
  if (end.kind !== "exited") return [];
  return warn(
    "exit_code",
    end.code !== 0,
    `makemkvcon exited with code ${end.code ?? "unknown"}, but said that the track is saved.`,
  );
}
