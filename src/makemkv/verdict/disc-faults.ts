import { causeKinds, mainCause, type FailedRun } from "./failed-run.ts";
import { DRIVE, LOST_TITLES, MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause } from "../robot/read-cause.ts";
import { counted, describePattern, firstPlaces } from "./read-error-text.ts";
import {
  type DriveRow,
  drivesFor,
  timesSaid,
  type RunRecord,
} from "./run-record.ts";

/*
 * Reasons that lie with the disc: each function gives the message for a person when it is the reason, else `null`.
 */

/** The drive's own words (SCSI sense), which no language setting changes. Damage that comes after them speaks against it. */
export function foundNoMedium({ record }: FailedRun): string | null {
  const { last } = record.readErrors;
  const isGone =
    causeKinds(record).includes("noDisc") ||
    record.lastMessages.some((text) => text.includes("MEDIUM NOT PRESENT"));
  const isBack = last !== null && kindOfCause(last.cause) === "damage";
  if (isGone && !isBack)
    return "The disc was taken out while it was being read. Put it back and try again.";
  if (record.opened && last && kindOfCause(last.cause) === "discChanged")
    return "The disc was taken out or exchanged while it was being read. Put it back and try again.";
  return null;
}

/** 3032 alone is no reason: makemkvcon mostly works around it. The cause of the read errors names the region. */
export function metOtherRegion({ record }: FailedRun): string | null {
  const { count } = record.readErrors;
  const isNamed =
    timesSaid(record, MESSAGE.regionProtected) > 0 ||
    causeKinds(record).includes("region");
  if (count === 0 || !isNamed) return null;
  return `The drive can not read this disc, because its region is another one (${counted(count, "read error")}). Change the region of the drive, or use another drive.`;
}

/** The commonest reason of all, after what can be said more exactly about them. */
export function metReadErrors({ record }: FailedRun): string | null {
  const { readErrors } = record;
  const { count } = readErrors;
  if (count === 0) return null;
  const isCopying =
    record.opened || record.saving || record.failedTitles.length > 0;
  const what = isCopying ? "read the track" : "open the disc";
  const pattern = describePattern(readErrors);
  const said = `makemkvcon could not ${what}: ${counted(count, "read error")}${firstPlaces(readErrors)}.${pattern === "" ? "" : ` ${pattern}`}`;
  const region =
    timesSaid(record, MESSAGE.regionMismatch) > 0
      ? " The region of the drive is not that of the disc, either; changing it may help."
      : "";
  return mainCause(record) === "drive"
    ? `${said} The drive reports trouble of its own: check its cable and its power, and try another drive; clean the disc if only this one is affected.`
    : `${said} Clean the disc, or try another drive.${region}`;
}

/** The writer of the file tells that nothing came from the disc any more; no read error has to stand before it. */
export function ranOutOfInput({ record, output }: FailedRun): string | null {
  const { trace } = record.lastWords;
  if (!output || trace === null || !/reading input/i.test(trace)) return null;
  return `makemkvcon could not read the track to its end ("${trace}"). Clean the disc, or try another drive.`;
}

export function failedCheckSums({ record }: FailedRun): string | null {
  const { count } = record.hashErrors;
  if (count === 0) return null;
  return `What was read differs from the disc's own check sums ${counted(count, "time")}${firstPlaces(record.hashErrors)}. Clean the disc, or try another drive.`;
}

export function hadNoKey({ record }: FailedRun): string | null {
  const {
    volumeKeyUnknown,
    hostCertificateRevoked,
    libreDriveRequired,
    newerProtection,
    downloadFailed,
    decryptionFailed,
  } = MESSAGE;
  if (record.opened) return null;
  const offline =
    timesSaid(record, downloadFailed) > 0
      ? " It could not download the latest keys, either: check the connection to the internet."
      : "";
  if (timesSaid(record, libreDriveRequired) > 0)
    return `This drive can not read the disc: makemkvcon needs a drive with LibreDrive for it. Use such a drive, or other firmware; the disc need not be damaged.${offline}`;
  if (timesSaid(record, newerProtection) > 0)
    return `The disc has a newer protection than this version of MakeMKV knows. Update MakeMKV; the disc need not be damaged.${offline}`;
  const isMissing =
    timesSaid(
      record,
      volumeKeyUnknown,
      hostCertificateRevoked,
      decryptionFailed,
    ) > 0;
  if (!isMissing && mainCause(record) !== "key") return null;
  return `makemkvcon has no key for this disc with this drive. Update MakeMKV, or use a drive with LibreDrive; the disc need not be damaged.${offline}`;
}

