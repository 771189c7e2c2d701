import type {
  AudioStream,
  SubtitleStream,
  Track,
} from "../../state/scan-result.ts";

/** The attributes of CINFO, TINFO and SINFO lines that are read (apdefs.h has them all). */
export const ATTRIBUTE = {
  type: 1,
  name: 2,
  language: 3,
  codecId: 5,
  codec: 6,
  chapters: 8,
  duration: 9,
  bytes: 11,
  channels: 14,
  angle: 15,
  sourceFile: 16,
  videoSize: 19,
  segmentMap: 26,
  outputFile: 27,
  treeInfo: 30,
  volumeName: 32,
  comment: 49,
} as const;

/** Codes of the type of a stream; others are attachments and chapters. */
const VIDEO = 6201;
const AUDIO = 6202;
const SUBTITLES = 6203;

/** makemkvcon calls an Ultra HD disc a Blu-ray, too; this size tells them apart. */
const UHD_SIZE = "3840x2160";

/** What was printed of a title or a stream: the value of each attribute, and the code of its type. */
export interface Rows {
  readonly values: Map<number, string>;
  type: number;
}

/** A title as the rest of the program knows it, as far as its rows tell; `streams` in the order of their numbers. */
export function toTrack(
  number: number,
  { values }: Rows,
  streams: readonly Rows[],
): Omit<Track, "addedAs" | "classification"> {
  const ofType = (type: number) =>
    streams.filter((stream) => stream.type === type);
  const [video] = ofType(VIDEO);
  return {
    number,
    duration: values.get(ATTRIBUTE.duration) ?? "0:00:00",
    sizeBytes: toNumber(values.get(ATTRIBUTE.bytes)) ?? 0,
    chapters: toNumber(values.get(ATTRIBUTE.chapters)) ?? 0,
    resolution: video?.values.get(ATTRIBUTE.videoSize) ?? null,
    videoCodec: video?.values.get(ATTRIBUTE.codec) ?? null,
    audioStreams: ofType(AUDIO).map(toAudioStream),
    subtitleStreams: ofType(SUBTITLES).map(toSubtitleStream),
    name: values.get(ATTRIBUTE.name) ?? null,
    sourceFile: values.get(ATTRIBUTE.sourceFile) ?? null,
    segmentMap: values.get(ATTRIBUTE.segmentMap) ?? null,
    angle: toNumber(values.get(ATTRIBUTE.angle)),
    outputFile: values.get(ATTRIBUTE.outputFile) ?? null,
  };
}

function toAudioStream({ values }: Rows): AudioStream {
  return {
    language: values.get(ATTRIBUTE.language) ?? null,
    codec: values.get(ATTRIBUTE.codec) ?? null,
    channels: toNumber(values.get(ATTRIBUTE.channels)),
  };
}

/** The pictures of a DVD's subtitles have an id, but an empty name. */
function toSubtitleStream({ values }: Rows): SubtitleStream {
  const codec = values.get(ATTRIBUTE.codec);
  const isVobSub = !codec && values.get(ATTRIBUTE.codecId) === "S_VOBSUB";
  return {
    language: values.get(ATTRIBUTE.language) ?? null,
    format: isVobSub ? "VobSub" : (codec ?? null),
  };
}

export function isUhdVideo({ type, values }: Rows): boolean {
  return type === VIDEO && values.get(ATTRIBUTE.videoSize) === UHD_SIZE;
}

function toNumber(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

/** Milliseconds of `H:MM:SS`, as makemkvcon prints it; `null` for anything else. */
export function durationMs(text: string): number | null {
  const match = /^(\d+):(\d\d):(\d\d)$/.exec(text);
  if (!match) return null;
  const [, hours = 0, minutes = 0, seconds = 0] = match.map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
