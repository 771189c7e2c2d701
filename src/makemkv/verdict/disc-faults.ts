import { DRIVE, LOST_TITLES, MESSAGE } from "../robot/message-codes.ts";
import { kindOfCause } from "../robot/read-cause.ts";
import {
  causeKinds,
  drivesOf,
  exitOf,
  mainCause,
  type Reason,
  saysFailed,
} from "./failed-run.ts";
import { counted, firstPlaces, placesAndPattern } from "./read-error-text.ts";
import {
  type DriveRow,
  hasSaid,
  timesSaid,
  type RunRecord,
} from "./run-record.ts";

/* Reasons that lie with the disc. */

/** The drive's own words (SCSI sense), which no language setting changes. Damage that comes after them speaks against it. */
export const foundNoMedium: Reason = ({ record }) => {
  const { last } = record.readErrors;
  const lastKind = last && kindOfCause(last.cause);
  const isGone =
    causeKinds(record).includes("noDisc") ||
    record.lastMessages.some((text) => text.includes("MEDIUM NOT PRESENT"));
  if (isGone && lastKind !== "damage")
    return "The disc was taken out while it was being read. Put it back and try again.";
  if (record.opened && lastKind === "discChanged")
    return "The disc was taken out or exchanged while it was being read. Put it back and try again.";
  return null;
};

/** 3032 alone is no reason: makemkvcon mostly works around it. The cause of the read errors names the region. */
export const metOtherRegion: Reason = ({ record }) => {
  const { count } = record.readErrors;
  const isNamed =
    hasSaid(record, MESSAGE.regionProtected) ||
    causeKinds(record).includes("region");
  if (count === 0 || !isNamed) return null;
  return `The drive can not read this disc, because its region is another one (${counted(count, "read error")}). Change the region of the drive, or use another drive.`;
};

/** The commonest reason of all, after what can be said more exactly about them. */
export const metReadErrors: Reason = ({ record }) => {
  const { readErrors, opened, saving, failedTitles } = record;
  if (readErrors.count === 0) return null;
  const isCopying = opened || saving || failedTitles.length > 0;
  const what = isCopying ? "read the track" : "open the disc";
  const said = `makemkvcon could not ${what}: ${counted(readErrors.count, "read error")}`;
  if (mainCause(record) === "drive")
    return `${said}${firstPlaces(readErrors)}. The drive reports trouble of its own: check its cable and its power, and try another drive; clean the disc if only this one is affected.`;
  const region = hasSaid(record, MESSAGE.regionMismatch)
    ? " The region of the drive is not that of the disc, either; changing it may help."
    : "";
  return `${said}${placesAndPattern(readErrors)} Clean the disc, or try another drive.${region}`;
};

/** The writer of the file tells that nothing came from the disc any more; no read error has to stand before it. */
export const ranOutOfInput: Reason = ({ record, output }) => {
  const { trace } = record.lastWords;
  if (!output || trace === null || !/reading input/i.test(trace)) return null;
  return `makemkvcon could not read the track to its end ("${trace}"). Clean the disc, or try another drive.`;
};

export const failedCheckSums: Reason = ({ record: { hashErrors } }) =>
  hashErrors.count === 0
    ? null
    : `What was read differs from the disc's own check sums ${counted(hashErrors.count, "time")}${firstPlaces(hashErrors)}. Clean the disc, or try another drive.`;

/** Damage that it worked around, until it gave up. */
export const metCorruptParts: Reason = ({ record }) => {
  const { corruptions } = record;
  if (corruptions.count === 0 || !saysFailed(record)) return null;
  return `makemkvcon gave up on the track after it had met corrupt parts of the disc ${counted(corruptions.count, "time")}${placesAndPattern(corruptions)} Clean the disc, or try another drive.`;
};

export const hadNoKey: Reason = ({ record }) => {
  if (record.opened) return null;
  const offline = hasSaid(record, MESSAGE.downloadFailed)
    ? " It could not download the latest keys, either: check the connection to the internet."
    : "";
  if (hasSaid(record, MESSAGE.libreDriveRequired))
    return `This drive can not read the disc: makemkvcon needs a drive with LibreDrive for it. Use such a drive, or other firmware; the disc need not be damaged.${offline}`;
  if (hasSaid(record, MESSAGE.newerProtection))
    return `The disc has a newer protection than this version of MakeMKV knows. Update MakeMKV; the disc need not be damaged.${offline}`;
  const isMissing = hasSaid(
    record,
    MESSAGE.volumeKeyUnknown,
    MESSAGE.hostCertificateRevoked,
    MESSAGE.decryptionFailed,
  );
  if (!isMissing && mainCause(record) !== "key") return null;
  return `makemkvcon has no key for this disc with this drive. Update MakeMKV, or use a drive with LibreDrive; the disc need not be damaged.${offline}`;
};

