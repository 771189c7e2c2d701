import type { Warning } from "../state/scan-result.ts";
import { LOST_TITLES, MESSAGE } from "./message-codes.ts";
import type { RobotLine } from "./robot-line.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";

/** Reads along with a scan and says afterwards what a person should know about its result. */
export interface ScanWarnings {
  add(message: Extract<RobotLine, { readonly kind: "message" }>): void;
  list(record: RunRecord): readonly Warning[];
}

const MAX_EXAMPLES = 3;

export function createScanWarnings(): ScanWarnings {
  const skipped: string[] = [];
  const fake: string[] = [];

  return {
    add({ code, text }) {
      if (LOST_TITLES.includes(code)) skipped.push(text);
      else if (code === MESSAGE.skippedAsFake) fake.push(text);
    },
    list(record) {
      // A "fake" title is an honest find on a sound disc; beside read errors it may be a title that could not be read.
      const lost =
        record.readErrors.count > 0 ? [...skipped, ...fake] : skipped;
      return [
        ...skippedWarning(lost),
        ...readErrorWarning(record),
        ...regionWarning(record),
      ];
    },
  };
}

function skippedWarning(texts: readonly string[]): readonly Warning[] {
  if (texts.length === 0) return [];
  const examples = texts.slice(0, MAX_EXAMPLES).join(" / ").replace(/\.$/, "");
  return [
    {
      kind: "tracks_skipped",
      count: texts.length,
      text: `${counted(texts.length, "track")} could not be read and are missing from the list: ${examples}. Clean the disc and scan it again if one that you want is not there.`,
    },
  ];
}

/** The read errors that a run got over, with the first places. */
export function readErrorWarning(record: RunRecord): readonly Warning[] {
  const { count } = record.readErrors;
  if (count === 0) return [];
  return [
    {
      kind: "read_errors",
      count,
      text: `${counted(count, "read error")}${firstPlaces(record)}. Clean the disc if something is missing or damaged.`,
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

/** "3 tracks", "1 track". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Where the first read errors were, each place once: `, first in /VIDEO_TS/VTS_01_1.VOB at byte 2048 (cause)`; empty if nobody said. */
export function firstPlaces(record: RunRecord): string {
  const places = record.readErrors.places.map(({ cause, source, offset }) =>
    [
      source === "" ? "" : `in ${source}`,
      offset === null ? "" : `at byte ${offset}`,
      cause === "" ? "" : `(${cause})`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  );
  const known = [...new Set(places)].filter((place) => place !== "");
  if (known.length === 0) return "";
  return `, first ${known.slice(0, MAX_EXAMPLES).join(", ")}`;
}
