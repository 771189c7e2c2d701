import type { FailedRun } from "./failed-run.ts";
import { DRIVE, LOST_TITLES, MESSAGE } from "./message-codes.ts";
import { timesSaid, type DriveRow, type RunRecord } from "./run-record.ts";
import { counted, firstPlaces } from "./scan-warnings.ts";

/*
 * Reasons that lie with the drive or the disc: each function gives the message for a person when it is the reason,
 * else `null`.
 */

/** The drive's own words (SCSI sense), which no language setting changes. */
export function foundNoMedium({ record }: FailedRun): string | null {
  const causes = record.readErrors.places.map(({ cause }) => cause);
  const isGone = [...causes, ...record.lastMessages].some((text) =>
    text.includes("MEDIUM NOT PRESENT"),
  );
  if (!isGone) return null;
  return "The disc was taken out while it was being read. Put it back and try again.";
}

/** 5042 means something only when no row shows a drive: in containers it comes with good runs, too. */
export function foundNoSuchDrive({ record, device }: FailedRun): string | null {
  if (record.opened || record.readErrors.count > 0) return null;
  const isUnknown = timesSaid(record, MESSAGE.unknownDevice) > 0;
  const hasNone =
    timesSaid(record, MESSAGE.noUsableDrives) > 0 && record.drives.length === 0;
  if (!isUnknown && !hasNone) return null;
  return `makemkvcon finds no such drive${device === null ? "" : ` (${device})`}. Check that the drive is connected and switched on, and that this user may use it.`;
}

/** 3032 alone is no reason: makemkvcon mostly works around it. The cause of the read errors names the region. */
export function metOtherRegion({ record }: FailedRun): string | null {
  const { count, places } = record.readErrors;
  const isNamed =
    timesSaid(record, MESSAGE.regionProtected) > 0 ||
    places.some(({ cause }) => cause.includes("REGION"));
  if (count === 0 || !isNamed) return null;
  return `The drive can not read this disc, because its region is another one (${counted(count, "read error")}). Change the region of the drive, or use another drive.`;
}

export function metReadErrors({ record }: FailedRun): string | null {
  const { count, places } = record.readErrors;
  if (count === 0) return null;
  const causes = places.map(({ cause }) => cause);
  if ([...causes, ...record.lastMessages].some(isDisconnected))
    return "The drive was disconnected while the disc was being read. Connect it again, check its cable and its power, then try again.";
  if (causes.every((cause) => cause.includes("BECOMING READY")))
    return "The drive was not ready to read the disc yet. Wait until it has come to rest, then try again.";
  const what = record.opened ? "read the track" : "open the disc";
  return `makemkvcon could not ${what}: ${counted(count, "read error")}${firstPlaces(record)}. Clean the disc, or try another drive.`;
}

/** What Windows, macOS and Linux say when the device has gone; makemkvcon prints it as the cause of a read error. */
const DISCONNECTED = [
  "STATUS_DEVICE_NOT_CONNECTED",
  "DEVICE NOT CONNECTED",
  "DEVICE NOT CONFIGURED",
  "NO SUCH DEVICE",
];

function isDisconnected(text: string): boolean {
  const said = text.toUpperCase();
  return DISCONNECTED.some((words) => said.includes(words));
}

export function wasBlocked({ record }: FailedRun): string | null {
  const { accessBlocked, accessLimited } = MESSAGE;
  if (record.opened) return null;
  if (timesSaid(record, accessBlocked, accessLimited) === 0) return null;
  return "The system does not let makemkvcon use the drive. Give it access (on macOS: Privacy & Security, Removable Volumes or Full Disk Access; on Linux: the group of the device), then try again.";
}

const EMPTY_STATES: readonly number[] = [
  DRIVE.emptyClosed,
  DRIVE.emptyOpen,
  DRIVE.unmounting,
];

export function foundDriveEmpty(run: FailedRun): string | null {
  if (run.record.opened) return null;
  const rows = rowsOf(run);
  if (rows.length === 0) return null;
  if (!rows.every(({ state }) => EMPTY_STATES.includes(state))) return null;
  return "There is no disc in the drive. Insert it and try again.";
}

export function foundDriveBusy(run: FailedRun): string | null {
  const { record } = run;
  if (record.opened) return null;
  if (timesSaid(record, MESSAGE.noExclusiveAccess) > 0)
    return "Another program uses the drive. Close what shows or plays the disc, then try again.";
  if (rowsOf(run).some(({ state }) => state === DRIVE.loading))
    return "The drive is still loading the disc. Wait until it has come to rest, then try again.";
  return null;
}

export function hadNoKey({ record }: FailedRun): string | null {
  const { volumeKeyUnknown, hostCertificateRevoked, libreDriveRequired } =
    MESSAGE;
  if (record.opened) return null;
  if (
    timesSaid(
      record,
      volumeKeyUnknown,
      hostCertificateRevoked,
      libreDriveRequired,
    ) === 0
  )
    return null;
  return "makemkvcon has no key for this disc with this drive. Update MakeMKV, or use a drive with LibreDrive; the disc need not be damaged.";
}

export function couldNotOpen({ record }: FailedRun): string | null {
  const { fileSystemUnknown, openFailed } = MESSAGE;
  if (record.opened) return null;
  if (timesSaid(record, fileSystemUnknown) > 0)
    return "makemkvcon does not recognise what is on the disc. It may be a music or data disc, or a damaged one.";
  if (timesSaid(record, openFailed) === 0) return null;
  return `makemkvcon could not open the disc${record.drives.length === 0 ? ", and saw no drive with a disc" : ""}. Take it out, clean it, insert it again and try once more.`;
}

export function skippedAllAsShort({
  record,
  output,
}: FailedRun): string | null {
  const count = timesSaid(record, MESSAGE.skippedTooShort);
  if (output || !record.opened || count === 0 || lostTitles(record) > 0)
    return null;
  return `All ${count} tracks of the disc are shorter than the minimum length. Set a smaller minlength, then scan again.`;
}

export function foundNoTracks({ record, output }: FailedRun): string | null {
  if (output || !record.opened) return null;
  const lost = lostTitles(record);
  const why = lost === 0 ? "" : `: ${counted(lost, "track")} could not be read`;
  return `The disc was opened, but no track was found on it${why}. Clean the disc and scan again; it may also be a disc without video.`;
}

export function foundNoSuchTrack({ record }: FailedRun): string | null {
  const { nothingSelected, noTitles } = MESSAGE;
  if (timesSaid(record, nothingSelected, noTitles) === 0) return null;
  return "makemkvcon does not find the track on this disc. Scan the disc again and choose the track anew.";
}

function lostTitles(record: RunRecord): number {
  return timesSaid(record, ...LOST_TITLES);
}

/** What is said about the drive that was asked for; about all drives where it can not be told. */
function rowsOf({ record, device }: FailedRun): readonly DriveRow[] {
  const named = record.drives.filter((row) => row.device === device);
  return named.length > 0 ? named : record.drives;
}