/** Seen together with 5010; a clue where the output was cut off before it. */
const EXIT_OPEN_FAILED = 11;

export const couldNotOpen: Reason = (run) => {
  const { end, record } = run;
  if (record.opened) return null;
  if (hasSaid(record, MESSAGE.fileSystemUnknown))
    return "makemkvcon does not recognise what is on the disc. It may be a music or data disc, or a damaged one.";
  const hasExitedSo = end.kind === "exited" && end.code === EXIT_OPEN_FAILED;
  if (!hasExitedSo && !hasSaid(record, MESSAGE.openFailed)) return null;
  const rows = drivesOf(run);
  const said =
    rows.length > 0 && rows.every(hasNoVideo)
      ? sayNoVideo(rows)
      : `makemkvcon could not open the disc${rows.length === 0 ? ", and saw no drive with a disc" : ""}. Take it out, clean it, insert it again and try once more.`;
  return said + licenceNote(record);
};

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
  return hasSaid(
    record,
    MESSAGE.evaluationOverSince,
    MESSAGE.evaluationOverSoon,
  )
    ? " If no disc can be opened any more: MakeMKV also says that its evaluation period has expired, so enter a valid key in it."
    : "";
}

/** It found tracks, and ended before it said what they are. */
export const listedNothing: Reason = ({ end, record, output }) => {
  const count = announced(record);
  if (output || !record.opened || count === 0) return null;
  return `makemkvcon found ${counted(count, "track")} on the disc, but ended before it had listed them (${exitOf(end)}). Scan again; if it stays, update MakeMKV.`;
};

export const skippedAllAsShort: Reason = ({ record, output }) => {
  const count = timesSaid(record, MESSAGE.skippedTooShort);
  if (output || !record.opened || count === 0 || lostTitles(record) > 0)
    return null;
  const all =
    count === 1
      ? "The only track of the disc is"
      : `All ${count} tracks of the disc are`;
  return `${all} shorter than the minimum length. Set a smaller minlength, then scan again.`;
};

export const foundNoTracks: Reason = ({ record, output }) => {
  if (output || !record.opened) return null;
  const lost = lostTitles(record);
  const why = lost === 0 ? "" : `: ${counted(lost, "track")} could not be read`;
  return `The disc was opened, but no track was found on it${why}. Clean the disc and scan again; it may also be a disc without video.`;
};

export const foundNoSuchTrack: Reason = ({ record, output }) => {
  if (!hasSaid(record, MESSAGE.nothingSelected, MESSAGE.noTitles)) return null;
  const number = output?.trackNumber ?? null;
  const track = number === null ? "the track" : `track ${number}`;
  return `makemkvcon does not find ${track} on this disc${sayTracks(record)}. Scan the disc again and choose the track anew.`;
};

function sayTracks(record: RunRecord): string {
  const count = countTracks(record);
  if (count === null) return "";
  if (count === 0) return ": it has no tracks at all";
  const numbers = count === 1 ? "number 0" : `0 to ${count - 1}`;
  return `: it has ${counted(count, "track")}, ${numbers}`;
}

/** A rip announces them one by one. Of a DVD's some are taken off the list again, which is not certain for all. */
function countTracks(record: RunRecord): number | null {
  if (record.titleCount !== null) return record.titleCount;
  const titles = announced(record);
  const isSure =
    !hasSaid(record, MESSAGE.dvdTitleAdded) ||
    !hasSaid(record, MESSAGE.skippedAsFake, ...LOST_TITLES);
  return titles > 0 && isSure ? titles : null;
}

function announced(record: RunRecord): number {
  const files = timesSaid(record, MESSAGE.fileAdded, MESSAGE.angleAdded);
  if (files > 0) return files;
  return (
    timesSaid(record, MESSAGE.dvdTitleAdded, MESSAGE.dvdAngleAdded) -
    timesSaid(record, MESSAGE.skippedAsEqualDvd)
  );
}

function lostTitles(record: RunRecord): number {
  return timesSaid(record, ...LOST_TITLES);
}
