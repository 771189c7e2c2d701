import type { Classification } from "../../state/scan-result.ts";
import type { TrackFacts } from "./track-facts.ts";

/** What a track most likely is. */
export type Judgement = Omit<Classification, "score">;

/** Shorter ones are logos, warnings and menus. */
const SHORTEST_TRAILER = 60;
/** Nearly all trailers in cinemas last from 1:20 to 2:35: the rule of the US cinemas is 2:30. */
const TYPICAL_TRAILER = { from: 80, to: 155 } as const;
const LONGEST_TRAILER = 180;
/** More clips of that length are no trailers: a game, a gallery, scenes to choose from. */
const MOST_TRAILERS = 8;
const SURE_FEATURETTE = 10 * 60;
const LIKELY_FEATURETTE = 5 * 60;

const TRAILER = /trailer|trailor|teaser/i;

export function hasTrailerLength({ seconds }: TrackFacts): boolean {
  return seconds >= SHORTEST_TRAILER && seconds <= LONGEST_TRAILER;
}

/**
 * What a track is that is no work of its own. Its length says most, so little is said for sure. `clips`: how many tracks of the disc are as long
 * as a trailer.
 */
export function classifyExtra(track: TrackFacts, clips: number): Judgement {
  const { seconds, audio, label } = track;
  if (TRAILER.test(label)) return { role: "trailer", confidence: "high" };
  // Galleries of pictures and loops of menus have none.
  if (audio === 0 || seconds < SHORTEST_TRAILER)
    return { role: "other", confidence: "medium" };
  if (hasTrailerLength(track)) {
    if (clips > MOST_TRAILERS) return { role: "other", confidence: "low" };
    const isTypical =
      seconds >= TYPICAL_TRAILER.from && seconds <= TYPICAL_TRAILER.to;
    return { role: "trailer", confidence: isTypical ? "medium" : "low" };
  }
  if (seconds >= SURE_FEATURETTE)
    return { role: "featurette", confidence: "high" };
  const isLikely = seconds >= LIKELY_FEATURETTE;
  return { role: "featurette", confidence: isLikely ? "medium" : "low" };
}
