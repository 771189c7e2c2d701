import type { SeenScan } from "../../state/effect.ts";
import type { Failure } from "../../state/error-code.ts";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import { identityOf, isSameDisc, isSameTrack } from "../scan/same-track.ts";
import {
  describeTrack,
  type Expectations,
  expectsNothing,
  findTrack,
  type FoundTrack,
  hasExactly,
  isOther,
  trackIn,
} from "./expected-track.ts";

/**
 * The numbers of a disc are not those that were scanned: where is the track that a task means? Only a track that is the
 * same in every respect will do, and only if there is one of it: to guess once delivered another cut of a film as a
 * success (BluForge, TestEngineFailsAJobWhoseTitleDoesNotMatch).
 */
export interface Move {
  readonly task: Expectations;
  /** What was known of the disc before. */
  readonly known: SeenScan | null;
  /** What is in the drive now. */
  readonly fresh: ScanResult;
}

export function relocateTrack(move: Move): FoundTrack {
  const { task, known, fresh } = move;
  if (known && isSameDisc(known.result, fresh))
    return findAgain(task, known.result, fresh);
  // Nobody watched the drive, and the scan was that of an earlier disc: it says nothing about the task.
  const isMeant = !known?.isCurrent && mayMean(move);
  if (isMeant) return findTrack(task, fresh);
  return { kind: "mismatch", failure: otherDisc(move) };
}

/** Episodes of a box set may be nearly the same: what is exactly expected wins, and above all the disc's fingerprint. */
function mayMean({ task, known, fresh }: Move): boolean {
  if (expectsNothing(task) || isOther(task, fresh)) return false;
  return hasExactly(task, fresh) || !known || !hasExactly(task, known.result);
}

/** Of a disc that is not the one that was scanned. A task that expects nothing could mean either: nobody guesses. */
export function otherDisc({ task, known, fresh }: Move): Failure {
  const { number } = task.track;
  const before = known ? trackIn(known.result, number) : null;
  const was = before ? `track ${number} is ${name(before)}` : "another one";
  return {
    code: "DISC_EJECTED",
    message: `${sayOther(fresh.discName, known?.result.discName ?? "")}. Insert that one, or make sure that the task means this one, and queue the task again.`,
    detail: `Scanned: ${was}. In the drive: ${list(fresh)}.`,
  };
}

function sayOther(now: string, before: string): string {
  return now === before
    ? `The disc in the drive is not the one that was scanned, though both are called ${JSON.stringify(now)}`
    : `The disc in the drive, ${JSON.stringify(now)}, is not the one that was scanned, ${JSON.stringify(before)}`;
}

function findAgain(
  { track }: Expectations,
  before: ScanResult,
  fresh: ScanResult,
): FoundTrack {
  const wanted = trackIn(before, track.number);
  const places = wanted ? placesOf(wanted, fresh) : [];
  const [place] = places;
  if (place && places.length === 1)
    return { kind: "found", number: place.number };
  const now = trackIn(fresh, track.number);
  const where =
    places.length === 0
      ? "is not on the list any more"
      : `may be any of the tracks ${places.map(({ number }) => number).join(", ")}`;
  return {
    kind: "mismatch",
    failure: {
      code: "MAKEMKV_FAILED",
      message: `The numbers of the tracks on ${JSON.stringify(fresh.discName)} have moved since it was scanned: ${track.number} was ${wanted ? name(wanted) : "nothing"} and is now ${now ? name(now) : "nothing"}. What was scanned ${where}. Nothing was saved: clean the disc, scan it again and choose the track anew.`,
      detail: `In the drive: ${list(fresh)}.`,
    },
  };
}

/** Twins on a DVD are told apart by the disc's own number, which else may move as well. */
function placesOf(wanted: Track, { tracks }: ScanResult): readonly Track[] {
  const alike = tracks.filter((track) => isSameTrack(wanted, track));
  if (alike.length < 2) return alike;
  return alike.filter((track) => track.addedAs === wanted.addedAs);
}

function name(track: Track): string {
  const identity = identityOf(track);
  return `${identity === null ? "" : `${identity}, `}${describeTrack(track)}`;
}

const MOST_LISTED = 30;

function list({ tracks }: ScanResult): string {
  const lines = tracks
    .slice(0, MOST_LISTED)
    .map((track) => `${track.number}: ${name(track)}`);
  const more = tracks.length > MOST_LISTED ? ["…"] : [];
  return [...lines, ...more].join("; ");
}
