import { formatBytes } from "../../lib/format-bytes.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { Failure } from "../../state/error-code.ts";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import type { RipTask, TrackRequest } from "../../state/task.ts";
import { durationMs } from "../scan/title.ts";

/** Sizes are estimates of makemkvcon and may be rounded on the way through the webapp; durations are cut to seconds. */
const SIZE_TOLERANCE = 0.01;
const DURATION_TOLERANCE_MS = 2000;

type Expected = Pick<TrackRequest, "expectedSizeBytes" | "expectedDurationMs">;

/** What of a task says which disc it means. */
export type Expectations = Pick<RipTask, "track" | "discFingerprint">;

export type FoundTrack =
  | { readonly kind: "found"; readonly number: number }
  | { readonly kind: "mismatch"; readonly failure: Failure };

/**
 * Which track of this scan a task means, if this is its disc. Episodes may differ by a second: a track that is exactly
 * what is expected is meant, whatever number it has; the tolerance is for webapps that round, where none is. A number
 * alone would rip a wrong track off another disc.
 */
export function findTrack(task: Expectations, scan: ScanResult): FoundTrack {
  const { track: wanted } = task;
  const numbered = trackIn(scan, wanted.number);
  const exact = scan.tracks.filter((track) => isExactly(track, wanted));
  const [only = numbered, ...others] = exact;
  const isNumbered = numbered !== null && exact.includes(numbered);
  const meant = isNumbered ? numbered : others.length === 0 ? only : null;
  // To the byte: the same disc, of which a scan found less or more than another did.
  const isSure = wanted.expectedSizeBytes !== null && exact.length > 0;
  if (!meant || !fits(meant, wanted) || (isOther(task, scan) && !isSure))
    return { kind: "mismatch", failure: wrongDisc(task, scan) };
  return { kind: "found", number: meant.number };
}

/** A track of this scan is to the byte and second what the task expects. */
export function hasExactly({ track }: Expectations, scan: ScanResult): boolean {
  return scan.tracks.some((each) => isExactly(each, track));
}

/** A task that expects nothing is no word about any track. */
function isExactly(track: Track, wanted: Expected): boolean {
  const { expectedSizeBytes: bytes, expectedDurationMs: ms } = wanted;
  if (bytes === null && ms === null) return false;
  const isThatLong = ms === null || ms === durationMs(track.duration);
  return isThatLong && (bytes === null || bytes === track.sizeBytes);
}

function fits(track: Track, wanted: Expected): boolean {
  return hasSize(track, wanted) && hasDuration(track, wanted);
}

export function trackIn(scan: ScanResult, number: number): Track | null {
  return scan.tracks.find((track) => track.number === number) ?? null;
}

/** The form in which a scan of ours gives it. A webapp may have one of its own, which tells us nothing. */
export function isOurFingerprint(fingerprint: string | null): boolean {
  return fingerprint !== null && /^[0-9a-f]{64}$/.test(fingerprint);
}

/** Nothing in the task tells its disc from another one. */
export function expectsNothing(task: Expectations): boolean {
  const { track, discFingerprint } = task;
  return (
    track.expectedSizeBytes === null &&
    track.expectedDurationMs === null &&
    !isOurFingerprint(discFingerprint)
  );
}

/** What a person may know a track by, after its name: `1:39:56, 11.4 GB (11397666816 bytes)`. A DVD's has the length in it. */
export function describeTrack({ sizeBytes, duration, addedAs }: Track): string {
  const isNamed = addedAs?.includes(` ${duration},`) ?? false;
  const size = describeSize(sizeBytes);
  return isNamed ? size : `${duration}, ${size}`;
}

function wrongDisc(task: Expectations, scan: ScanResult): Failure {
  const { track: wanted, discFingerprint: meant } = task;
  const { fingerprint: found, discName } = scan;
  const differences = [trackDifference(wanted, scan)];
  let prints = "";
  if (meant !== null && isOther(task, scan)) {
    differences.push(
      `it is another disc by its fingerprint, ${brief(found)} and not ${brief(meant)}`,
    );
    prints = ` It is for the disc with the fingerprint ${meant}; this one has ${found}.`;
  }
  const like = tracksLike(wanted, scan);
  const hint = like === "" ? "" : ` What it expects fits ${like} of this disc.`;
  return {
    code: "DISC_EJECTED",
    message: `The disc in the drive, ${JSON.stringify(discName)}, is not the one this task is for: ${differences.filter((each) => each !== "").join("; ")}. Insert the right disc and queue the task again, or scan this one.`,
    detail: `${sayExpected(wanted)}${hint}${prints}`,
  };
}

