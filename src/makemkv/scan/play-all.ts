import { continuesWith } from "./segment-map.ts";
import type { TrackFacts } from "./track-facts.ts";
import { FEATURE_SECONDS } from "./works.ts";

/**
 * Titles that only play others of the list, one after the other: "play all" of a series, a reel of trailers. To rip
 * them and their parts would be to rip everything twice.
 */
type PlayAlls = ReadonlyMap<number, "high" | "medium">;

/** Parts are of one rank: a film is not a reel of its opening, itself and its credits. */
const SHORTEST_PART = 0.4;
/** Shorter titles of a DVD add up to anything. */
const DVD_PART_SECONDS = 10 * 60;
const DVD_LENGTH_SPREAD = 0.7;

export function findPlayAlls(tracks: readonly TrackFacts[]): PlayAlls {
  const found = new Map<number, "high" | "medium">();
  const parts = partsByFirstSegment(tracks);
  for (const track of tracks)
    if (isReelOf(track, assemble(track, parts)))
      found.set(track.number, "high");
  const sum = findDvdSum(tracks.filter((track) => track.segments.length === 0));
  if (sum !== null) found.set(sum, "medium");
  return found;
}

/** Longest first, so that two parts that are listed as one, too, count as that one. */
function partsByFirstSegment(
  tracks: readonly TrackFacts[],
): ReadonlyMap<number, readonly TrackFacts[]> {
  const withSegments = tracks.filter(
    ({ segments, isStreamFile }) => segments.length > 0 && !isStreamFile,
  );
  const longestFirst = withSegments.toSorted(
    (a, b) =>
      b.segments.length - a.segments.length ||
      b.seconds - a.seconds ||
      a.number - b.number,
  );
  return Map.groupBy(longestFirst, ({ segments }) => segments[0] ?? 0);
}

/** The tracks that, one after the other, are this one; `[]` if there are none. */
function assemble(
  whole: TrackFacts,
  parts: ReadonlyMap<number, readonly TrackFacts[]>,
): readonly TrackFacts[] {
  const { segments } = whole;
  const chosen: TrackFacts[] = [];
  for (let at = 0; at < segments.length;) {
    const part = parts
      .get(segments[at] ?? 0)
      ?.find(
        (each) =>
          each.segments.length < segments.length &&
          continuesWith(segments, at, each.segments),
      );
    if (!part) return [];
    chosen.push(part);
    at += part.segments.length;
  }
  return chosen;
}

function isReelOf(whole: TrackFacts, parts: readonly TrackFacts[]): boolean {
  const distinct = new Set(parts);
  if (distinct.size < 2 || whole.isMarked) return false;
  const lengths = parts.map(({ seconds }) => seconds);
  const shortest = Math.min(...lengths);
  if (shortest < SHORTEST_PART * Math.max(...lengths)) return false;
  // A long film may have a playlist for each of its halves.
  return (
    !(parts.length === 2 && shortest >= FEATURE_SECONDS) && whole.seconds > 0
  );
}

/** A DVD does not say of what a title is made; but the longest that lasts as long as all the others of one kind is all of them. */
function findDvdSum(tracks: readonly TrackFacts[]): number | null {
  const long = tracks
    .filter(({ seconds }) => seconds >= DVD_PART_SECONDS)
    .toSorted((a, b) => b.seconds - a.seconds || a.number - b.number);
  const [whole, ...rest] = long;
  const longest = rest[0];
  if (!whole || !longest) return null;
  const parts = rest.filter(
    ({ seconds }) => seconds >= DVD_LENGTH_SPREAD * longest.seconds,
  );
  const sum = parts.reduce((total, { seconds }) => total + seconds, 0);
  const isHalves = parts.length === 2 && longest.seconds >= FEATURE_SECONDS;
  const isAll = Math.abs(whole.seconds - sum) <= 0.01 * sum + 2 * parts.length;
  return parts.length >= 2 && !isHalves && isAll ? whole.number : null;
}
