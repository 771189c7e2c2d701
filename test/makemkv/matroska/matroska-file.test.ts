import { expect, test } from "bun:test";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  element,
  elementHead,
  float,
  text,
  uint,
} from "../../../src/demo/ebml.ts";
import { createMatroska } from "../../../src/demo/matroska.ts";
import {
  type FileContent,
  readMatroska,
} from "../../../src/makemkv/matroska/matroska-file.ts";
import { tempDir } from "../../support/temp-dir.ts";

const HEADER = element(0x1a45dfa3, [text(0x4282, "matroska")]);
const SEGMENT = 0x18538067;
const SEGMENT_HEAD = 12;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const SEEK_HEAD = 0x114d9b74;
const CLUSTER = element(0x1f43b675, [uint(0xe7, 0)]);
/** Five seconds and a half in ticks of a tenth. */
const info = element(INFO, [uint(0x2ad7b1, 100_000_000), float(0x4489, 55)]);
const tracks = element(
  TRACKS,
  [1, 2, 2, 17, 3].map((type) => element(0xae, [uint(0x83, type)])),
);
const FIVE_TRACKS = { video: 1, audio: 2, subtitles: 1 };

/** A list that always has the same length: positions of four bytes. */
const seekHead = (...seeks: readonly (readonly [number, number])[]) =>
  element(
    SEEK_HEAD,
    seeks.map(([id, position]) =>
      element(0x4dbb, [uint(0x53ab, id), element(0x53ac, [bytesOf(position)])]),
    ),
  );

