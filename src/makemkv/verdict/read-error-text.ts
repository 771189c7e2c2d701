import {
  countSpots,
  type ReadErrorPlace,
  type ReadErrors,
} from "./read-errors.ts";

/* What read errors mean, in words. */

/** From this many on, in all files together, the surface alone is an unlikely reason. */
const MANY_SPOTS = 8;

const MAX_EXAMPLES = 3;
/** The commonest; they are long. */
const MAX_CAUSES = 2;

/** "3 tracks", "1 track". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** All that follows the number of errors, to the full stop and what it points to: where they were, and in what pattern. */
export function placesAndPattern(errors: ReadErrors): string {
  const pattern = describePattern(errors);
  return `${firstPlaces(errors)}.${pattern === "" ? "" : ` ${pattern}`}`;
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
function describePattern(errors: ReadErrors): string {
  const spots = countSpots(errors);
  if (errors.count < 2 || spots === 0) return "";
  const files = errors.sources.length;
  const where = `${spots} places${files > 1 ? ` of ${files} files` : ""}`;
  if (spots >= MANY_SPOTS || errors.elsewhere > 0)
    return `They are spread over the disc (at least ${where}): rather the drive or its cable than one scratch.`;
  if (spots > 1) return `They are in ${where}, as scratches or dirt make them.`;
  return "All are in one place, as a scratch or dirt makes them.";
}
