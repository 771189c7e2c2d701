/**
 * What the simulated makemkvcon plays: a disc, and what goes wrong with it. A scenario is plain JSON, so that it can be
 * handed over in a file; everything is optional and everything can be combined.
 *
 *   { disc: {...}, titles: { 1: { at: { half: [{ do: "say", code: 2003, times: 5 }] }, save: "failed" } } }
 *
 * reads: a disc; while title 1 is being saved, half way, five read errors, and then the title is reported as failed.
 * A play says how opening (`open`) and saving (`save`) end, and what happens on the way (`at`, a list of actions for
 * each named point). An array of plays is for one call after the other; the last one stays.
 */
export interface Scenario {
  /** Of the start banner; default `v1.18.3 linux(x64-release)`. */
  readonly version?: string;
  readonly drive?: Drive;
  /** `null` is an empty drive. */
  readonly disc?: Disc | null;
  /** `info` of the disc. */
  readonly info?: Plays;
  /** `info disc:9999`, which only lists the drives. */
  readonly list?: Plays;
  /** `mkv` of any title that `titles` does not name. */
  readonly mkv?: Plays;
  /** `mkv` of the title with that number. */
  readonly titles?: Readonly<Record<number, Plays>>;
}

export type Plays = Play | readonly Play[];

export interface Play {
  /** How opening the disc ends; default `ok`. */
  readonly open?: OpenEnd;
  /** How saving the title ends; default `ok`. */
  readonly save?: SaveEnd;
  /** Said while the disc is opened; default `none`. `refused` also leaves no titles. */
  readonly licence?: LicenceState;
  /** What happens when a point is reached, in this order. */
  readonly at?: Partial<Readonly<Record<Point, readonly Action[]>>>;
  /** Wins over the exit code that belongs to the outcome. */
  readonly exitCode?: number;
  /** Another disc than the scenario's, for this call only: the titles moved, or somebody changed the disc. */
  readonly disc?: Disc | null;
  /** SIGINT and SIGTERM are ignored. */
  readonly ignoreSignals?: boolean;
  /** A child that holds stdout open for so many seconds after makemkvcon has gone. */
  readonly grandchildSeconds?: number;
  /** PRGV lines while saving; default 80. With 0 the file grows in silence. */
  readonly progressLines?: number;
  /** Wait after each step (a line of a list, a piece of the file); default 0: as fast as it goes. */
  readonly paceMs?: number;
  /** Every text in another language (constructed), codes and parameters as always. */
  readonly localised?: boolean;
}

/**
 * `ok` · `empty`: tray closed without a disc · `trayOpen` · `loading`: still spinning up · `failed`: 5010 with a disc in
 * the drive · `busy`: 2007 and 5010 · `unreadable`: read errors and 5010 · `noDrive`: 5042 · `unknownDevice`: 2024 ·
 * `tooOld`: 5021, exit 253 · `region`: 3031, read errors, 5010 · `cut`: the output ends before 5011.
 */
export type OpenEnd =
  | "ok"
  | "empty"
  | "trayOpen"
  | "loading"
  | "failed"
  | "busy"
  | "unreadable"
  | "noDrive"
  | "unknownDevice"
  | "tooOld"
  | "region"
  | "cut";

/**
 * `ok` · `failed`: 5003, 5004, 5037, half a file stays · `diskFull`: the same after 2018 · `noSpace`: the question 5038,
 * then 5003, 5004, 5037 and no file · `noneSaved`: "0 titles saved" and exit 0 · `noFile`, `emptyFile`, `truncated`, `twoFiles`,
 * `notMatroska`, `wrongDuration` (half as long): everything is reported as saved, and the file is like that.
 */
export type SaveEnd =
  | "ok"
  | "failed"
  | "diskFull"
  | "noSpace"
  | "noneSaved"
  | "noFile"
  | "emptyFile"
  | "truncated"
  | "twoFiles"
  | "notMatroska"
  | "wrongDuration";

/** `evaluation`: 5050 · `question`: 5053 and going on · `expired`: 5054, 5051 and going on · `removed`: 5073, 5021, exit 253 · `refused`: 5055. */
export type LicenceState =
  "none" | "evaluation" | "question" | "expired" | "removed" | "refused";

/**
 * `called`: before the first word · `start`: after the banner · `opening`: after the drives, before the titles · `opened`: after 5011 · `saving`: after 5014,
 * before there is a file · `half`: half of the file is written · `saved`: all of it, before the result is said ·
 * `end`: everything is said.
 */
export type Point =
  | "called"
  | "start"
  | "opening"
  | "opened"
  | "saving"
  | "half"
  | "saved"
  | "end";

export type Action =
  /** Make this file, to tell a test that the point was reached. */
  | { readonly do: "touch"; readonly path: string }
  /** Go on when this file exists (given up after `LIFETIME_MS`). */
  | { readonly do: "waitFor"; readonly path: string }
  /** A message of `messages.ts`; parameters that are left out are made up. */
  | {
      readonly do: "say";
      readonly code: number;
      readonly params?: readonly string[];
      readonly times?: number;
    }
  /** One line as it is: a fatal error in plain words, a prefix of the future, a broken line. */
  | {
      readonly do: "print";
      readonly text: string;
      readonly to?: "stdout" | "stderr";
    }
  /** So many bytes: lines of text, one line without an end, bytes that are no text, or lines on stderr. */
  | {
      readonly do: "flood";
      readonly bytes: number;
      readonly as: "lines" | "oneLine" | "binary" | "stderr";
    }
  /** Nothing happens any more (until a signal, or `LIFETIME_MS`); with `chatter` the same PRGV line again and again. */
  | { readonly do: "hang"; readonly chatter?: boolean }
  | { readonly do: "signal"; readonly signal: SelfSignal }
  | { readonly do: "exit"; readonly code: number };

export type SelfSignal = "SIGSEGV" | "SIGKILL" | "SIGTERM" | "SIGABRT";

/** No simulated makemkvcon outlives this, whatever it waits for: a forgotten one must not stay on somebody's machine. */
export const LIFETIME_MS = 120_000;

export interface Drive {
  readonly name: string;
  /** `/dev/sr0`, `/dev/rdisk4`. */
  readonly device: string;
  /** Its place in the 16 rows; default 0. */
  readonly index?: number;
}

export interface Disc {
  readonly name: string;
  readonly volume: string;
  readonly type: "dvd" | "bluray" | "uhd";
  readonly titles: readonly Title[];
}

/** One title as it lies on the disc. Those below `--minlength` are skipped, and the numbers are given to the rest. */
export interface Title {
  /** `null`: makemkvcon names the file after the disc, and tells no name (DVD). */
  readonly name?: string | null;
  readonly seconds: number;
  /** Of the saved file, to the byte. */
  readonly bytes: number;
  readonly chapters: number;
  /** `00800.mpls`; not told for a DVD. */
  readonly sourceFile: string;
  readonly segmentMap: string;
  readonly angle?: number;
  /** It can not be read: left out with this message (3013–3017, 3026), or without a word. The numbers after it move up. */
  readonly lost?: number | null;
  readonly audio: readonly AudioStream[];
  readonly subtitles: readonly SubtitleStream[];
}

export interface AudioStream {
  readonly language: string;
  readonly codec: "AC3" | "DTS-HD MA" | "TrueHD" | "LPCM";
  readonly channels: number;
}

export interface SubtitleStream {
  readonly language: string;
  readonly forced?: boolean;
}
