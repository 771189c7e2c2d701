import { legible } from "./legible.ts";

/**
 * Where a disc could not be read: counted, placed and put together to spots. It stays small however long the storm is,
 * since a bad disc gives a hundred thousand errors: only the spots grow, and only in number up to a limit, after which
 * the two nearest of a file become one.
 */
export interface ReadErrors {
  readonly count: number;
  /** The first different ones. */
  readonly places: readonly ReadErrorPlace[];
  readonly last: ReadErrorPlace | null;
  /** By how often they came. */
  readonly causes: readonly CountedCause[];
  readonly sources: readonly DamagedSource[];
  /** How many were in sources beyond those that are kept. */
  readonly elsewhere: number;
}

export interface ReadErrorPlace {
  readonly cause: string;
  /** A file of the disc, a device, or the name of the drive. */
  readonly source: string;
  /** In bytes, from the beginning of the source. */
  readonly offset: number | null;
}

export interface CountedCause {
  readonly cause: string;
  readonly count: number;
}

export interface DamagedSource {
  readonly source: string;
  readonly count: number;
  /** In the order of their offsets; none when nobody said where. */
  readonly spots: readonly Spot[];
}

/** Errors that lie near each other, from the first to the last byte named; not wider than a scratch. */
export interface Spot {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** One scratch or stain, some of them, or too many to come from the surface alone. */
export type DamagePattern = "one_spot" | "some_spots" | "all_over";

export interface ReadErrorMap {
  add(place: ReadErrorPlace): void;
  current(): ReadErrors;
}

const MAX_PLACES = 20;
const MAX_CAUSES = 16;
const MAX_SOURCES = 16;
const MAX_SPOTS = 16;
/** Errors nearer than this belong together: a scratch spoils sectors of neighbouring turns of the track. */
const NEAR_BYTES = 16 * 1024 * 1024;
/**
 * A place has an end, too, or a chain of neighbours would make one of the whole disc. So much is 4 mm of the radius of a
 * DVD and 0.7 mm of that of a Blu-ray (4.7 and 25 GB on 34 mm): a scratch or a stain, and no more.
 */
const WIDEST_BYTES = 512 * 1024 * 1024;
/** From this many on, in all files together, the surface alone is an unlikely reason. */
const MANY_SPOTS = 8;
/** A text of a program gone mad is not kept whole. */
const LONGEST_TEXT = 300;

interface GrowingSource {
  count: number;
  spots: readonly Spot[];
}

export const NO_READ_ERRORS: ReadErrors = {
  count: 0,
  places: [],
  last: null,
  causes: [],
  sources: [],
  elsewhere: 0,
};

export function createReadErrorMap(): ReadErrorMap {
  const places: ReadErrorPlace[] = [];
  const causes = new Map<string, number>();
  const sources = new Map<string, GrowingSource>();
  let count = 0;
  let elsewhere = 0;
  let last: ReadErrorPlace | null = null;

  function addToSource({ source, offset }: ReadErrorPlace): void {
    const known = sources.get(source);
    if (!known && sources.size >= MAX_SOURCES) {
      elsewhere++;
      return;
    }
    const { count: before, spots } = known ?? { count: 0, spots: [] };
    sources.set(source, { count: before + 1, spots: addSpot(spots, offset) });
  }

  return {
    add(said) {
      const place = shorten(said);
      count++;
      last = place;
      addToSource(place);
      const times = causes.get(place.cause);
      if (times !== undefined || causes.size < MAX_CAUSES)
        causes.set(place.cause, (times ?? 0) + 1);
      if (places.length < MAX_PLACES && !places.some(isSameAs(place)))
        places.push(place);
    },
    current: () => ({
      count,
      places: [...places],
      last,
      causes: [...causes]
        .map(([cause, times]) => ({ cause, count: times }))
        .sort((a, b) => b.count - a.count),
      sources: [...sources].map(([source, grown]) => ({ source, ...grown })),
      elsewhere,
    }),
  };
}

/** What the places have in common; `null` where nobody said where. */
export function patternOf(errors: ReadErrors): DamagePattern | null {
  const spots = countSpots(errors);
  if (spots === 0) return null;
  if (spots >= MANY_SPOTS || errors.elsewhere > 0) return "all_over";
  return spots === 1 ? "one_spot" : "some_spots";
}

/** In all sources together; of very many only a part is told apart. */
export function countSpots({ sources }: ReadErrors): number {
  return sources.reduce((sum, { spots }) => sum + spots.length, 0);
}

/** The spots with this offset among them, in order, never more than the limit. */
export function addSpot(
  spots: readonly Spot[],
  offset: number | null,
): readonly Spot[] {
  if (offset === null) return spots;
  const away = ({ from, to }: Spot) => Math.max(from - offset, offset - to, 0);
  const near = spots
    .filter((spot) => away(spot) <= NEAR_BYTES)
    .sort((a, b) => away(a) - away(b));
  let grown: Spot = { from: offset, to: offset, count: 1 };
  const joined = new Set<Spot>();
  for (const spot of near) {
    const both = join(grown, spot);
    if (away(spot) > 0 && both.to - both.from > WIDEST_BYTES) continue;
    grown = both;
    joined.add(spot);
  }
  const after = [...spots.filter((spot) => !joined.has(spot)), grown].sort(
    (a, b) => a.from - b.from,
  );
  return after.length > MAX_SPOTS ? joinNearest(after) : after;
}

function join(a: Spot, b: Spot): Spot {
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    count: a.count + b.count,
  };
}

function joinNearest(spots: readonly Spot[]): readonly Spot[] {
  const gaps = spots
    .slice(1)
    .map(({ from }, index) => from - (spots[index]?.to ?? 0));
  const at = gaps.indexOf(Math.min(...gaps));
  const [left, right] = spots.slice(at, at + 2);
  if (!left || !right) return spots;
  return [...spots.slice(0, at), join(left, right), ...spots.slice(at + 2)];
}

function shorten({ cause, source, offset }: ReadErrorPlace): ReadErrorPlace {
  return {
    cause: legible(cause.slice(0, LONGEST_TEXT)),
    source: legible(source.slice(0, LONGEST_TEXT)),
    offset,
  };
}

function isSameAs(place: ReadErrorPlace): (other: ReadErrorPlace) => boolean {
  return (other) =>
    other.source === place.source &&
    other.offset === place.offset &&
    other.cause === place.cause;
}
