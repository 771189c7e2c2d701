import type { Classification } from "../../state/scan-result.ts";
import type { Judgement } from "./classify-extra.ts";
import { isReordered } from "./segment-map.ts";
import { hasSameLength, isAsLongAs, type TrackFacts } from "./track-facts.ts";
import { FEATURE_SECONDS, isAngleOf, type Work } from "./works.ts";

/** Films and episodes: is there a main feature, and what are the other works? */
export type Judgements = ReadonlyMap<number, Judgement>;

export interface Disc {
  readonly scoreOf: (track: TrackFacts) => number;
  readonly hasPlayAll: boolean;
}

interface JudgedWorks {
  readonly judgements: Judgements;
  readonly decoys: number;
}

/** Works of equal rank have so much of the length and of the score of the first. A long documentary has less. */
const EQUAL_LENGTH = 0.6;
const EQUAL_SCORE = 0.8;
/** A feature film lasts 40 minutes at least: so say the American Film Institute and the British Film Institute. */
const SHORTEST_FEATURE = 40 * 60;
/** Episodes differ by less. */
const EPISODE_SPREAD = 0.8;
/** No film has so many cuts and languages in playlists of their own: they are decoys. */
const MANY_VERSIONS = 10;
const SURE_LEAD = 0.1;

/** `works`: best score first. */
export function classifyWorks(works: readonly Work[], disc: Disc): JudgedWorks {
  const marked = works.find((work) =>
    allOf(work).some(({ isMarked }) => isMarked),
  );
  const film = marked ? leadByMark(marked) : works[0];
  if (!film) return { judgements: new Map(), decoys: 0 };
  const equals = works.filter(
    (work) => work !== marked && work !== film && isEqualTo(film, work, disc),
  );
  const rivals = equals.filter(isOfFeatureLength);
  const isFilm =
    marked !== undefined ||
    equals.length === 0 ||
    (equals.length === 1 && rivals.length === 1 && isOfFeatureLength(film));
  if (isFilm) return classifyFilm(film, rivals, disc);
  return { judgements: classifyEpisodes([film, ...equals], disc), decoys: 0 };
}

function allOf({ lead, versions }: Work): readonly TrackFacts[] {
  return [lead, ...versions];
}

function isEqualTo(first: Work, { lead }: Work, { scoreOf }: Disc): boolean {
  return (
    isAsLongAs(lead, first.lead, EQUAL_LENGTH) &&
    scoreOf(lead) >= EQUAL_SCORE * scoreOf(first.lead)
  );
}

function leadByMark(work: Work): Work {
  const all = allOf(work);
  const lead = all.find(({ isMarked }) => isMarked) ?? work.lead;
  return { lead, versions: all.filter((track) => track !== lead) };
}

/** `rivals` have no piece in common with the film and could yet be a cut of it, or another film. */
function classifyFilm(
  film: Work,
  rivals: readonly Work[],
  disc: Disc,
): JudgedWorks {
  const { lead, versions } = film;
  const decoys = decoysAmong(film);
  const isDoubted = decoys.length > 0 || rivals.length > 0;
  const confidence = confidenceInFilm(film, isDoubted, disc);
  const judgements = new Map<number, Judgement>();
  judgements.set(lead.number, { role: "mainFeature", confidence });
  for (const version of versions) {
    const isDecoy = decoys.includes(version);
    judgements.set(version.number, isDecoy ? DECOY : versionOf(version, lead));
  }
  for (const { number } of rivals.flatMap(allOf)) judgements.set(number, RIVAL);
  // MakeMKV's word for the right one is as good as knowing it.
  return { judgements, decoys: lead.isMarked ? 0 : decoys.length };
}

const DECOY = { role: "other", confidence: "low" } as const;
const RIVAL = { role: "alternateCut", confidence: "low" } as const;

function decoysAmong({ lead, versions }: Work): readonly TrackFacts[] {
  const cuts = versions.filter((version) => !isAngleOf(version, lead));
  if (cuts.length >= MANY_VERSIONS) return cuts;
  return cuts.filter(({ segments }) => isReordered(segments, lead.segments));
}

function confidenceInFilm(
  { lead, versions }: Work,
  isDoubted: boolean,
  disc: Disc,
): Classification["confidence"] {
  if (lead.isMarked) return "high";
  if (isDoubted || lead.seconds < SHORTEST_FEATURE) return "low";
  const score = disc.scoreOf(lead);
  const isClose = versions.some(
    (version) =>
      !isAngleOf(version, lead) && disc.scoreOf(version) > score - SURE_LEAD,
  );
  return isClose ? "medium" : "high";
}

function classifyEpisodes(peers: readonly Work[], disc: Disc): Judgements {
  const lengths = peers.map(({ lead }) => lead.seconds);
  const isEven = Math.min(...lengths) >= EPISODE_SPREAD * Math.max(...lengths);
  const isSure = isEven && (peers.length > 2 || disc.hasPlayAll);
  const confidence = isSure ? "high" : "medium";
  const judgements = new Map<number, Judgement>();
  for (const { lead, versions } of peers) {
    judgements.set(lead.number, { role: "episode", confidence });
    for (const version of versions)
      judgements.set(version.number, versionOf(version, lead));
  }
  return judgements;
}

function versionOf(track: TrackFacts, lead: TrackFacts): Judgement {
  const isSure = isAngleOf(track, lead) || hasSameLength(track, lead);
  return { role: "alternateCut", confidence: isSure ? "high" : "medium" };
}

function isOfFeatureLength({ lead }: Work): boolean {
  return lead.seconds >= FEATURE_SECONDS;
}
