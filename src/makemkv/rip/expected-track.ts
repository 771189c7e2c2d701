import type { Failure } from "../../state/error-code.ts";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import type { RipTask, TrackRequest } from "../../state/task.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { formatDuration } from "../../lib/format-duration.ts";

/** Sizes are estimates of makemkvcon and may be rounded on the way through the webapp; durations are cut to seconds. */
const SIZE_TOLERANCE = 0.01;
const DURATION_TOLERANCE_MS = 2000;

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

/** The track as a person may know it: `1:39:56, 11.4 GB (11397666816 bytes)`. */
export function describeTrack({ sizeBytes, duration }: Track): string {
  return describe(sizeBytes, durationMs(duration));
}

function wrongDisc(task: Expectations, scan: ScanResult): Failure {
  const { track: wanted, discFingerprint } = task;
  const { number, expectedSizeBytes, expectedDurationMs } = wanted;
  const track = trackIn(scan, number);
  const there = track
    ? `is ${describeTrack(track)}`
    : `is not there: it has ${scan.tracks.length} tracks`;
  const expected = describe(expectedSizeBytes, expectedDurationMs);
  const prints = isOtherFingerprint(task, scan)
    ? ` It is for the disc with the fingerprint ${discFingerprint}; this one has ${scan.fingerprint}.`
    : "";
  const fits = tracksLike(wanted, scan);
  const hint = fits === "" ? "" : ` What it expects fits ${fits} of this disc.`;
  return {
    code: "DISC_EJECTED",
    message: `The disc in the drive is not the one this task is for: track ${number} of ${JSON.stringify(scan.discName)} ${there}. Insert the right disc and queue the task again, or scan this one.`,
    detail: `The task expects track ${number} to be ${expected}.${hint}${prints}`,
  };
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

function describe(bytes: number | null, ms: number | null): string {
  const parts = [
    ms === null ? null : formatDuration(ms),
    bytes === null ? null : `${formatBytes(bytes)} (${bytes} bytes)`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "of any size" : parts.join(", ");
}
