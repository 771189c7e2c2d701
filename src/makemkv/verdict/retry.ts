import { licenceOf } from "./licence.ts";
import { DRIVE, MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause } from "../robot/read-cause.ts";
import { crashOf, type RunEnd } from "../run/run-end.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";

/** Why it is worth another try: the drive is not ready for the disc, or it is empty and somebody may put one in. */
export type RetryReason = "drive_not_ready" | "no_disc";

export interface FailedTry {
  readonly end: RunEnd;
  readonly record: RunRecord;
  /** The device that was asked for. */
  readonly device: string;
  /** Bytes of the output; of a scan 0. */
  readonly bytes: number;
}

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

const EMPTY_STATES: readonly number[] = [
  DRIVE.emptyClosed,
  DRIVE.emptyOpen,
  DRIVE.unmounting,
];

/** Whether a run that failed may succeed after a while; `null`: what it met stays as it is. */
export function retryOf(run: FailedTry): RetryReason | null {
  const { end, record, device, bytes } = run;
  if (end.kind !== "exited" || crashOf(end) !== null || bytes > 0) return null;
  if (record.question || timesSaid(record, ...LASTING) > 0) return null;
  if (licenceOf(record, device)?.kind === "refused") return null;
  if (record.readErrors.count > 0)
    return metNotReadyOnly(record) ? "drive_not_ready" : null;
  if (record.opened || record.saving) return null;
  return whyNotOpened(run);
}

/** Also once the disc is open: a USB drive that fell asleep says so in the middle (makemkvcon.md, 3.9). */
function metNotReadyOnly({ readErrors }: RunRecord): boolean {
  return readErrors.places.every(
    ({ cause }) => kindOfCause(cause) === "notReady",
  );
}

function whyNotOpened({ record, device }: FailedTry): RetryReason | null {
  const { noExclusiveAccess, noUsableDrives, openFailed } = MESSAGE;
  if (timesSaid(record, noExclusiveAccess) > 0) return "drive_not_ready";
  const states = statesOf(record, device);
  if (states.includes(DRIVE.loading)) return "drive_not_ready";
  if (states.length > 0 && states.every((each) => EMPTY_STATES.includes(each)))
    return "no_disc";
  if (states.length === 0 && timesSaid(record, noUsableDrives) > 0) return null;
  return timesSaid(record, openFailed) > 0 ? "drive_not_ready" : null;
}

/** Of the drive that was asked for; of all drives where it can not be told. */
function statesOf({ drives }: RunRecord, device: string): readonly number[] {
  const named = drives.filter((row) => row.device === device);
  return (named.length > 0 ? named : drives).map(({ state }) => state);
}
