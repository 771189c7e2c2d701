import { expect, test } from "bun:test";
import { join } from "node:path";
import { createMatroska, type MatroskaSpec } from "../../src/demo/matroska.ts";
import { tempDir } from "../support/temp-dir.ts";

const SPEC: MatroskaSpec = {
  title: "The Lighthouse Cats",
  seconds: 5520,
  bytes: 50_000,
  audio: [{ language: "eng", channels: 2 }],
  subtitles: [{ language: "fre" }],
};

const MASTERS = new Set([0x1a45dfa3, 0x18538067, 0x1549a966, 0x1654ae6b, 0xae]);

test("every element ends inside its parent, and the last one ends with the file", () => {
  const file = createMatroska(SPEC);
  const bytes = file.slice(0, file.bytes);
  expect(bytes.length).toBe(50_000);
  const top = walk(bytes, 0, bytes.length).map(({ id }) => id.toString(16));
  expect(top).toEqual(["1a45dfa3", "18538067"]);
  const segment = walk(bytes, 0, bytes.length)[1]!;
  const inside = walk(bytes, segment.start, segment.end).map(({ id }) =>
    id.toString(16),
  );
  expect(inside).toEqual([
    "1549a966",
    "1654ae6b",
    "1f43b675",
    "ec",
    "1f43b675",
  ]);
});

test("the duration is told in milliseconds, as a float", () => {
  const bytes = createMatroska(SPEC).slice(0, SPEC.bytes);
  const segment = walk(bytes, 0, bytes.length)[1]!;
  const info = walk(bytes, segment.start, segment.end)[0]!;
  const duration = walk(bytes, info.start, info.end).find(
    ({ id }) => id === 0x4489,
  )!;
  expect(new DataView(bytes.buffer, duration.start).getFloat64(0) / 1000).toBe(
    5520,
  );
});

test("pieces put together are the whole", () => {
  const file = createMatroska(SPEC);
  const pieces = Array.from({ length: 51 }, (_, index) =>
    file.slice(index * 997, (index + 1) * 997),
  );
  expect(Buffer.concat(pieces)).toEqual(Buffer.from(file.slice(0, file.bytes)));
});

test("a size that the tracks do not fit into is refused", () => {
  expect(() => createMatroska({ ...SPEC, bytes: 100 })).toThrow(
    /needs \d+ bytes, 100 were asked for/,
  );
});

test.skipIf(!Bun.which("mkvinfo"))(
  "mkvinfo reads it without a complaint",
  async () => {
    await using dir = await tempDir();
    const path = join(dir.path, "film.mkv");
    await Bun.write(path, createMatroska(SPEC).slice(0, SPEC.bytes));
    const run = Bun.spawnSync(["mkvinfo", "--all", path], {
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    const text = run.stdout.toString();
    expect({
      exit: run.exitCode,
      duration: /Duration: (\S+)/.exec(text)?.[1],
      tracks: text.match(/Track type: \w+/g),
      complaints: text.match(/.*(warning|error|unknown|invalid).*/gi),
    }).toEqual({
      exit: 0,
      duration: "01:32:00.000000000",
      tracks: [
        "Track type: video",
        "Track type: audio",
        "Track type: subtitles",
      ],
      complaints: null,
    });
  },
);

interface Found {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** The elements between two places; masters that hold masters are walked too, so that a wrong size inside is seen. */
function walk(bytes: Uint8Array, from: number, to: number): Found[] {
  const found: Found[] = [];
  let at = from;
  while (at < to) {
    const idLength = Math.clz32(bytes[at]!) - 23;
    const id = Number(toBig(bytes.subarray(at, at + idLength)));
    at += idLength;
    const sizeLength = Math.clz32(bytes[at]!) - 23;
    const size =
      toBig(bytes.subarray(at, at + sizeLength)) &
      ((1n << BigInt(7 * sizeLength)) - 1n);
    const start = at + sizeLength;
    at = start + Number(size);
    expect(at).toBeLessThanOrEqual(to);
    found.push({ id, start, end: at });
    if (MASTERS.has(id)) walk(bytes, start, at);
  }
  return found;
}

function toBig(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
