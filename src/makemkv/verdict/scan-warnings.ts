import type { Warning } from "../../state/scan-result.ts";
import { LOST_TITLES, MESSAGE } from "../robot/message-codes.ts";
import { counted, describePattern, firstPlaces } from "./read-error-text.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";

/** Reads along with a scan and says afterwards what a person should know about its result. */
export interface ScanWarnings {
  add(message: Extract<RobotLine, { readonly kind: "message" }>): void;
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
  let skipped = NO_EXAMPLES;
  let fake = NO_EXAMPLES;
  const named = new Set<number>();
  let isDvd = false;

  return {
    add({ code, text, params }) {
      if (LOST_TITLES.includes(code)) skipped = addExample(skipped, text);
      else if (code === MESSAGE.skippedAsFake) fake = addExample(fake, text);
      if (code === MESSAGE.dvdTitleAdded) isDvd = true;
      if (NAMES_A_TITLE.includes(code))
        for (const number of titlesIn(params[0])) named.add(number);
      // VTS, the title that stays, the one that goes.
      if (code === MESSAGE.skippedAsEqualDvd)
        for (const number of params.flatMap(titlesIn)) named.add(number);
    },
    list(record) {
      const hasReadErrors = record.readErrors.count > 0;
      return [
        // A "fake" title is an honest find on a sound disc; beside read errors it may be a title that could not be read.
        ...skippedWarning(hasReadErrors ? together(skipped, fake) : skipped),
        ...(hasReadErrors && isDvd ? unnamedWarning(named) : []),
        ...scanReadErrors(record),
        ...regionWarning(record),
        ...said(record, MESSAGE.damagedIndex, {
          kind: "damaged_index",
          text: "The index of the disc is damaged, and makemkvcon searched through the disc instead. Tracks may be missing or wrong; clean the disc and scan it again.",
        }),
        ...said(record, MESSAGE.downloadFailed, {
          kind: "download_failed",
          text: "makemkvcon could not download what it knows about drives and discs. A disc that needs it may not open; check the connection to the internet.",
        }),
        ...said(record, MESSAGE.javaMissing, {
          kind: "java_missing",
          text: "makemkvcon found no Java, which some protected discs need. Install Java if a track that you want is missing or scrambled.",
        }),
        ...said(record, MESSAGE.workaroundFailed, {
          kind: "system_error",
          text: "An error of the system could not be worked around. Restart the machine if reading fails.",
        }),
      ];
    },
  };
}

/** How many there were, and the first of them. */
interface Examples {
  readonly texts: readonly string[];
  readonly count: number;
}

const NO_EXAMPLES: Examples = { texts: [], count: 0 };

function addExample({ texts, count }: Examples, text: string): Examples {
  const kept = count < MAX_EXAMPLES ? [...texts, text] : texts;
  return { texts: kept, count: count + 1 };
}

function together(some: Examples, others: Examples): Examples {
  return {
    texts: [...some.texts, ...others.texts],
    count: some.count + others.count,
  };
}

/** `7`, `#07`, `7/4`: the number before the slash is the title's. */
function titlesIn(param: string | undefined): readonly number[] {
  const number = Number(/^#?(\d{1,2})(\/\d+)?$/.exec(param ?? "")?.[1] ?? 0);
  return number >= 1 && number <= MAX_DVD_TITLES ? [number] : [];
}

function skippedWarning({ texts, count }: Examples): readonly Warning[] {
  if (count === 0) return [];
  const examples = texts.slice(0, MAX_EXAMPLES).join(" / ").replace(/\.$/, "");
  return [
    {
      kind: "tracks_skipped",
      count,
      text: `${counted(count, "track")} could not be read and are missing from the list: ${examples}. Clean the disc and scan it again if one that you want is not there.`,
    },
  ];
}

/**
 * After one bad sector makemkvcon says nothing at all about the titles that lie behind it: only the gap in the numbers
 * tells (seen with 1.18.3). Those after the last one named nobody can know.
 */
function unnamedWarning(named: ReadonlySet<number>): readonly Warning[] {
  const all = Array.from({ length: Math.max(0, ...named) }, (_, at) => at + 1);
  const missing = all.filter((number) => !named.has(number));
  if (missing.length === 0) return [];
  return [
    {
      kind: "tracks_unmentioned",
      count: missing.length,
      text: `makemkvcon says nothing about ${counted(missing.length, "track")} of the disc (number ${missing.join(", ")}), which may lie behind what could not be read. Clean the disc and scan it again if a track that you want is not there.`,
    },
  ];
}

function scanReadErrors(record: RunRecord): readonly Warning[] {
  return readErrorWarning(record).map((warning) => ({
    ...warning,
    text: `${warning.text} Tracks that lie behind them may be missing from the list without a word.`,
  }));
}

/** The read errors that a run got over, with the first places. */
export function readErrorWarning({
  readErrors,
}: RunRecord): readonly Warning[] {
  const { count } = readErrors;
  if (count === 0) return [];
  const pattern = describePattern(readErrors);
  return [
    {
      kind: "read_errors",
      count,
      text: `${counted(count, "read error")}${firstPlaces(readErrors)}.${pattern === "" ? "" : ` ${pattern}`} Clean the disc if something is missing or damaged.`,
    },
  ];
}

function regionWarning(record: RunRecord): readonly Warning[] {
  const count = timesSaid(
    record,
    MESSAGE.regionProtected,
    MESSAGE.regionMismatch,
  );
  if (count === 0) return [];
  return [
    {
      kind: "region_mismatch",
      count,
      text: "The region of the drive is not that of the disc. Read errors may follow; changing the region of the drive helps.",
    },
  ];
}

function said(
  record: RunRecord,
  code: number,
  warning: Omit<Warning, "count">,
): readonly Warning[] {
  const count = timesSaid(record, code);
  return count === 0 ? [] : [{ ...warning, count }];
}
