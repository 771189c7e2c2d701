import type { Output } from "./output-check.ts";
import type { RunEnd } from "./run-end.ts";
import type { RunRecord } from "./run-record.ts";

/** All that is known about a run that did not do what it was asked for. */
export interface FailedRun {
  readonly end: RunEnd;
  readonly record: RunRecord;
  /** The device that was asked for. */
  readonly device: string | null;
  /** `null` when the run was a scan. */
  readonly output: Output | null;
}

/** Whether makemkvcon itself says that the one title it was asked for is saved. */
export function isSaved(record: RunRecord): boolean {
  return record.saved === 1 && (record.notSaved ?? 0) === 0;
}

export function exitOf(end: RunEnd): string {
  return end.kind === "exited"
    ? `exit code ${end.code ?? "unknown"}`
    : end.kind;
}

/** What makemkvcon said, as the end of a sentence of ours. */
export function quoted(text: string): string {
  return `"${text}"${/[.?!]$/.test(text) ? "" : "."}`;
}
