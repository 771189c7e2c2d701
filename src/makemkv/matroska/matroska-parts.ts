import { childrenOf, findChild, readFloat, readUint } from "./ebml-elements.ts";

/** The parts of a Matroska file that are looked at, each from its body (RFC 9559). */
export const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackType: 0x83,
  cluster: 0x1f43b675,
} as const;

export interface TrackCounts {
  readonly video: number;
  readonly audio: number;
  readonly subtitles: number;
}

export interface Seek {
  readonly id: number;
  readonly position: number;
}

const TRACK_TYPE = { video: 1, audio: 2, subtitles: 17 } as const;
const NANOSECONDS = 1_000_000;

/** Positions count from the first byte inside the Segment. */
export function readSeeks(body: Uint8Array, start: number): readonly Seek[] {
  return [...childrenOf(body)].flatMap((seek) => {
    if (seek.id !== ID.seek) return [];
    const id = findChild(seek.body, ID.seekId);
    const position = findChild(seek.body, ID.seekPosition);
    if (!id || !position) return [];
    return [{ id: readUint(id), position: start + readUint(position) }];
  });
}

/** Milliseconds, from the body of Info. A duration of nought is one that was never filled in. */
export function durationOf(info: Uint8Array): number | null {
  const coded = findChild(info, ID.duration);
  const scale = findChild(info, ID.timestampScale);
  const ticks = coded && readFloat(coded);
  const ms =
    ((ticks ?? 0) * (scale ? readUint(scale) : NANOSECONDS)) / NANOSECONDS;
  return Number.isFinite(ms) && ms > 0 ? Math.round(ms) : null;
}

export function countTracks(tracks: Uint8Array): TrackCounts {
  const types = [...childrenOf(tracks)].map(({ id, body }) => {
    const type = id === ID.trackEntry ? findChild(body, ID.trackType) : null;
    return type && readUint(type);
  });
  const count = (type: number) => types.filter((each) => each === type).length;
  return {
    video: count(TRACK_TYPE.video),
    audio: count(TRACK_TYPE.audio),
    subtitles: count(TRACK_TYPE.subtitles),
  };
}
