/**
 * The numbers of makemkvcon that the program decides on. Codes are the same in every language and in every version
 * seen (1.8 to 2.0), texts are not. Sources: apdefs.h and the message catalogue of the MakeMKV open source part,
 * recorded transcripts.
 */
export const MESSAGE = {
  debugLine: 1002,
  debugText: 1003,
  /** "Debug logging enabled", with the path of the log. */
  debugLog: 1004,
  started: 1005,

  fileSystemUnknown: 2001,
  /** Parameters: cause, source, offset. Not fatal alone. */
  readError: 2003,
  /** Parameters: cause, device, … The drive or its bridge refused a command. */
  commandRefused: 2004,
  accessBlocked: 2006,
  noExclusiveAccess: 2007,
  /** The disc is read faster than the file can be written. */
  outputSlow: 2008,
  openedInOsMode: 2010,
  accessLimited: 2016,
  /** Parameters: cause, path. A full disk in the middle of a rip shows here. */
  writeError: 2018,
  /** Parameters: cause, path. Also for side files that do not matter. */
  createError: 2019,
  unknownDevice: 2024,

  directAccess: 3007,
  /** Shorter than `--minlength`. */
  skippedTooShort: 3025,
  /** Harmless, unless there are read errors: then it may be a damaged title. */
  skippedAsFake: 3026,
  skippedAsEqualDvd: 3027,
  /** Parameter 1 is the number from 1. */
  dvdTitleAdded: 3028,
  regionProtected: 3031,
  regionMismatch: 3032,
  volumeKeyUnknown: 3303,
  hostCertificateRevoked: 3306,
  /** Parameters: file, number from 0. */
  fileAdded: 3307,
  /** Parameters: file, number from 0, angle, although the text reads the angle first. */
  angleAdded: 3308,
  skippedAsEqual: 3309,
  libreDriveRequired: 3346,

  /** Corrupt source, worked around. */
  sourceCorrupt: 4003,
  sourceCorruptAt: 4004,
  avSyncLost: 4007,
  avSyncGap: 4008,
  avSyncOverlap: 4009,

  noOutputFolder: 5000,
  /** Question: the file is there, overwrite it? */
  overwrite: 5001,
  /** Parameters: title, path. */
  titleFailed: 5003,
  /** Parameters: saved, failed. */
  savedAndFailed: 5004,
  /** Parameter: saved. */
  titlesSaved: 5005,
  noTitles: 5008,
  initFailed: 5009,
  openFailed: 5010,
  /** The end of *opening* the disc; says nothing about a rip. */
  opened: 5011,
  nothingSelected: 5012,
  /** Question: the folder is missing, create it? */
  createFolder: 5013,
  /** Parameters: how many titles, into which folder. */
  savingInto: 5014,
  badOutputFolder: 5016,
  keyInvalid: 5020,
  /** Too old, or the temporary key has expired. */
  versionTooOld: 5021,
  keyValidationFailed: 5022,
  /** Parameter: saved. */
  copyComplete: 5036,
  /** Parameters: saved, failed. */
  copyIncomplete: 5037,
  /** Question; parameters: megabytes needed, megabytes free. */
  diskFull: 5038,
  /** Questions about the file size that the target can hold, such as FAT32. */
  fileTooBig: 5039,
  fileTooBigForTarget: 5071,
  noUsableDrives: 5042,
  titleNotDecoded: 5043,
  /** Free functions only; DVDs go on. */
  evaluationOver: 5052,
  /** Question: start the evaluation period? */
  startEvaluation: 5053,
  evaluationExpired: 5055,
  evaluationNotStarted: 5056,
  startedByOtherProgram: 5058,
  temporaryKeyRemoved: 5073,
  hashFailed: 5076,
  hashFailedOften: 5077,
  keyTypeInvalid: 5095,
  fatalError: 6050,
  outOfMemory: 6051,
} as const;

/** A title could not be read and was left out of the list; the numbers after it shift. */
export const LOST_TITLES: readonly number[] = [3013, 3014, 3015, 3016, 3017];

/** PRGT code: the titles are being saved. Progress before it is that of opening the disc. */
export const SAVING_TITLES = 5024;

/** The state of a drive in a DRV row. */
export const DRIVE = {
  emptyClosed: 0,
  emptyOpen: 1,
  inserted: 2,
  loading: 3,
  absent: 256,
  unmounting: 257,
} as const;

const BOX_MASK = 3854;
const QUESTION_BOXES: readonly number[] = [776, 1288, 1544];

/** Whether the flags of a message say that makemkvcon waits for an answer. Nothing else in them can be relied on. */
export function isQuestion(flags: number): boolean {
  return QUESTION_BOXES.includes(flags & BOX_MASK);
}
