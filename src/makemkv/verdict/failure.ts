import type { ErrorCode, Failure } from "../../state/error-code.ts";
import type { Unlicensed } from "../../state/event.ts";
import {
  couldNotOpen,
  failedCheckSums,
  foundNoMedium,
  foundNoSuchTrack,
  foundNoTracks,
  hadNoKey,
  metOtherRegion,
  metReadErrors,
  ranOutOfInput,
  skippedAllAsShort,
} from "./disc-faults.ts";
import {
  foundDriveBusy,
  foundDriveEmpty,
  foundNoSuchDrive,
  refusedCommands,
  wasBlocked,
  wasDisconnected,
  wasNotReady,
} from "./drive-faults.ts";
import { exitOf, type FailedRun } from "./failed-run.ts";
import { refusalOf } from "./licence.ts";
import {
  askedAboutOutput,
  couldNotWrite,
  leftNoGoodFile,
  lostFolder,
  ranOutOfSpace,
} from "./output-faults.ts";
import {
  askedSomething,
  brokeDown,
  couldNotDecode,
  couldNotFindInput,
  crashed,
  didNotUnderstand,
  endedWithoutAWord,
  savedNothing,
  wantsToBeOpened,
  wasStalled,
} from "./program-faults.ts";
import { describeRun } from "../run/run-end.ts";

/** The message when this is the reason, else `null`. */
type Reason = readonly [ErrorCode, (run: FailedRun) => string | null];

/** What stopped the run, whatever it may have met before. */
const STOPPED_BY: readonly Reason[] = [
  ["OUTPUT_WRITE_FAILED", askedAboutOutput],
  ["MAKEMKV_FAILED", askedSomething],
  ["DISC_EJECTED", foundNoMedium],
];

/**
 * Why it failed: the first row that has something to say. What stopped the run comes before what it only met, a named
 * cause before a bare symptom, and the disc is blamed only after licence, output, drive and a crash.
 */
const REASONS: readonly Reason[] = [
  ["OUTPUT_WRITE_FAILED", lostFolder],
  // A program that gets no more room may also just hang.
  ["OUTPUT_WRITE_FAILED", ranOutOfSpace],
  ["MAKEMKV_TIMEOUT", wasStalled],
  ["OUTPUT_WRITE_FAILED", couldNotWrite],
  ["MAKEMKV_FAILED", leftNoGoodFile],
  ["MAKEMKV_FAILED", crashed],
  ["MAKEMKV_FAILED", brokeDown],
  ["MAKEMKV_FAILED", foundNoSuchDrive],
  ["DISC_UNREADABLE", metOtherRegion],
  ["DISC_UNREADABLE", wasDisconnected],
  ["DISC_UNREADABLE", wasNotReady],
  ["MAKEMKV_FAILED", wasBlocked],
  ["DISC_UNREADABLE", foundDriveBusy],
  ["DISC_UNREADABLE", hadNoKey],
  ["MAKEMKV_FAILED", refusedCommands],
  ["DISC_UNREADABLE", metReadErrors],
  ["DISC_UNREADABLE", failedCheckSums],
  ["DISC_EJECTED", foundDriveEmpty],
  ["MAKEMKV_FAILED", couldNotFindInput],
  ["MAKEMKV_FAILED", wantsToBeOpened],
  ["MAKEMKV_FAILED", didNotUnderstand],
  ["DISC_UNREADABLE", couldNotOpen],
  ["MAKEMKV_FAILED", skippedAllAsShort],
  ["DISC_UNREADABLE", foundNoTracks],
  ["MAKEMKV_FAILED", foundNoSuchTrack],
  ["DISC_UNREADABLE", ranOutOfInput],
  ["MAKEMKV_FAILED", couldNotDecode],
  ["MAKEMKV_FAILED", savedNothing],
  ["MAKEMKV_FAILED", endedWithoutAWord],
];

export type NoResult =
  { readonly kind: "failed"; readonly failure: Failure } | Unlicensed;

/** Why a run that is known to have given no result did not: a failure, unless all that was missing is a licence. */
export function whyNoResult(run: FailedRun): NoResult {
  const { end, record, device } = run;
  const detail = describeRun(end, record);
  const stopped = firstOf(STOPPED_BY, run);
  const licence = stopped ? null : refusalOf(record, device);
  if (licence) return { kind: "unlicensed", licence, detail };
  const [code, message] = stopped ??
    firstOf(REASONS, run) ?? [
      "MAKEMKV_FAILED",
      `makemkvcon gave no result (${exitOf(end)}). Look at its last messages in the details, then try again.`,
    ];
  return { kind: "failed", failure: { code, message, detail } };
}

function firstOf(
  reasons: readonly Reason[],
  run: FailedRun,
): readonly [ErrorCode, string] | null {
  for (const [code, explain] of reasons) {
    const message = explain(run);
    if (message !== null) return [code, message];
  }
  return null;
}
