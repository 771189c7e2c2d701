import type { Failure } from "../../state/error-code.ts";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import type { RipTask, TrackRequest } from "../../state/task.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { formatDuration } from "../../lib/format-duration.ts";

/** Sizes are estimates of makemkvcon and may be rounded on the way through the webapp; durations are cut to seconds. */
const SIZE_TOLERANCE = 0.01;
const DURATION_TOLERANCE_MS = 2000;

type Expected = Pick<TrackRequest, "expectedSizeBytes" | "expectedDurationMs">;

/** What of a task says which disc it means. */
export type Expectations = Pick<RipTask, "track" | "discFingerprint">;

/**
 * Whether the disc that was scanned is the one that a task means and has its track; `null` when it has, or when nothing
 * is known. A number alone would rip a wrong track off another disc.
 */
export function findMismatch(
  task: Expectations,
  scan: ScanResult | null,
): Failure | null {
  if (!scan) return null;
  const wanted = task.track;
  const track = trackIn(scan, wanted.number);
  if (!track || !hasSize(track, wanted) || !hasDuration(track, wanted))
    return wrongDisc(task, scan);
  if (isOtherFingerprint(task, scan) && !isExactly(track, wanted))
    return wrongDisc(task, scan);
  return null;
}

export type FoundTrack =
  | { readonly kind: "found"; readonly number: number }
  | { readonly kind: "mismatch"; readonly failure: Failure };

/**
 * Which track of this scan a task means. Episodes may differ by a second: a track that is exactly what is expected is
 * meant, whatever number it has; the tolerance is for webapps that round, where none is.
 */
export function findTrack(task: Expectations, scan: ScanResult): FoundTrack {
  const { track: wanted } = task;
  const numbered = trackIn(scan, wanted.number);
  const exact = scan.tracks.filter((track) => isExpected(track, wanted));
  const [only] = exact;
  if (!only || (numbered && exact.includes(numbered))) {
    const failure = findMismatch(task, scan);
    if (failure) return { kind: "mismatch", failure };
    return { kind: "found", number: wanted.number };
  }
  if (exact.length === 1) return { kind: "found", number: only.number };
  return { kind: "mismatch", failure: wrongDisc(task, scan) };
}

/** Exactly what is expected; a task that expects nothing is no word about any track. */
function isExpected(track: Track, wanted: TrackRequest): boolean {
  const { expectedSizeBytes, expectedDurationMs } = wanted;
  if (expectedSizeBytes === null && expectedDurationMs === null) return false;
  return (
    (expectedSizeBytes === null || expectedSizeBytes === track.sizeBytes) &&
    (expectedDurationMs === null ||
      expectedDurationMs === durationMs(track.duration))
  );
}

export function trackIn(scan: ScanResult, number: number): Track | null {
  return scan.tracks.find((track) => track.number === number) ?? null;
}

/** The form in which a scan of ours gives it. A webapp may have one of its own, which tells us nothing. */
export function isOurFingerprint(fingerprint: string | null): boolean {
  return fingerprint !== null && /^[0-9a-f]{64}$/.test(fingerprint);
}

/** Nothing in the task tells its disc from another one. */
export function expectsNothing({
  track,
  discFingerprint,
}: Expectations): boolean {
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
  const { track: wanted, discFingerprint } = task;
  const isOther = isOtherFingerprint(task, scan);
  const differences = [
    ...trackDifference(wanted, scan),
    ...(isOther
      ? [
          `it is another disc by its fingerprint, ${brief(scan.fingerprint)} and not ${brief(discFingerprint ?? "")}`,
        ]
      : []),
  ];
  const prints = isOther
    ? ` It is for the disc with the fingerprint ${discFingerprint}; this one has ${scan.fingerprint}.`
    : "";
  const fits = tracksLike(wanted, scan);
  const hint = fits === "" ? "" : ` What it expects fits ${fits} of this disc.`;
  return {
    code: "DISC_EJECTED",
    message: `The disc in the drive, ${JSON.stringify(scan.discName)}, is not the one this task is for: ${differences.join("; ")}. Insert the right disc and queue the task again, or scan this one.`,
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

/** What is there beside what was expected, as far as both are known and differ. */
function trackDifference(
  wanted: TrackRequest,
  scan: ScanResult,
): readonly string[] {
  const { number, expectedSizeBytes, expectedDurationMs } = wanted;
  const track = trackIn(scan, number);
  if (!track) {
    const expected = inWords(wanted, ["last", "have"]);
    const which = expected === "" ? "" : `, which should ${expected}`;
    return [
      `it has ${listNumbers(scan.tracks)}, and no track ${number}${which}`,
    ];
  }
  const isLong = !hasDuration(track, wanted);
  const isBig = !hasSize(track, wanted);
  if (!isLong && !isBig) return [];
  const expected = {
    expectedDurationMs: isLong ? expectedDurationMs : null,
    expectedSizeBytes: isBig ? expectedSizeBytes : null,
  };
  const found = {
    expectedDurationMs: isLong ? durationMs(track.duration) : null,
    expectedSizeBytes: isBig ? track.sizeBytes : null,
  };
  return [
    `track ${number} should ${inWords(expected, ["last", "have"])}, but ${inWords(found, ["lasts", "has"])}`,
  ];
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
    .filter((track) => track.number !== wanted.number)
    .filter((track) => hasSize(track, wanted) && hasDuration(track, wanted))
    .map(({ number }) => `track ${number}`)
    .join(" or ");
}

function isOtherFingerprint(
  { discFingerprint }: Expectations,
  scan: ScanResult,
): boolean {
  return (
    isOurFingerprint(discFingerprint) && discFingerprint !== scan.fingerprint
  );
}

/** To the byte: the same disc, of which a scan found less or more than another did. */
function isExactly(track: Track, wanted: TrackRequest): boolean {
  const { expectedSizeBytes, expectedDurationMs } = wanted;
  if (track.sizeBytes !== expectedSizeBytes) return false;
  return (
    expectedDurationMs === null ||
    expectedDurationMs === durationMs(track.duration)
  );
}

function hasSize(track: Track, { expectedSizeBytes }: TrackRequest): boolean {
  if (expectedSizeBytes === null) return true;
  const difference = Math.abs(track.sizeBytes - expectedSizeBytes);
  return difference <= expectedSizeBytes * SIZE_TOLERANCE;
}

function hasDuration(
  track: Track,
  { expectedDurationMs }: TrackRequest,
): boolean {
  const found = durationMs(track.duration);
  if (expectedDurationMs === null || found === null) return true;
  return Math.abs(found - expectedDurationMs) <= DURATION_TOLERANCE_MS;
}

/** `H:MM:SS`, as makemkvcon prints it. */
export function durationMs(text: string): number | null {
  const match = /^(\d+):(\d\d):(\d\d)$/.exec(text);
  if (!match) return null;
  const [, hours, minutes, seconds] = match.map(Number);
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** `last 0:45:00 and have 7.0 GB (7000000000 bytes)`; what is not known is left out. */
function inWords(
  { expectedDurationMs: ms, expectedSizeBytes: bytes }: Expected,
  [last, have]: readonly [string, string],
): string {
  return [
    ...(ms === null ? [] : [`${last} ${formatDuration(ms)}`]),
    ...(bytes === null ? [] : [`${have} ${describeSize(bytes)}`]),
  ].join(" and ");
}

function describeSize(bytes: number): string {
  return `${formatBytes(bytes)} (${bytes} bytes)`;
}
