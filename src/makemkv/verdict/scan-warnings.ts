import type { Warning } from "../../state/scan-result.ts";
import { LOST_TITLES, MESSAGE } from "../robot/message-codes.ts";
import type { MessageLine } from "../robot/robot-line.ts";
import { counted } from "./read-error-text.ts";
import { hasSaid, timesSaid, type RunRecord } from "./run-record.ts";
import { readErrorWarning, warn } from "./warning.ts";

/** Reads along with a scan and says afterwards what a person should know about its result. */
export interface ScanWarnings {
  add(message: MessageLine): void;
  list(record: RunRecord): readonly Warning[];
}

const MAX_EXAMPLES = 3;
/** The DVD standard allows no more. */
const MAX_DVD_TITLES = 99;

/** Each names a title of a DVD by its own number, from 1: added, or left out for a reason. */
const NAMES_A_TITLE: readonly number[] = [
  ...LOST_TITLES,
  MESSAGE.skippedTooShort,
  MESSAGE.skippedAsFake,
  MESSAGE.dvdTitleAdded,
];

export function createScanWarnings(): ScanWarnings {
  const lost: string[] = [];
  const fake: string[] = [];
  const named = new Set<number>();

  return {
    add({ code, text, params }) {
      if (LOST_TITLES.includes(code)) addExample(lost, text);
      else if (code === MESSAGE.skippedAsFake) addExample(fake, text);
      const names = NAMES_A_TITLE.includes(code) ? params.slice(0, 1) : [];
      // VTS, the title that stays, the one that goes.
      if (code === MESSAGE.skippedAsEqualDvd) names.push(...params);
      for (const number of names.flatMap(titlesIn)) named.add(number);
    },
    list(record) {
      const hasReadErrors = record.readErrors.count > 0;
      const isDvd = hasSaid(record, MESSAGE.dvdTitleAdded);
      // A "fake" title is an honest find on a sound disc; beside read errors it may be a title that could not be read.
      const doubted = hasReadErrors ? [MESSAGE.skippedAsFake] : [];
      const examples = hasReadErrors ? [...lost, ...fake] : lost;
      const count = timesSaid(record, ...LOST_TITLES, ...doubted);
      return [
        ...skippedWarning(count, examples),
        ...(hasReadErrors && isDvd ? unnamedWarning(named) : []),
        ...readErrorWarning(
          record,
          " Tracks that lie behind them may be missing from the list without a word.",
        ),
        ...SAID.flatMap(({ codes, kind, text }) =>
          warn(kind, timesSaid(record, ...codes), text),
        ),
      ];
    },
  };
}

/** What needs no more than to have been said. */
const SAID = [
  {
    codes: [MESSAGE.regionProtected, MESSAGE.regionMismatch],
    kind: "region_mismatch",
    text: "The region of the drive is not that of the disc. Read errors may follow; changing the region of the drive helps.",
  },
  {
    codes: [MESSAGE.damagedIndex],
    kind: "damaged_index",
    text: "The index of the disc is damaged, and makemkvcon searched through the disc instead. Tracks may be missing or wrong; clean the disc and scan it again.",
  },
  {
    codes: [MESSAGE.downloadFailed],
    kind: "download_failed",
    text: "makemkvcon could not download what it knows about drives and discs. A disc that needs it may not open; check the connection to the internet.",
  },
  {
    codes: [MESSAGE.javaMissing],
    kind: "java_missing",
    text: "makemkvcon found no Java, which some protected discs need. Install Java if a track that you want is missing or scrambled.",
  },
  {
    codes: [MESSAGE.workaroundFailed],
    kind: "system_error",
    text: "An error of the system could not be worked around. Restart the machine if reading fails.",
  },
] as const;

function addExample(texts: string[], text: string): void {
  if (texts.length < MAX_EXAMPLES) texts.push(text);
}

/** `7`, `#07`, `7/4`: the number before the slash is the title's. */
function titlesIn(param: string | undefined): readonly number[] {
  const number = Number(/^#?(\d{1,2})(\/\d+)?$/.exec(param ?? "")?.[1] ?? 0);
  return number >= 1 && number <= MAX_DVD_TITLES ? [number] : [];
}

function skippedWarning(
  count: number,
  texts: readonly string[],
): readonly Warning[] {
  const examples = texts.slice(0, MAX_EXAMPLES).join(" / ").replace(/\.$/, "");
  return warn(
    "tracks_skipped",
    count,
    `${counted(count, "track")} could not be read and ${count === 1 ? "is" : "are"} missing from the list: ${examples}. Clean the disc and scan it again if one that you want is not there.`,
  );
}

/**
 * After one bad sector makemkvcon says nothing at all about the titles that lie behind it: only the gap in the numbers
 * tells (seen with 1.18.3). Those after the last one named nobody can know.
 */
function unnamedWarning(named: ReadonlySet<number>): readonly Warning[] {
  const all = Array.from({ length: Math.max(0, ...named) }, (_, at) => at + 1);
  const missing = all.filter((number) => !named.has(number));
  return warn(
    "tracks_unmentioned",
    missing.length,
    `makemkvcon says nothing about ${counted(missing.length, "track")} of the disc (number ${missing.join(", ")}), which may lie behind what could not be read. Clean the disc and scan it again if a track that you want is not there.`,
  );
}
