import { DRIVE, MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause } from "../robot/read-cause.ts";
import { crashOf, type EndedRun } from "../run/run-end.ts";
import { drivesOf, isDriveEmpty, isUnlisted } from "./failed-run.ts";
import { refusalOf } from "./licence.ts";
import { hasSaid } from "./run-record.ts";

/** Why it is worth another try: the drive is not ready for the disc, or it is empty and somebody may put one in. */
export type RetryReason = "drive_not_ready" | "no_disc";

/** Each is a reason of its own, which time does not heal. */
const LASTING: readonly number[] = [
  MESSAGE.fileSystemUnknown,
  MESSAGE.commandRefused,
  MESSAGE.accessBlocked,
  MESSAGE.accessLimited,
  MESSAGE.unknownDevice,
  MESSAGE.regionProtected,
  MESSAGE.volumeKeyUnknown,
  MESSAGE.hostCertificateRevoked,
  MESSAGE.libreDriveRequired,
  MESSAGE.noOutputFolder,
  MESSAGE.badOutputFolder,
  MESSAGE.initFailed,
  MESSAGE.fatalError,
  MESSAGE.outOfMemory,
];

/**
 * Whether a run that failed may succeed after a while; `null`: what it met stays as it is. `bytes` of the output; of a
 * scan 0.
 */
export function retryOf(run: EndedRun, bytes: number): RetryReason | null {
  const { end, record } = run;
  if (end.kind !== "exited" || crashOf(end) !== null || bytes > 0) return null;
  if (record.question || hasSaid(record, ...LASTING)) return null;
  if (refusalOf(run)) return null;
  const { count, places } = record.readErrors;
  const kinds = places.map(({ cause }) => kindOfCause(cause));
  // Also once the disc is open: a USB drive that fell asleep says so in the middle.
  if (count > 0)
    return kinds.length > 0 && kinds.every((kind) => kind === "notReady")
      ? "drive_not_ready"
      : null;
  if (record.opened || record.saving) return null;
  return whyNotOpened(run);
}

function whyNotOpened(run: EndedRun): RetryReason | null {
  const { noExclusiveAccess, noUsableDrives, openFailed } = MESSAGE;
  const { record, device } = run;
  if (device !== null && isUnlisted(run)) return null;
  if (hasSaid(record, noExclusiveAccess)) return "drive_not_ready";
  const rows = drivesOf(run);
  if (rows.some(({ state }) => state === DRIVE.loading))
    return "drive_not_ready";
  if (isDriveEmpty(run)) return "no_disc";
  if (rows.length === 0 && hasSaid(record, noUsableDrives)) return null;
  return hasSaid(record, openFailed) ? "drive_not_ready" : null;
}
