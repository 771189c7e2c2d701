import type {
  Classification,
  ScanResult,
  Track,
  TrackRole,
  Warning,
} from "../state/scan-result.ts";

/** A scan's `result`: the design's keys first and in its order, ours after them. */
export function encodeScanResult(result: ScanResult): object {
  return {
    disc_name: result.discName,
    disc_type: result.discType,
    tracks: result.tracks.map((track) => encodeTrack(track, result.discName)),
    volume_name: result.volumeName,
    fingerprint: result.fingerprint,
    ...encodeWarnings(result.warnings),
  };
}

/** The key `warnings`, where there are any. */
export function encodeWarnings(warnings: readonly Warning[]): object {
  if (warnings.length === 0) return {};
  return {
    warnings: warnings.map(({ kind, count, text }) => ({ kind, count, text })),
  };
}

function encodeTrack(track: Track, discName: string): object {
  return {
    number: track.number,
    duration: track.duration,
    size_bytes: track.sizeBytes,
    chapters: track.chapters,
    resolution: track.resolution,
    audio_streams: track.audioStreams.map(({ language, codec, channels }) => ({
      language,
      codec,
      channels,
    })),
    subtitle_streams: track.subtitleStreams.map(({ language, format }) => ({
      language,
      format,
    })),
    // A Blu-ray calls all its tracks by its own name; the existing webapp would make one file name of it for all extras.
    name: track.name === discName ? null : track.name,
    source_file: track.sourceFile,
    segment_map: track.segmentMap,
    angle: track.angle,
    output_file: track.outputFile,
    video_codec: track.videoCodec,
    // What the existing webapp calls two of these.
    chapter_count: track.chapters,
    makemkv_name: track.outputFile,
    ...(track.classification && encodeClassification(track.classification)),
  };
}

/**
 * `classification` is one of the words that the existing webapp has in its list: it shows any other one as "Main
 * Feature", and gives every main feature of a disc the same file name. `role` says all that we know.
 */
function encodeClassification({ role, confidence, score }: Classification) {
  const [classification, word] = WORDS[role];
  return { classification, confidence, score, role: word };
}

const WORDS: Readonly<Record<TrackRole, readonly [string, string]>> = {
  mainFeature: ["main_feature", "main_feature"],
  alternateCut: ["other", "alternate_cut"],
  episode: ["other", "episode"],
  playAll: ["other", "play_all"],
  featurette: ["featurettes", "featurette"],
  trailer: ["trailers", "trailer"],
  other: ["other", "other"],
};
