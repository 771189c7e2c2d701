import type { TrackFacts } from "./track-facts.ts";

/**
 * How much a track looks like the main feature of its disc, compared with the best of the disc in each respect: 0 to 1.
 * Time counts most; then what a publisher spends on the film and on nothing else: chapters, languages, subtitles,
 * pixels.
 */
const WEIGHTS = [
  ["seconds", 0.5],
  ["chapters", 0.15],
  ["audio", 0.15],
  ["subtitles", 0.1],
  ["pixels", 0.1],
] as const;

/** `compared`: the tracks that set the measure. A title that plays all the others would be a measure for nothing. */
export function createScoring(
  compared: readonly TrackFacts[],
): (track: TrackFacts) => number {
  const respects = WEIGHTS.map(([respect, weight]) => {
    const most = compared.reduce(
      (max, track) => Math.max(max, track[respect]),
      0,
    );
    // What no track has tells none of them apart.
    const shareOf = (track: TrackFacts) =>
      most === 0 ? 1 : Math.min(1, track[respect] / most);
    return (track: TrackFacts) => weight * shareOf(track);
  });
  return (track) => {
    const sum = respects.reduce((total, partOf) => total + partOf(track), 0);
    return Math.round(sum * 1000) / 1000;
  };
}