export function couldNotOpen({
  end,
  record,
  device,
}: FailedRun): string | null {
  const { fileSystemUnknown, openFailed } = MESSAGE;
  if (record.opened) return null;
  if (timesSaid(record, fileSystemUnknown) > 0)
    return "makemkvcon does not recognise what is on the disc. It may be a music or data disc, or a damaged one.";
  const isOpenFailure =
    timesSaid(record, openFailed) > 0 ||
    (end.kind === "exited" && end.code === EXIT_OPEN_FAILED);
  if (!isOpenFailure) return null;
  const rows = drivesFor(record, device);
  if (rows.length > 0 && rows.every(hasNoVideo))
    return sayNoVideo(rows) + licenceNote(record);
  return `makemkvcon could not open the disc${rows.length === 0 ? ", and saw no drive with a disc" : ""}. Take it out, clean it, insert it again and try once more.${licenceNote(record)}`;
}

function hasNoVideo({ state, flags }: DriveRow): boolean {
  return state === DRIVE.inserted && flags === 0;
}

/** What has a name could be read: cleaning it would not make a film of it. */
function sayNoVideo(rows: readonly DriveRow[]): string {
  const name = rows.find(({ discName }) => discName !== "")?.discName;
  const next = "Insert a disc with video, and try again.";
  return name === undefined
    ? `The disc in the drive has no name and no video files: it is no video disc, or nothing on it can be read. ${next}`
    : `The disc in the drive, ${JSON.stringify(name)}, has no video files: it is no video disc. ${next}`;
}

/** It says that it still works, but a person who reads only one sentence should know. */
function licenceNote(record: RunRecord): string {
  const { evaluationOverSince, evaluationOverSoon } = MESSAGE;
  return timesSaid(record, evaluationOverSince, evaluationOverSoon) === 0
    ? ""
    : " If no disc can be opened any more: MakeMKV also says that its evaluation period has expired, so enter a valid key in it.";
}

/** Seen together with 5010; a clue where the output was cut off before it. */
const EXIT_OPEN_FAILED = 11;

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

export function foundNoSuchTrack({ record, output }: FailedRun): string | null {
  const { nothingSelected, noTitles } = MESSAGE;
  if (timesSaid(record, nothingSelected, noTitles) === 0) return null;
  const number = output?.trackNumber ?? null;
  const track = number === null ? "the track" : `track ${number}`;
  return `makemkvcon does not find ${track} on this disc${sayTracks(record)}. Scan the disc again and choose the track anew.`;
}

function sayTracks(record: RunRecord): string {
  const count = countTracks(record);
  if (count === null) return "";
  if (count === 0) return ": it has no tracks at all";
  const numbers = count === 1 ? "number 0" : `0 to ${count - 1}`;
  return `: it has ${counted(count, "track")}, ${numbers}`;
}

/** A rip announces them one by one. Of a DVD's some are taken off the list again, which is not certain for all. */
function countTracks(record: RunRecord): number | null {
  const { fileAdded, angleAdded, dvdTitleAdded, dvdAngleAdded } = MESSAGE;
  const { skippedAsEqualDvd, skippedAsFake } = MESSAGE;
  if (record.titleCount !== null) return record.titleCount;
  const files = timesSaid(record, fileAdded, angleAdded);
  const added = timesSaid(record, dvdTitleAdded, dvdAngleAdded);
  const titles = added - timesSaid(record, skippedAsEqualDvd);
  if (files > 0) return files;
  const isSure = lostTitles(record) + timesSaid(record, skippedAsFake) === 0;
  return titles > 0 && isSure ? titles : null;
}

function lostTitles(record: RunRecord): number {
  return timesSaid(record, ...LOST_TITLES);
}
