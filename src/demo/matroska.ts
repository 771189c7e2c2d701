/**
 * Small true Matroska files. What is in them is what players need and no more:
 *
 *   EBML header, Segment of known size { Info, Tracks, Cluster at 0:00, Void …, Cluster near the end }
 *
 * The video is uncompressed (32 x 18 points, one grey), the sound is silence in PCM, so that no codec has to be imitated.
 * The Void in the middle brings the file to the wanted size; it is all zeros, so only the two ends are kept in memory.
 * Ids and the coding of sizes: RFC 8794 (EBML) and RFC 9559 (Matroska).
 */
import { element, elementHead, float, join, text, uint } from "./ebml.ts";

export interface MatroskaSpec {
  readonly title: string;
  readonly seconds: number;
  /** Of the whole file. */
  readonly bytes: number;
  readonly audio: readonly {
    readonly language: string;
    readonly channels: number;
  }[];
  readonly subtitles: readonly { readonly language: string }[];
}

export interface MatroskaFile {
  readonly bytes: number;
  /** Any part of the file; `end` is exclusive. */
  slice(start: number, end: number): Uint8Array;
}

const ID = {
  ebml: 0x1a45dfa3,
  ebmlVersion: 0x4286,
  ebmlReadVersion: 0x42f7,
  ebmlMaxIdLength: 0x42f2,
  ebmlMaxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  title: 0x7ba9,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  codecId: 0x86,
  language: 0x22b59c,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  displayWidth: 0x54b0,
  displayHeight: 0x54ba,
  colourSpace: 0x2eb524,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  bitDepth: 0x6264,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  void: 0xec,
} as const;

const WIDTH = 32;
const HEIGHT = 18;
const SAMPLE_RATE = 48_000;
const KEYFRAME = 0x80;
/** Heads of the two elements that are not built whole: id and eight bytes of size. */
const SEGMENT_HEAD = 12;
const VOID_HEAD = 9;

export function createMatroska(spec: MatroskaSpec): MatroskaFile {
  const first = join([info(spec), tracks(spec), cluster(spec, 0)]);
  const last = cluster(spec, Math.max(0, spec.seconds * 1000 - 40));
  const header = ebmlHeader();
  const padding =
    spec.bytes -
    (header.length + SEGMENT_HEAD + first.length + VOID_HEAD + last.length);
  if (padding < 0) {
    throw new Error(
      `a Matroska file with these tracks needs ${spec.bytes - padding} bytes, ${spec.bytes} were asked for`,
    );
  }
  const segmentSize = first.length + VOID_HEAD + padding + last.length;
  const head = join([
    header,
    elementHead(ID.segment, segmentSize),
    first,
    elementHead(ID.void, padding),
  ]);
  return {
    bytes: spec.bytes,
    slice: (start, end) => cut({ head, last, bytes: spec.bytes }, start, end),
  };
}

function cut(
  file: {
    readonly head: Uint8Array;
    readonly last: Uint8Array;
    readonly bytes: number;
  },
  start: number,
  end: number,
): Uint8Array {
  const stop = Math.min(end, file.bytes);
  const piece = new Uint8Array(Math.max(0, stop - start));
  if (start < file.head.length) piece.set(file.head.subarray(start, stop), 0);
  const lastStart = file.bytes - file.last.length;
  if (stop > lastStart) {
    const from = Math.max(start, lastStart);
    piece.set(
      file.last.subarray(from - lastStart, stop - lastStart),
      from - start,
    );
  }
  return piece;
}

function ebmlHeader(): Uint8Array {
  return element(ID.ebml, [
    uint(ID.ebmlVersion, 1),
    uint(ID.ebmlReadVersion, 1),
    uint(ID.ebmlMaxIdLength, 4),
    uint(ID.ebmlMaxSizeLength, 8),
    text(ID.docType, "matroska"),
    uint(ID.docTypeVersion, 4),
    uint(ID.docTypeReadVersion, 2),
  ]);
}

function info(spec: MatroskaSpec): Uint8Array {
  return element(ID.info, [
    uint(ID.timestampScale, 1_000_000),
    float(ID.duration, spec.seconds * 1000),
    text(ID.title, spec.title),
    text(ID.muxingApp, "amphigory demo"),
    text(ID.writingApp, "amphigory demo"),
  ]);
}

function tracks(spec: MatroskaSpec): Uint8Array {
  const video = element(ID.trackEntry, [
    ...trackStart({
      number: 1,
      type: 1,
      codec: "V_UNCOMPRESSED",
      language: "und",
    }),
    element(ID.video, [
      uint(ID.pixelWidth, WIDTH),
      uint(ID.pixelHeight, HEIGHT),
      uint(ID.displayWidth, 1920),
      uint(ID.displayHeight, 1080),
      text(ID.colourSpace, "I420"),
    ]),
  ]);
  const audio = spec.audio.map(({ language, channels }, index) =>
    element(ID.trackEntry, [
      ...trackStart({
        number: 2 + index,
        type: 2,
        codec: "A_PCM/INT/LIT",
        language,
      }),
      element(ID.audio, [
        float(ID.samplingFrequency, SAMPLE_RATE),
        uint(ID.channels, channels),
        uint(ID.bitDepth, 16),
      ]),
    ]),
  );
  const subtitles = spec.subtitles.map(({ language }, index) =>
    element(
      ID.trackEntry,
      trackStart({
        number: 2 + spec.audio.length + index,
        type: 17,
        codec: "S_TEXT/UTF8",
        language,
      }),
    ),
  );
  return element(ID.tracks, [video, ...audio, ...subtitles]);
}

function trackStart(track: {
  readonly number: number;
  readonly type: number;
  readonly codec: string;
  readonly language: string;
}): Uint8Array[] {
  return [
    uint(ID.trackNumber, track.number),
    uint(ID.trackUid, track.number),
    uint(ID.trackType, track.type),
    uint(ID.flagLacing, 0),
    text(ID.language, track.language),
    text(ID.codecId, track.codec),
  ];
}

/** One frame of every picture and sound track. `at` in milliseconds. */
function cluster(spec: MatroskaSpec, at: number): Uint8Array {
  const picture = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(0x80);
  const sounds = spec.audio.map(({ channels }, index) =>
    block(2 + index, new Uint8Array((SAMPLE_RATE / 1000) * 2 * channels)),
  );
  return element(ID.cluster, [
    uint(ID.timestamp, at),
    block(1, picture),
    ...sounds,
  ]);
}

function block(track: number, frame: Uint8Array): Uint8Array {
  const start = Uint8Array.of(0x80 | track, 0, 0, KEYFRAME);
  return element(ID.simpleBlock, [start, frame]);
}
