import type { Track } from "../../state/scan-result.ts";

/** Whether two tracks of two scans are the same one, whatever their numbers are. */
export function isSameTrack(a: Track, b: Track): boolean {
  return natureOf(a) === natureOf(b);
}

/** What is pressed on the disc: neither the numbers, nor what follows from the other tracks of the list. */
export function natureOf(track: Track): string {
  const isNumbered = track.addedAs?.startsWith("dvd title ") ?? false;
  return JSON.stringify([
    isNumbered ? null : identityOf(track),
    track.sourceFile,
    track.segmentMap,
    track.angle,
    track.name,
    track.duration,
    track.sizeBytes,
    track.chapters,
    track.resolution,
    track.videoCodec,
    track.audioStreams,
    track.subtitleStreams,
  ]);
}

/** The words that mean this track in every run; a Blu-ray's are made of its file where they were not said. */
export function identityOf(track: Track): string | null {
  const { addedAs, sourceFile, angle } = track;
  if (addedAs !== null || sourceFile === null) return addedAs;
  return angle === null ? sourceFile : `${sourceFile} angle ${angle}`;
}
