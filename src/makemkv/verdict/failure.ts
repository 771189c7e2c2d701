import type { ErrorCode } from "../../state/error-code.ts";
import { describeRun, type NoResult } from "../run/run-end.ts";
import * as disc from "./disc-faults.ts";
import * as drive from "./drive-faults.ts";
import { exitOf, type FailedRun, type Reason } from "./failed-run.ts";
import { refusalOf } from "./licence.ts";
import * as output from "./output-faults.ts";
import * as program from "./program-faults.ts";

type Row = readonly [ErrorCode, Reason];

/** What stopped the run, whatever it may have met before. */
const STOPPED_BY: readonly Row[] = [
  ["OUTPUT_WRITE_FAILED", output.askedAboutOutput],
  ["MAKEMKV_FAILED", program.askedSomething],
  ["DISC_EJECTED", disc.foundNoMedium],
];

/**
 * Why it failed: the first row that has something to say. What stopped the run comes before what it only met, a named
 * cause before a bare symptom, and the disc is blamed only after licence, output, drive and a crash.
 */
const REASONS: readonly Row[] = [
  ["OUTPUT_WRITE_FAILED", output.lostFolder],
  // A program that gets no more room may also just hang.
  ["OUTPUT_WRITE_FAILED", output.ranOutOfSpace],
  ["MAKEMKV_TIMEOUT", program.wasStalled],
  ["OUTPUT_WRITE_FAILED", output.couldNotWrite],
  ["MAKEMKV_FAILED", output.leftNoGoodFile],
  ["MAKEMKV_FAILED", program.crashed],
  ["MAKEMKV_FAILED", program.brokeDown],
  ["MAKEMKV_FAILED", drive.foundNoSuchDrive],
  ["DISC_UNREADABLE", disc.metOtherRegion],
  ["DISC_UNREADABLE", drive.wasDisconnected],
  ["DISC_UNREADABLE", drive.doesNotReadThat],
  ["DISC_UNREADABLE", drive.wasNotReady],
  ["MAKEMKV_FAILED", drive.wasBlocked],
  ["DISC_UNREADABLE", drive.foundDriveBusy],
  ["DISC_UNREADABLE", disc.hadNoKey],
  ["MAKEMKV_FAILED", drive.refusedCommands],
  ["DISC_UNREADABLE", disc.metReadErrors],
  ["DISC_UNREADABLE", disc.failedCheckSums],
  ["DISC_UNREADABLE", disc.metCorruptParts],
  ["DISC_EJECTED", drive.foundDriveEmpty],
  ["MAKEMKV_FAILED", program.couldNotFindInput],
  ["MAKEMKV_FAILED", program.wantsToBeOpened],
  ["MAKEMKV_FAILED", program.didNotUnderstand],
  ["DISC_UNREADABLE", disc.couldNotOpen],
  ["MAKEMKV_FAILED", disc.listedNothing],
  ["MAKEMKV_FAILED", disc.skippedAllAsShort],
  ["DISC_UNREADABLE", disc.foundNoTracks],
  ["MAKEMKV_FAILED", disc.foundNoSuchTrack],
  ["DISC_UNREADABLE", disc.ranOutOfInput],
  ["MAKEMKV_FAILED", program.couldNotDecode],
  ["MAKEMKV_FAILED", program.savedNothing],
  ["MAKEMKV_FAILED", program.endedWithoutAWord],
];

/** Why a run that is known to have given no result did not: a failure, unless all that was missing is a licence. */
export function whyNoResult(run: FailedRun): NoResult {
  const detail = describeRun(run.end, run.record);
  const stopped = firstOf(STOPPED_BY, run);
  const licence = stopped ? null : refusalOf(run);
  if (licence) return { kind: "unlicensed", licence, detail };
  const [code, message] = stopped ??
    firstOf(REASONS, run) ?? [
      "MAKEMKV_FAILED",
      `makemkvcon gave no result (${exitOf(run.end)}). Look at its last messages in the details, then try again.`,
    ];
  return { kind: "failed", failure: { code, message, detail } };
}

function firstOf(
  rows: readonly Row[],
  run: FailedRun,
): readonly [ErrorCode, string] | null {
  for (const [code, explain] of rows) {
    const message = explain(run);
    if (message !== null) return [code, message];
  }
  return null;
}
