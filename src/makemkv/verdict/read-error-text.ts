import {
  countSpots,
  patternOf,
  type ReadErrorPlace,
  type ReadErrors,
} from "./read-errors.ts";

/* What read errors mean, in words. */

const MAX_EXAMPLES = 3;
/** The commonest; they are long. */
const MAX_CAUSES = 2;

/** "3 tracks", "1 track". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * What follows the number of errors: their cause, once, and where the first of them were, each place once:
 * ` (cause), first in /VIDEO_TS/VTS_01_1.VOB at bytes 2048 and 4096`. Empty if nobody said.
 */
export function firstPlaces(errors: ReadErrors): string {
  const places = sayPlaces(errors.places);
  const first = errors.count > 1 ? "first " : "";
  return `${sayCause(errors)}${places === "" ? "" : `, ${first}${places}`}`;
}

function sayCause({ causes }: ReadErrors): string {
  const said = causes.map(({ cause }) => cause).filter((cause) => cause !== "");
  if (said.length === 0) return "";
  const others = said.length > MAX_CAUSES ? ["and others"] : [];
  return ` (${[...said.slice(0, MAX_CAUSES), ...others].join("; ")})`;
}

function sayPlaces(places: readonly ReadErrorPlace[]): string {
  const known = new Map<string, ReadErrorPlace>();
  for (const place of places) {
    const { source, offset } = place;
    if (source === "" && offset === null) continue;
    if (known.size < MAX_EXAMPLES) known.set(`${offset} ${source}`, place);
  }
  const bySource = Map.groupBy(known.values(), ({ source }) => source);
  return [...bySource]
    .map(([source, here]) => {
      const offsets = here.flatMap(({ offset }) => offset ?? []);
      return [source === "" ? "" : `in ${source}`, sayOffsets(offsets)]
        .filter((part) => part !== "")
        .join(" ");
    })
    .join(", ");
}

function sayOffsets(offsets: readonly number[]): string {
  const last = offsets.at(-1);
  if (last === undefined) return "";
  if (offsets.length === 1) return `at byte ${last}`;
  return `at bytes ${offsets.slice(0, -1).join(", ")} and ${last}`;
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
