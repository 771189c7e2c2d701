import { durationMs } from "../rip/expected-track.ts";
import type { UnjudgedTrack } from "./track-facts.ts";

/**
 * By which a disc is known again: 64 hex digits over the volume label and the disc's longest track, both as they are
 * pressed on it. Not over all tracks: which of the others are listed depends on a scratch, on `minlength`, on what the
 * version of makemkvcon makes of them, and a webapp that keeps the fingerprint would not know its disc any more.
 * docs/classification.md says more.
 */
export function fingerprintOf(
  volumeName: string | null,
  tracks: readonly UnjudgedTrack[],
): string {
  const longest = tracks.reduce<Pressed | null>((first, track) => {
    const pressed = asPressed(track);
    return first === null || isBefore(pressed, first) ? pressed : first;
  }, null);
  const text = JSON.stringify([(volumeName ?? "").trim(), longest]);
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

type Pressed = readonly [
  ms: number,
  bytes: number,
  sourceFile: string,
  segmentMap: string,
];

function asPressed(track: UnjudgedTrack): Pressed {
  const { duration, sizeBytes, sourceFile, segmentMap } = track;
  const ms = durationMs(duration) ?? 0;
  return [ms, sizeBytes, sourceFile ?? "", segmentMap ?? ""];
}

/** Longest first, then largest; equals on both are told apart by what is left, so that the same one is always chosen. */
function isBefore(a: Pressed, b: Pressed): boolean {
  for (const at of [0, 1] as const) if (a[at] !== b[at]) return a[at] > b[at];
  return a[2] === b[2] ? a[3] < b[3] : a[2] < b[2];
}
