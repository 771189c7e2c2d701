import type { Classification } from "../../state/scan-result.ts";
import {
  classifyExtra,
  hasTrailerLength,
  type Judgement,
} from "./classify-extra.ts";
import { classifyWorks } from "./classify-works.ts";
import { findPlayAlls } from "./play-all.ts";
import { isAsLongAs, type TrackFacts } from "./track-facts.ts";
import { createScoring } from "./track-score.ts";
import { findWorks, SHORTEST_WORK_SECONDS } from "./works.ts";

/**
 * What each track of a disc most likely is: docs/classification.md says the rules, in this order, and why. Only facts
 * of the scan count, never texts that are translated, and not the order in which the tracks come.
 */
export interface ClassifiedDisc {
  readonly classifications: ReadonlyMap<number, Classification>;
  /** Tracks that are the main feature's pieces in another order: which one is right the scan can not tell. */
  readonly decoys: number;
}

/** A piece of a longer title plays less than this part of it; else it is a version. */
const LONGEST_PIECE = 0.6;
/** A making-of in the standard definition of its time, beside a film in high definition. */
const SAME_PICTURE = 0.6;

export function classifyTracks(tracks: readonly TrackFacts[]): ClassifiedDisc {
  const playAlls = findPlayAlls(tracks);
  const singles = tracks.filter(({ number }) => !playAlls.has(number));
  const wholes = singles.filter((track) => !isPiece(track, singles));
  const scoreOf = createScoring(wholes);
  const works = findWorks(
    candidates(wholes),
    (a, b) => scoreOf(b) - scoreOf(a) || a.number - b.number,
  );
  const hasPlayAll = playAlls.size > 0;
  const { judgements, decoys } = classifyWorks(works, { scoreOf, hasPlayAll });
  const isWhole = new Set(wholes);
  const clips = wholes.filter(hasTrailerLength).length;

  function judge(track: TrackFacts): Judgement {
    const playAll = playAlls.get(track.number);
    if (playAll) return { role: "playAll", confidence: playAll };
    if (!isWhole.has(track)) return { role: "other", confidence: "high" };
    return judgements.get(track.number) ?? classifyExtra(track, clips);
  }

  const classifications = new Map<number, Classification>();
  for (const track of tracks)
    classifications.set(track.number, {
      ...judge(track),
      score: scoreOf(track),
    });
  return { classifications, decoys };
}

/** Everything of it is in a longer title that is no mere sequence of others. */
function isPiece(track: TrackFacts, others: readonly TrackFacts[]): boolean {
  const { pieces, isStreamFile, isMarked } = track;
  if (pieces.size === 0 || isMarked) return false;
  return others.some(
    (other) =>
      other.pieces.size > pieces.size &&
      other.seconds > track.seconds &&
      (isStreamFile || !isAsLongAs(track, other, LONGEST_PIECE)) &&
      pieces.isSubsetOf(other.pieces),
  );
}

/** What may be a work. On a disc of nothing but short titles, its only one. */
function candidates(wholes: readonly TrackFacts[]): readonly TrackFacts[] {
  const long = wholes.filter(
    ({ seconds, isMarked }) => seconds >= SHORTEST_WORK_SECONDS || isMarked,
  );
  const enough = long.length > 0 || wholes.length > 1 ? long : wholes;
  const pixels = commonPixels(enough);
  return enough.filter(
    (track) => track.pixels >= SAME_PICTURE * pixels || track.isMarked,
  );
}

/** The size of the picture in which most of the time is. */
function commonPixels(tracks: readonly TrackFacts[]): number {
  const seconds = new Map<number, number>();
  for (const track of tracks) {
    const before = seconds.get(track.pixels) ?? 0;
    seconds.set(track.pixels, before + track.seconds);
  }
  const [most] = [...seconds].toSorted(
    ([pixels, time], [others, otherTime]) =>
      otherTime - time || others - pixels,
  );
  return most?.[0] ?? 0;
}
