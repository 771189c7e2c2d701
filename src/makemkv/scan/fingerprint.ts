import { durationMs } from "./title.ts";
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
  const [longest = null] = tracks.map(asPressed).sort(longestFirst);
  const text = JSON.stringify([(volumeName ?? "").trim(), longest]);
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

function asPressed(track: UnjudgedTrack) {
  const { duration, sizeBytes, sourceFile, segmentMap } = track;
  const ms = durationMs(duration) ?? 0;
  return [ms, sizeBytes, sourceFile ?? "", segmentMap ?? ""] as const;
}

type Pressed = ReturnType<typeof asPressed>;

/** Then largest; equals on both are told apart by what is left, so that the same one is always chosen. */
function longestFirst(a: Pressed, b: Pressed): number {
  const byText = (one: string, other: string) =>
    one === other ? 0 : one < other ? -1 : 1;
  return b[0] - a[0] || b[1] - a[1] || byText(a[2], b[2]) || byText(a[3], b[3]);
}
