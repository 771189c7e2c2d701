import type { ErrorCode, Failure } from "../state/error-code.ts";
import {
  foundNoMedium,
  foundNoSuchDrive,
  metOtherRegion,
  metReadErrors,
  wasBlocked,
  foundDriveEmpty,
  foundDriveBusy,
  hadNoKey,
  couldNotOpen,
  skippedAllAsShort,
  foundNoTracks,
  foundNoSuchTrack,
} from "./disc-faults.ts";
import { exitOf, type FailedRun } from "./failed-run.ts";
import {
  askedAboutOutput,
  couldNotWrite,
  leftNoGoodFile,
} from "./output-faults.ts";
import {
  askedSomething,
  wasStalled,
  hadNoLicence,
  crashed,
  gaveUp,
  savedNothing,
} from "./program-faults.ts";
import { describeRun } from "./run-end.ts";

/** The message when this is the reason, else `null`. */
type Reason = readonly [ErrorCode, (run: FailedRun) => string | null];

/**
 * Why it failed: the first row that has something to say. What stopped the run comes before what it only met, a named
 * cause before a bare symptom, and the disc is blamed only after licence, output, drive and a crash.
 */
const REASONS: readonly Reason[] = [
  ["OUTPUT_WRITE_FAILED", askedAboutOutput],
  ["MAKEMKV_FAILED", askedSomething],
  ["DISC_EJECTED", foundNoMedium],
  ["MAKEMKV_TIMEOUT", wasStalled],
  ["MAKEMKV_FAILED", hadNoLicence],
  ["OUTPUT_WRITE_FAILED", couldNotWrite],
  ["MAKEMKV_FAILED", leftNoGoodFile],
  ["MAKEMKV_FAILED", crashed],
  ["MAKEMKV_FAILED", foundNoSuchDrive],
  ["DISC_UNREADABLE", metOtherRegion],
  ["DISC_UNREADABLE", metReadErrors],
  ["MAKEMKV_FAILED", wasBlocked],
  ["DISC_EJECTED", foundDriveEmpty],
  ["DISC_UNREADABLE", foundDriveBusy],
  ["DISC_UNREADABLE", hadNoKey],
  ["DISC_UNREADABLE", couldNotOpen],
  ["MAKEMKV_FAILED", skippedAllAsShort],
  ["DISC_UNREADABLE", foundNoTracks],
  ["MAKEMKV_FAILED", foundNoSuchTrack],
  ["MAKEMKV_FAILED", gaveUp],
  ["MAKEMKV_FAILED", savedNothing],
];

/** The failure of a run that is known to have failed. */
export function failureOf(run: FailedRun): Failure {
  const detail = describeRun(run.end, run.record);
  for (const [code, explain] of REASONS) {
    const message = explain(run);
    if (message !== null) return { code, message, detail };
  }
  return {
    code: "MAKEMKV_FAILED",
    message: `makemkvcon gave no result (${exitOf(run.end)}). Look at its last messages in the details, then try again.`,
    detail,
  };
}
