import type { Failure } from "../state/error-code.ts";
import type { ScanResult, Track } from "../state/scan-result.ts";
import type { TrackRequest } from "../state/task.ts";
import { formatBytes } from "./format-bytes.ts";

/** Sizes are estimates of makemkvcon and may be rounded on the way through the webapp; durations are cut to seconds. */
const SIZE_TOLERANCE = 0.01;
const DURATION_TOLERANCE_MS = 2000;

/**
 * Whether the disc that was scanned has the track that a task means; `null` when it has, or when nothing is known.
 * A number alone would rip a wrong track off another disc.
 */
export function findMismatch(
  wanted: TrackRequest,
  scan: ScanResult | null,
): Failure | null {
  if (!scan) return null;
  const track = scan.tracks.find(({ number }) => number === wanted.number);
  if (track && hasSize(track, wanted) && hasDuration(track, wanted))
    return null;
  const there = track
    ? `is ${describe(track.sizeBytes, durationMs(track.duration))}`
    : `is not there: it has ${scan.tracks.length} tracks`;
  const expected = describe(
    wanted.expectedSizeBytes,
    wanted.expectedDurationMs,
  );
  return {
    code: "DISC_EJECTED",
    message: `The disc in the drive is not the one this task is for: track ${wanted.number} of ${JSON.stringify(scan.discName)} ${there}. Insert the right disc and queue the task again, or scan this one.`,
    detail: `The task expects track ${wanted.number} to be ${expected}.`,
  };
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

function durationMs(text: string): number | null {
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

function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}
