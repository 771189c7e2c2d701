import type {
  AudioStream,
  SubtitleStream,
  Track,
} from "../../state/scan-result.ts";
import type { RobotLine } from "../robot/robot-line.ts";

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

/** As printed; what was not printed is `undefined`. */
export interface Stream {
  kind: number;
  language?: string;
  codecId?: string;
  codec?: string;
  channels?: string;
  videoSize?: string;
}

export interface Title {
  readonly values: Map<number, string>;
  readonly streams: Map<number, Stream>;
}

type StreamLine = Extract<RobotLine, { readonly kind: "streamInfo" }>;

/** Takes in what one SINFO line says. */
export function describe(
  stream: Stream,
  { attribute, code, value }: StreamLine,
): void {
  switch (attribute) {
    case ATTRIBUTE.type:
      stream.kind = code;
      return;
    case ATTRIBUTE.language:
      stream.language = value;
      return;
    case ATTRIBUTE.codecId:
      stream.codecId = value;
      return;
    case ATTRIBUTE.codec:
      stream.codec = value;
      return;
    case ATTRIBUTE.channels:
      stream.channels = value;
      return;
    case ATTRIBUTE.videoSize:
      stream.videoSize = value;
  }
}

/** A title as the rest of the program knows it, as far as its rows tell; `streams` in the order of their numbers. */
export function toTrack(
  number: number,
  values: ReadonlyMap<number, string>,
  streams: readonly Stream[],
): Omit<Track, "addedAs" | "classification"> {
  const video = streams.find((stream) => stream.kind === VIDEO);
  return {
    number,
    duration: values.get(ATTRIBUTE.duration) ?? "0:00:00",
    sizeBytes: toNumber(values.get(ATTRIBUTE.bytes)) ?? 0,
    chapters: toNumber(values.get(ATTRIBUTE.chapters)) ?? 0,
    resolution: video?.videoSize ?? null,
    videoCodec: video?.codec ?? null,
    audioStreams: streams
      .filter((stream) => stream.kind === AUDIO)
      .map(toAudioStream),
    subtitleStreams: streams
      .filter((stream) => stream.kind === SUBTITLES)
      .map(toSubtitleStream),
    name: values.get(ATTRIBUTE.name) ?? null,
    sourceFile: values.get(ATTRIBUTE.sourceFile) ?? null,
    segmentMap: values.get(ATTRIBUTE.segmentMap) ?? null,
    angle: toNumber(values.get(ATTRIBUTE.angle)),
    outputFile: values.get(ATTRIBUTE.outputFile) ?? null,
  };
}

function toAudioStream({ language, codec, channels }: Stream): AudioStream {
  return {
    language: language ?? null,
    codec: codec ?? null,
    channels: toNumber(channels),
  };
}

/** The pictures of a DVD's subtitles have an id, but an empty name. */
function toSubtitleStream(stream: Stream): SubtitleStream {
  const isVobSub = !stream.codec && stream.codecId === "S_VOBSUB";
  return {
    language: stream.language ?? null,
    format: isVobSub ? "VobSub" : (stream.codec ?? null),
  };
}

export function isUhdVideo({ kind, videoSize }: Stream): boolean {
  return kind === VIDEO && videoSize === UHD_SIZE;
}

function toNumber(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}
