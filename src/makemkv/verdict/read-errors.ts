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
  readonly causes: readonly {
    readonly cause: string;
    readonly count: number;
  }[];
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
/** A text of a program gone mad is not kept whole. */
const LONGEST_TEXT = 300;

export function createReadErrorMap() {
  const places: ReadErrorPlace[] = [];
  const causes = new Map<string, number>();
  const sources = new Map<string, Omit<DamagedSource, "source">>();
  let count = 0;
  let elsewhere = 0;
  let last: ReadErrorPlace | null = null;

  function addToSource({ source, offset }: ReadErrorPlace): void {
    const known = sources.get(source) ?? { count: 0, spots: [] };
    if (known.count === 0 && sources.size >= MAX_SOURCES) elsewhere++;
    else
      sources.set(source, {
        count: known.count + 1,
        spots: addSpot(known.spots, offset),
      });
  }

  return {
    add(said: ReadErrorPlace): void {
      const place = shorten(said);
      count++;
      last = place;
      addToSource(place);
      const times = causes.get(place.cause);
      if (times !== undefined || causes.size < MAX_CAUSES)
        causes.set(place.cause, (times ?? 0) + 1);
      if (places.length >= MAX_PLACES) return;
      if (!places.some((each) => isSame(each, place))) places.push(place);
    },
    current: (): ReadErrors => ({
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
    cause: legible(cause, LONGEST_TEXT),
    source: legible(source, LONGEST_TEXT),
    offset,
  };
}

function isSame(a: ReadErrorPlace, b: ReadErrorPlace): boolean {
  return a.source === b.source && a.offset === b.offset && a.cause === b.cause;
}
