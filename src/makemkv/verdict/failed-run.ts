import { DRIVE, MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause, type CauseKind } from "../robot/read-cause.ts";
import type { EndedRun, HeardRun, RunEnd } from "../run/run-end.ts";
import type { Output } from "./output-check.ts";
import { type DriveRow, hasSaid, type RunRecord } from "./run-record.ts";

/** All that is known about a run that did not do what it was asked for. */
export interface FailedRun extends EndedRun {
  /** `null` when the run was a scan. */
  readonly output: Output | null;
}

/** The message for a person when this is why the run failed, else `null`. */
export type Reason = (run: FailedRun) => string | null;

/** Whether makemkvcon itself says that the one title it was asked for is saved. */
export function isSaved(record: RunRecord): boolean {
  return record.saved === 1 && (record.notSaved ?? 0) === 0;
}

/** Whether it says itself that it did not do its work: then what it met on the way is the reason. */
export function saysFailed(record: RunRecord): boolean {
  return (
    record.failedTitles.length > 0 ||
    (record.notSaved ?? 0) > 0 ||
    hasSaid(record, MESSAGE.openFailed)
  );
}

/** What was said about the drive that was asked for; about all drives where it can not be told. */
export function drivesOf({ record, device }: HeardRun): readonly DriveRow[] {
  const named = record.drives.filter((row) => row.device === device);
  return named.length > 0 ? named : record.drives;
}

/** It did not open the drive that was asked for, and sees only others. */
export function isUnlisted({ record, device }: HeardRun): boolean {
  const { drives } = record;
  return (
    hasSaid(record, MESSAGE.openFailed) &&
    drives.length > 0 &&
    drives.every((row) => row.device !== device)
  );
}

/** It was seen, and there is no disc in it. */
export function isDriveEmpty(run: HeardRun): boolean {
  const rows = drivesOf(run);
  return rows.length > 0 && rows.every(({ state }) => EMPTY.includes(state));
}

const EMPTY: readonly number[] = [
  DRIVE.emptyClosed,
  DRIVE.emptyOpen,
  DRIVE.unmounting,
];

/** What the causes of the read errors and refused commands mean, the commonest of the read errors first. */
export function causeKinds(record: RunRecord): readonly CauseKind[] {
  const { readErrors, refusals } = record;
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