function bytesOf(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const segment = (...parts: readonly Uint8Array[]) => element(SEGMENT, parts);

async function read(...parts: readonly Uint8Array[]): Promise<FileContent> {
  await using dir = await tempDir();
  const path = join(dir.path, "a.mkv");
  await Bun.write(path, Buffer.concat(parts));
  return await readMatroska(path);
}

const sample = createMatroska({
  title: "The Lighthouse Cats",
  seconds: 5520,
  bytes: 50_000,
  audio: [{ language: "eng", channels: 2 }],
  subtitles: [],
});
const SAMPLE = sample.slice(0, sample.bytes);
const NOTHING_KNOWN = {
  kind: "matroska",
  docType: "matroska",
  durationMs: null,
  segmentEnd: null,
  lastReferred: null,
  tracks: null,
} as const;

test("the demo's files say what they are", async () => {
  expect(await read(SAMPLE)).toEqual({
    ...NOTHING_KNOWN,
    durationMs: 5_520_000,
    segmentEnd: 50_000,
    tracks: { video: 1, audio: 1, subtitles: 0 },
  });
});

test("what is missing in front is looked up where the list says that it is", async () => {
  const listed = seekHead([INFO, 0], [TRACKS, 0]).length;
  const at = listed + CLUSTER.length;
  const list = seekHead([INFO, at], [TRACKS, at + info.length]);
  const body = segment(list, CLUSTER, info, tracks);
  expect(await read(HEADER, body)).toEqual({
    ...NOTHING_KNOWN,
    durationMs: 5500,
    segmentEnd: HEADER.length + body.length,
    lastReferred: HEADER.length + SEGMENT_HEAD + at + info.length,
    tracks: FIVE_TRACKS,
  });
});

test("a list may name a second list, and lists that name themselves are no loop", async () => {
  const listed = seekHead([SEEK_HEAD, 0]).length;
  const second = listed + CLUSTER.length;
  const body = segment(
    seekHead([SEEK_HEAD, second]),
    CLUSTER,
    seekHead([TRACKS, second + listed]),
    tracks,
  );
  expect(await read(HEADER, body)).toMatchObject({ tracks: FIVE_TRACKS });
  expect(await read(HEADER, segment(seekHead([SEEK_HEAD, 0])))).toMatchObject({
    lastReferred: HEADER.length + SEGMENT_HEAD,
    tracks: null,
  });
});

test("a Segment of unknown size is read all the same", async () => {
  const open = Uint8Array.of(0x18, 0x53, 0x80, 0x67, 0xff);
  expect(await read(HEADER, open, info, tracks, CLUSTER)).toEqual({
    ...NOTHING_KNOWN,
    durationMs: 5500,
    tracks: FIVE_TRACKS,
  });
});

test("a large element in front is stepped over", async () => {
  const large = element(0xec, [new Uint8Array(3_000_000)]);
  expect(
    await read(HEADER, segment(large, info, large, tracks, CLUSTER)),
  ).toMatchObject({ durationMs: 5500, tracks: FIVE_TRACKS });
});

test.each([
  ["nothing", []],
  ["zeros", [new Uint8Array(100_000)]],
  ["a text", [new TextEncoder().encode("This is no film.")]],
  ["the header alone", [HEADER]],
  [
    "another document of EBML",
    [element(0x1a45dfa3, [text(0x4282, "bml")]), segment()],
  ],
  ["a header that never ends", [elementHead(0x1a45dfa3, 2 ** 40), segment()]],
  ["a header without a Segment", [HEADER, info]],
])("%s is not Matroska", async (_, parts) => {
  expect(await read(...parts)).toEqual({ kind: "notMatroska" });
});

test.each([
  ["no parts", []],
  ["sizes beyond all files", [elementHead(INFO, 2 ** 53), tracks]],
  ["an empty Info", [element(INFO, [])]],
  ["a duration of nought", [element(INFO, [float(0x4489, 0)])]],
  ["a duration that is no number", [element(INFO, [float(0x4489, NaN)])]],
  ["a scale of nought", [element(INFO, [uint(0x2ad7b1, 0), float(0x4489, 9)])]],
  ["a list of Tracks without an end", [elementHead(TRACKS, 10_000), CLUSTER]],
])("a Segment with %s leaves open what it does not say", async (_, parts) => {
  const body = segment(...parts);
  expect(await read(HEADER, body)).toEqual({
    ...NOTHING_KNOWN,
    segmentEnd: HEADER.length + body.length,
  });
});

test("WebM is Matroska, too", async () => {
  const webm = element(0x1a45dfa3, [text(0x4282, "webm")]);
  expect(await read(webm, segment(info, tracks))).toMatchObject({
    docType: "webm",
    durationMs: 5500,
  });
});

test("a file that can not be read is an answer, too", async () => {
  await using dir = await tempDir();
  expect(await readMatroska(join(dir.path, "absent.mkv"))).toEqual({
    kind: "unreadable",
    reason: expect.stringContaining("ENOENT"),
  });
  expect(await readMatroska(dir.path)).toMatchObject({ kind: "unreadable" });
});

test("neither garbage nor spoilt files are ever more than an answer", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "a.mkv");
  const list = seekHead([SEEK_HEAD, 0], [INFO, 200], [TRACKS, 90]);
  const originals = [
    SAMPLE.subarray(0, 2000),
    Buffer.concat([HEADER, segment(list, tracks, info, CLUSTER)]),
  ];
  const edits = fc.array(fc.tuple(fc.nat(1999), fc.nat(255)), { maxLength: 8 });
  const spoilt = fc
    .tuple(fc.constantFrom(...originals), edits)
    .map(([original, changes]) => {
      const bytes = Uint8Array.from(original);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  const garbage = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => Buffer.concat([HEADER, elementHead(SEGMENT, 999), bytes]));
  const any = fc.oneof(spoilt, garbage, fc.uint8Array({ maxLength: 300 }));
  await fc.assert(
    fc.asyncProperty(any, async (bytes) => {
      await Bun.write(path, bytes);
      truncateSync(path, bytes.length);
      expect(["matroska", "notMatroska"]).toContain(
        (await readMatroska(path)).kind,
      );
    }),
    { numRuns: 300 },
  );
});
