/**
 * The numbers of makemkvcon that the program decides on. Codes are the same in every language and in every version
 * seen (1.8 to 2.0), texts are not. Sources: apdefs.h and the message catalogue of the MakeMKV open source part,
 * recorded transcripts.
 */
export const MESSAGE = {
  /** "LIBMKV_TRACE: …": why the writer of a file gave up. */
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
  /** A workaround for an error of macOS did not work; reading may fail later. */
  workaroundFailed: 2013,
  accessLimited: 2016,
  /** Parameters: cause, path. A full disk in the middle of a rip shows here. */
  writeError: 2018,
  /** Parameters: cause, path. Also for side files that do not matter. */
  createError: 2019,
  /** Less `--cache` would help. */
  noCacheMemory: 2022,
  /** Parameters: how many, of which type. The sum of what 2003 said one by one. */
  readErrorsSummed: 2023,
  unknownDevice: 2024,
  /** Causes that mostly stand inside 2003. */
  decryptionFailed: 2202,
  rejectedBySystem: 2209,

  directAccess: 3007,
  /** It may take long. */
  complexMultiplex: 3024,
  /** Shorter than `--minlength`. */
  skippedTooShort: 3025,
  /** Harmless, unless there are read errors: then it may be a damaged title. */
  skippedAsFake: 3026,
  /** Parameters: VTS, the title that stays, the one that goes; `#02`, `#03`. It was added before. */
  skippedAsEqualDvd: 3027,
  /** Parameters: the DVD's own number of the title (from 1), cells, duration. */
  dvdTitleAdded: 3028,
  regionProtected: 3031,
  regionMismatch: 3032,
  /** A DVD's index is damaged; makemkvcon searches through the whole disc. */
  damagedIndex: 3042,
  /** One more angle becomes a title of its own. Parameters: angle, the DVD's number of the title. */
  dvdAngleAdded: 3040,
  volumeKeyUnknown: 3303,
  hostCertificateRevoked: 3306,
  /** Parameters: file, number from 0. */
  fileAdded: 3307,
  /** Parameters: file, number from 0, angle, although the text reads the angle first. */
  angleAdded: 3308,
  skippedAsEqual: 3309,
  newerProtection: 3310,
  /** Parameters: what, whereto. A wait for makemkv.com. */
  downloading: 3338,
  downloadFailed: 3339,
  javaMissing: 3345,
  libreDriveRequired: 3346,

  /** Corrupt source, worked around. Parameters: file, offset. */
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
  inputMissing: 5006,
  inputNotOpened: 5007,
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
  /** Parameters: days left, of how many. */
  evaluationDays: 5050,
  /** Everything works on for some days. */
  evaluationOverSoon: 5051,
  /** Free functions only; DVDs go on. */
  evaluationOver: 5052,
  /** Question: start the evaluation period? */
  startEvaluation: 5053,
  /** Parameter: days ago. */
  evaluationOverSince: 5054,
  evaluationExpired: 5055,
  evaluationNotStarted: 5056,
  startedByOtherProgram: 5058,
  temporaryKeyRemoved: 5073,
  /** Parameters: file, offset. */
  hashFailed: 5076,
  hashFailedOften: 5077,
  fileSkipped: 5094,
  keyTypeInvalid: 5095,
  fatalError: 6050,
  outOfMemory: 6051,
} as const;

/** A title could not be read and was left out of the list; the numbers after it shift. */
export const LOST_TITLES: readonly number[] = [3013, 3014, 3015, 3016, 3017];

/**
 * PRGT codes of opening a disc, by its kind. The steps (PRGC) within do not tell: captured Blu-ray runs print 3103
 * "Processing titles", too.
 */
export const OPENING_DVD = 3100;
export const OPENING_BLURAY = 3404;

/** What a DRV row says of the files on the disc: bits. */
export const FILES = {
  dvd: 1,
  hdDvd: 2,
  bluray: 4,
  aacs: 8,
  bdPlus: 16,
} as const;

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
