import { sharedPart } from "./segment-map.ts";
import { hasSameLength, isAsLongAs, type TrackFacts } from "./track-facts.ts";

/**
 * The works on a disc: films and episodes, each with the versions in which it is there. Extras are no works, nor are
 * titles that play others, nor pieces of longer ones.
 */
export interface Work {
  /** The version that looks most like it. */
  readonly lead: TrackFacts;
  /** The others: angles, cuts, languages. */
  readonly versions: readonly TrackFacts[];
}

/** Above this a title is of the length of a film, and two that differ little are rather two cuts than two films. */
export const FEATURE_SECONDS = 60 * 60;
/** Below, no work is looked for: it is an extra. */
export const SHORTEST_WORK_SECONDS = 15 * 60;
/** Versions of one work differ less. */
const VERSION_LENGTH = 0.6;
/** Branching titles share most of their pieces; one with angles all but those of the angles. */
const SHARED_OF_FEATURE = 1 / 3;
/** Episodes may share an opening and an end. */
const SHARED_OF_EPISODE = 1 / 2;
const LEAST_PIECES_OF_EPISODE = 4;

/** Best score first; of several versions the best is the lead. */
export function findWorks(
  tracks: readonly TrackFacts[],
  isBefore: (a: TrackFacts, b: TrackFacts) => number,
): readonly Work[] {
  const works: { lead: TrackFacts; versions: TrackFacts[] }[] = [];
  for (const track of tracks.toSorted(isBefore)) {
    const work = works.find(({ lead }) => isVersionOf(track, lead));
    if (work) work.versions.push(track);
    else works.push({ lead: track, versions: [] });
  }
  return works;
}

export function isAngleOf(a: TrackFacts, b: TrackFacts): boolean {
  if (a.angle === null || b.angle === null || a.angle === b.angle) return false;
  if (a.sourceFile !== b.sourceFile) return false;
  return (
    a.sourceFile !== null || (a.chapters === b.chapters && hasSameLength(a, b))
  );
}

function isVersionOf(a: TrackFacts, b: TrackFacts): boolean {
  if (isAngleOf(a, b)) return true;
  if (!isAsLongAs(a, b, VERSION_LENGTH) || !isAsLongAs(b, a, VERSION_LENGTH))
    return false;
  if (a.bytes > 0 && a.bytes === b.bytes && a.seconds === b.seconds)
    return true;
  const shared = sharedPart(a.pieces, b.pieces);
  if (Math.min(a.seconds, b.seconds) >= FEATURE_SECONDS)
    return shared >= SHARED_OF_FEATURE;
  const pieces = Math.min(a.pieces.size, b.pieces.size);
  return (
    (shared === 1 && a.pieces.size === b.pieces.size) ||
    (pieces >= LEAST_PIECES_OF_EPISODE && shared >= SHARED_OF_EPISODE)
  );
}
