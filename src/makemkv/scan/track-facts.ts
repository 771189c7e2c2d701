import type { Track } from "../../state/scan-result.ts";
import { durationMs } from "./title.ts";
import { parseSegmentMap } from "./segment-map.ts";

/** A track that has not been judged yet. */
export type UnjudgedTrack = Omit<Track, "classification">;

/** What the classification looks at: one track, its values ready to be compared. */
export interface TrackFacts {
  readonly number: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly chapters: number;
  readonly audio: number;
  readonly subtitles: number;
  /** Width times height. */
  readonly pixels: number;
  readonly angle: number | null;
  readonly sourceFile: string | null;
  /** `[]` where they say nothing about other tracks, as on a DVD. */
  readonly segments: readonly number[];
  readonly pieces: ReadonlySet<number>;
  /** A bare stream file of the disc, without a playlist of its own. */
  readonly isStreamFile: boolean;
  /** What the disc itself calls the track, where it does (attribute 49): `SEG Trailer 1`. */
  readonly label: string;
  /** MakeMKV ran the disc's own program, and this is what it plays as the film. */
  readonly isMarked: boolean;
}

const STREAM_FILE = /\.m2ts\b/i;
const PLAYLIST = /\.mpls\b/i;
const MAIN_MARK = /FPL_MainFeature/i;

export function factsOf(track: UnjudgedTrack, label: string): TrackFacts {
  const { sourceFile } = track;
  const file = sourceFile ?? "";
  const isStreamFile = STREAM_FILE.test(file);
  const hasStreamNumbers = isStreamFile || PLAYLIST.test(file);
  const segments = hasStreamNumbers
    ? parseSegmentMap(track.segmentMap ?? "")
    : [];
  return {
    number: track.number,
    seconds: (durationMs(track.duration) ?? 0) / 1000,
    bytes: track.sizeBytes,
    chapters: track.chapters,
    audio: track.audioStreams.length,
    subtitles: track.subtitleStreams.length,
    pixels: pixelsOf(track.resolution),
    angle: track.angle,
    sourceFile,
    segments,
    pieces: new Set(segments),
    isStreamFile,
    label,
    isMarked: MAIN_MARK.test(label),
  };
}

function pixelsOf(resolution: string | null): number {
  const [, width, height] =
    /^(\d{1,5})x(\d{1,5})$/.exec(resolution ?? "") ?? [];
  return Number(width ?? 0) * Number(height ?? 0);
}

/** Played to more than `share` of the other's time. */
export function isAsLongAs(
  a: TrackFacts,
  b: TrackFacts,
  share: number,
): boolean {
  return a.seconds >= b.seconds * share;
}

/** The same length but for a second or a percent: credits in another language. */
export function hasSameLength(a: TrackFacts, b: TrackFacts): boolean {
  const difference = Math.abs(a.seconds - b.seconds);
  return difference <= Math.max(1, 0.01 * Math.max(a.seconds, b.seconds));
}
