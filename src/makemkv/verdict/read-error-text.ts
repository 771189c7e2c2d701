import { countSpots, patternOf, type ReadErrors } from "./read-errors.ts";

/* What read errors mean, in words. */

const MAX_EXAMPLES = 3;

/** "3 tracks", "1 track". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Where the first read errors were, each place once: `, first in /VIDEO_TS/VTS_01_1.VOB at byte 2048 (cause)`; empty if nobody said. */
export function firstPlaces({ places }: ReadErrors): string {
  const said = places.map(({ cause, source, offset }) =>
    [
      source === "" ? "" : `in ${source}`,
      offset === null ? "" : `at byte ${offset}`,
      cause === "" ? "" : `(${cause})`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  );
  const known = [...new Set(said)].filter((place) => place !== "");
  if (known.length === 0) return "";
  return `, first ${known.slice(0, MAX_EXAMPLES).join(", ")}`;
}

/** What the places have in common and what that points to; empty for a single error and where nobody said where. */
export function describePattern(errors: ReadErrors): string {
  if (errors.count < 2) return "";
  const where = `${countSpots(errors)} places${inFiles(errors)}`;
  switch (patternOf(errors)) {
    case null:
      return "";
    case "one_spot":
      return "All are in one place, as a scratch or dirt makes them.";
    case "some_spots":
      return `They are in ${where}, as scratches or dirt make them.`;
    case "all_over":
      return `They are spread over the disc (at least ${where}): rather the drive or its cable than one scratch.`;
  }
}

function inFiles({ sources }: ReadErrors): string {
  return sources.length > 1 ? ` of ${sources.length} files` : "";
}
