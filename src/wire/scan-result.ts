import type { ScanResult, Track, Warning } from "../state/scan-result.ts";

/** A scan's `result`: the design's keys first and in its order, ours after them. */
export function encodeScanResult(result: ScanResult): object {
  return {
    disc_name: result.discName,
    disc_type: result.discType,
    tracks: result.tracks.map(encodeTrack),
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

function encodeTrack(track: Track): object {
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
    name: track.name,
    source_file: track.sourceFile,
    segment_map: track.segmentMap,
    angle: track.angle,
    output_file: track.outputFile,
    video_codec: track.videoCodec,
  };
}
