/*
 * What the cause of a read error means. makemkvcon passes on what the drive (SCSI sense, as words or as hexadecimal
 * ASC and ASCQ) or the system says: `Scsi error - NOT READY:MEDIUM NOT PRESENT`, `Posix error - Input/output error`,
 * `OS error - STATUS_DEVICE_NOT_CONNECTED`. Unlike messages these are not translated. Sources: recorded transcripts;
 * the tables of sense codes of MMC-6 and SPC-4; errno texts of Linux and macOS; ntstatus.h; IOReturn.h.
 */

/** The first that fits: a sense key such as NOT READY stands after what is said more exactly. */
const KINDS = {
  noDisc:
    /medium not present|not ready:3a|no medium found|no_?media|no disc in|tray open|medium removal/i,
  disconnected:
    /not_?\s?connected|device not configured|no.such.device|does_not_exist|device_removed|off_?\s?line|kIOReturn(NoDevice|NotAttached)|has been (removed|disconnected)/i,
  discChanged:
    /medium may have changed|unit attention:28|verify_required|wrong_volume|media_changed/i,
  region: /region|:6f0[45]/i,
  key: /copy protection|authentication|key not (present|established)|:6f0[0-3]|decrypt/i,
  wrongFormat:
    /incompatible (format|medium)|unknown format|(not ready|illegal request|medium error):30(0[0-2])?$/i,
  notReady: /not ready|becoming ready|not_ready|kIOReturnNotReady|in progress/i,
  denied:
    /permission denied|not permitted|access.?denied|kIOReturnNotP(ermitted|rivileged)|rejected by/i,
  busy: /resource busy|device busy|device_busy|sharing_violation|reservation conflict|kIOReturn(Busy|ExclusiveAccess)/i,
  memory: /allocate memory|no_memory|insufficient_resources/i,
  drive:
    /hardware error|time-?\s?out|timed out|aborted command|communication (failure|crc)|power on, reset|bus (device )?reset|unit attention:29|kIOReturnNotResponding|pipe/i,
  damage:
    /medium error|l-ec|uncorrectable|unrecovered|crc_error|data_error|blank check|no seek complete|sector not found|hash check/i,
  command:
    /invalid field|invalid command|invalid_parameter|invalid_device_request|not_supported|inappropriate ioctl|not supported/i,
} as const;

type KnownKind = keyof typeof KINDS;

const isKnown = (kind: string): kind is KnownKind => kind in KINDS;
const ORDER = Object.keys(KINDS).filter(isKnown);

/** `unknown`: it could be anything, an input/output error, words nobody has seen yet. */
export type CauseKind = KnownKind | "unknown";

export function kindOfCause(cause: string): CauseKind {
  return ORDER.find((kind) => KINDS[kind].test(cause)) ?? "unknown";
}

/**
 * A drive refuses to give out a scrambled sector that nobody has unlocked yet: on an encrypted disc that is how it has
 * to be, and good rips are full of it.
 */
export function isHarmless(cause: string): boolean {
  return /read of scrambled sector without authentication|illegal request:6f03/i.test(
    cause,
  );
}
