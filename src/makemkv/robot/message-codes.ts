/**
 * The numbers of makemkvcon that the program decides on. Codes are the same in every language and in every version
 * seen (1.8 to 2.0), texts are not. Sources: apdefs.h and the message catalogue of the MakeMKV open source part,
 * recorded transcripts.
 */
export const MESSAGE = {
  debugLine: 1002, // "LIBMKV_TRACE: …": why the writer of a file gave up.
  debugText: 1003,
  debugLog: 1004, // "Debug logging enabled", with the path of the log.
  started: 1005,

  fileSystemUnknown: 2001,
  readError: 2003, // Parameters: cause, source, offset. Not fatal alone.
  commandRefused: 2004, // Parameters: cause, device, … The drive or its bridge refused a command.
  accessBlocked: 2006,
  noExclusiveAccess: 2007,
  outputSlow: 2008, // The disc is read faster than the file can be written.
  openedInOsMode: 2010,
  workaroundFailed: 2013, // A workaround for an error of macOS did not work; reading may fail later.
  accessLimited: 2016,
  writeError: 2018, // Parameters: cause, path. A full disk in the middle of a rip shows here.
  createError: 2019, // Parameters: cause, path. Also for side files that do not matter.
  noCacheMemory: 2022, // Less `--cache` would help.
  readErrorsSummed: 2023, // Parameters: how many, of which type. The sum of what 2003 said one by one.
  unknownDevice: 2024,
  decryptionFailed: 2202, // Mostly a cause inside 2003.
  rejectedBySystem: 2209, // Likewise.

  directAccess: 3007,
  complexMultiplex: 3024, // It may take long.
  skippedTooShort: 3025, // Shorter than `--minlength`.
  skippedAsFake: 3026, // Harmless, unless there are read errors: then it may be a damaged title.
  skippedAsEqualDvd: 3027, // Parameters: VTS, the title that stays, the one that goes (`#03`), added before.
  dvdTitleAdded: 3028, // Parameters: the DVD's own number of the title (from 1), cells, duration.
  regionProtected: 3031,
  regionMismatch: 3032,
  damagedIndex: 3042, // A DVD's index is damaged; makemkvcon searches through the whole disc.
  dvdAngleAdded: 3040, // One more angle becomes a title of its own. Parameters: angle, the DVD's number of the title.
  volumeKeyUnknown: 3303,
  hostCertificateRevoked: 3306,
  fileAdded: 3307, // Parameters: file, number from 0.
  angleAdded: 3308, // Parameters: file, number from 0, angle, although the text reads the angle first.
  skippedAsEqual: 3309,
  newerProtection: 3310,
  downloading: 3338, // Parameters: what, whereto. A wait for makemkv.com.
  downloadFailed: 3339,
  javaMissing: 3345,
  libreDriveRequired: 3346,

  sourceCorrupt: 4003, // Corrupt source, worked around. Parameters: file, offset.
  sourceCorruptAt: 4004, // Likewise.
  avSyncLost: 4007,
  avSyncGap: 4008,
  avSyncOverlap: 4009,

  noOutputFolder: 5000,
  overwrite: 5001, // Question: the file is there, overwrite it?
  titleFailed: 5003, // Parameters: title, path.
  savedAndFailed: 5004, // Parameters: saved, failed.
  titlesSaved: 5005, // Parameter: saved.
  inputMissing: 5006,
  inputNotOpened: 5007,
  noTitles: 5008,
  initFailed: 5009,
  openFailed: 5010,
  opened: 5011, // The end of *opening* the disc; says nothing about a rip.
  nothingSelected: 5012,
  createFolder: 5013, // Question: the folder is missing, create it?
  savingInto: 5014, // Parameters: how many titles, into which folder.
  badOutputFolder: 5016,
  keyInvalid: 5020,
  versionTooOld: 5021, // Too old, or the temporary key has expired.
  keyValidationFailed: 5022,
  copyComplete: 5036, // Parameter: saved.
  copyIncomplete: 5037, // Parameters: saved, failed.
  diskFull: 5038, // Question; parameters: megabytes needed, megabytes free.
  fileTooBig: 5039, // Question about the file size that the target can hold, such as FAT32.
  fileTooBigForTarget: 5071, // Likewise.
  noUsableDrives: 5042,
  titleNotDecoded: 5043,
  evaluationDays: 5050, // Parameters: days left, of how many.
  evaluationOverSoon: 5051, // Everything works on for some days.
  evaluationOver: 5052, // Free functions only; DVDs go on.
  startEvaluation: 5053, // Question: start the evaluation period?
  evaluationOverSince: 5054, // Parameter: days ago.
  evaluationExpired: 5055,
  evaluationNotStarted: 5056,
  startedByOtherProgram: 5058,
  temporaryKeyRemoved: 5073,
  hashFailed: 5076, // Parameters: file, offset.
  hashFailedOften: 5077, // Likewise.
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

/** What a DRV row says of the files on the disc: bits, of which this is a DVD's. */
export const DVD_FILES = 1;

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