/** A fingerprint as people compare it. */
function brief(fingerprint: string): string {
  return `${fingerprint.slice(0, 8)}…`;
}

function sayExpected(wanted: TrackRequest): string {
  const { number, expectedSizeBytes: bytes, expectedDurationMs: ms } = wanted;
  const expected = [
    ...(ms === null ? [] : [formatDuration(ms)]),
    ...(bytes === null ? [] : [describeSize(bytes)]),
  ].join(", ");
  return expected === ""
    ? `The task expects no certain length or size of track ${number}.`
    : `The task expects track ${number} to be ${expected}.`;
}

/** What is there beside what was expected, as far as both are known and differ; else empty. */
function trackDifference(wanted: TrackRequest, scan: ScanResult): string {
  const { number, expectedSizeBytes: bytes, expectedDurationMs: ms } = wanted;
  const track = trackIn(scan, number);
  if (!track) {
    const expected = inWords(ms, bytes, ["last", "have"]);
    const which = expected === "" ? "" : `, which should ${expected}`;
    return `it has ${listNumbers(scan.tracks)}, and no track ${number}${which}`;
  }
  const { duration, sizeBytes } = track;
  const isLong = !hasDuration(track, wanted);
  const isBig = !hasSize(track, wanted);
  if (!isLong && !isBig) return "";
  const said = (long: number | null, big: number, verbs: Verbs) =>
    inWords(isLong ? long : null, isBig ? big : null, verbs);
  return `track ${number} should ${said(ms, bytes ?? 0, ["last", "have"])}, but ${said(durationMs(duration), sizeBytes, ["lasts", "has"])}`;
}

/** `5 tracks (0 to 4)`. */
function listNumbers(tracks: readonly Track[]): string {
  const numbers = tracks.map(({ number }) => number).sort((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return "no tracks at all";
  return first === last
    ? `1 track (number ${first})`
    : `${numbers.length} tracks (${first} to ${last})`;
}

/** Where it may be now: the numbers may have moved since the task was made. */
function tracksLike(wanted: TrackRequest, { tracks }: ScanResult): string {
  if (wanted.expectedSizeBytes === null) return "";
  return tracks
    .filter((track) => track.number !== wanted.number && fits(track, wanted))
    .map(({ number }) => `track ${number}`)
    .join(" or ");
}

/** By its fingerprint, where that says anything. */
export function isOther(
  { discFingerprint: ours }: Expectations,
  scan: ScanResult,
): boolean {
  return isOurFingerprint(ours) && ours !== scan.fingerprint;
}

function hasSize(track: Track, { expectedSizeBytes }: Expected): boolean {
  if (expectedSizeBytes === null) return true;
  const difference = Math.abs(track.sizeBytes - expectedSizeBytes);
  return difference <= expectedSizeBytes * SIZE_TOLERANCE;
}

function hasDuration(track: Track, { expectedDurationMs }: Expected): boolean {
  const found = durationMs(track.duration);
  if (expectedDurationMs === null || found === null) return true;
  return Math.abs(found - expectedDurationMs) <= DURATION_TOLERANCE_MS;
}

type Verbs = readonly [last: string, have: string];

/** `last 0:45:00 and have 7.0 GB (7000000000 bytes)`; what is not known is left out. */
function inWords(
  ms: number | null,
  bytes: number | null,
  [last, have]: Verbs,
): string {
  return [
    ...(ms === null ? [] : [`${last} ${formatDuration(ms)}`]),
    ...(bytes === null ? [] : [`${have} ${describeSize(bytes)}`]),
  ].join(" and ");
}

function describeSize(bytes: number): string {
  return `${formatBytes(bytes)} (${bytes} bytes)`;
}
