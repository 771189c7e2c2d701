import type { ScanResult, Track } from "../../state/scan-result.ts";

/** Whether two tracks of two scans are the same one, whatever their numbers are. */
export function isSameTrack(a: Track, b: Track): boolean {
  return natureOf(a) === natureOf(b);
}

/** What is pressed on the disc: neither the numbers, nor what follows from the other tracks of the list. */
export function natureOf(track: Track): string {
  return JSON.stringify([
    pressingOf(track),
    track.name,
    track.chapters,
    track.resolution,
    track.videoCodec,
    track.audioStreams,
    track.subtitleStreams,
  ]);
}

/** The part of it for which makemkvcon has no words of its own, which may be others in its next version. */
export function pressingOf(track: Track): string {
  const isNumbered = track.addedAs?.startsWith("dvd title ") ?? false;
  return JSON.stringify([
    isNumbered ? null : identityOf(track),
    track.sourceFile,
    track.segmentMap,
    track.angle,
    track.duration,
    track.sizeBytes,
  ]);
}

/** The words that mean this track in every run; a Blu-ray's are made of its file where they were not said. */
export function identityOf(track: Track): string | null {
  const { addedAs, sourceFile, angle } = track;
  if (addedAs !== null || sourceFile === null) return addedAs;
  return angle === null ? sourceFile : `${sourceFile} angle ${angle}`;
}

/** Whether two scans are of one disc, of which a scratch may have hidden a part, even its longest track. */
export function isSameDisc(before: ScanResult, now: ScanResult): boolean {
  if (before.volumeName !== now.volumeName) return false;
  return (
    before.fingerprint === now.fingerprint ||
    isMostlyThere(before.tracks, now.tracks)
  );
}

/** Discs of a box set share a label, and perhaps a trailer. */
export function isMostlyThere(
  before: readonly Track[],
  now: readonly Track[],
): boolean {
  const natures = new Set(before.map(natureOf));
  const found = now.filter((track) => natures.has(natureOf(track)));
  return found.length * 2 > Math.min(before.length, now.length);
}
