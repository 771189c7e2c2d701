import type { Output } from "./output-check.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause, type CauseKind } from "../robot/read-cause.ts";
import type { RunEnd } from "../run/run-end.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";

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

/** Whether it says itself that it did not do its work: then what it met on the way is the reason. */
export function saysFailed(record: RunRecord): boolean {
  return (
    record.failedTitles.length > 0 ||
    (record.notSaved ?? 0) > 0 ||
    timesSaid(record, MESSAGE.openFailed) > 0
  );
}

/** What the causes of the read errors and refused commands mean, the commonest of the read errors first. */
export function causeKinds({
  readErrors,
  refusals,
}: RunRecord): readonly CauseKind[] {
  const causes = [...readErrors.causes.map(({ cause }) => cause), ...refusals];
  return [...new Set(causes.map(kindOfCause))];
}

/** What most of the read errors mean, those apart that could mean anything; `null` when there was none. */
export function mainCause({ readErrors }: RunRecord): CauseKind | null {
  const times = new Map<CauseKind, number>();
  for (const { cause, count } of readErrors.causes) {
    const kind = kindOfCause(cause);
    times.set(kind, (times.get(kind) ?? 0) + count);
  }
  const kinds = [...times].sort((a, b) => b[1] - a[1]).map(([kind]) => kind);
  return kinds.find((kind) => kind !== "unknown") ?? kinds[0] ?? null;
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
