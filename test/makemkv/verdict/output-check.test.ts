import { expect, test } from "bun:test";
import type {
  FileContent,
  MatroskaContent,
} from "../../../src/makemkv/matroska/matroska-file.ts";
import {
  fileWarnings,
  inspectOutput,
  isUnder,
  type Output,
  type OutputFile,
  toPath,
} from "../../../src/makemkv/verdict/output-check.ts";

const HOUR = 3_600_000;
const MIB = 1_048_576;
const WHOLE: MatroskaContent = {
  kind: "matroska",
  docType: "matroska",
  durationMs: HOUR,
  segmentEnd: 1000,
  lastReferred: 900,
  tracks: { video: 1, audio: 1, subtitles: 0 },
};

const fileOf = (content?: FileContent, sizeBytes = 1000): OutputFile => ({
  name: "a.mkv",
  sizeBytes,
  ...(content && { content }),
});

const inspect = (file: OutputFile, more: Partial<Output> = {}) =>
  inspectOutput({
    directory: "/out",
    files: [file],
    expectedSizeBytes: 1000,
    expectedDurationMs: HOUR,
    freeBytes: null,
    ...more,
  });

test("a whole file is good, and one into which nobody has looked is judged by its size", () => {
  for (const file of [fileOf(WHOLE), fileOf(), fileOf(WHOLE, 1200)])
    expect(inspect(file)).toEqual({ kind: "good", file });
});

test("what a file does not say is not held against it, what it says against it is", () => {
  const quiet = {
    ...WHOLE,
    durationMs: null,
    segmentEnd: null,
    lastReferred: null,
    tracks: null,
  };
  for (const content of [quiet, { kind: "unreadable", reason: "EIO" } as const])
    expect(inspect(fileOf(content)).kind).toBe("good");
  const file = fileOf({ kind: "notMatroska" });
  expect(inspect(file)).toEqual({ kind: "notMatroska", file });
});

test("a file that ends before its Segment does, or before what it names, is cut", () => {
  const short = fileOf(WHOLE, 999);
  expect(inspect(short)).toEqual({
    kind: "cut",
    file: short,
    endBytes: 1000,
    isAtLeast: false,
  });
  const open = fileOf({ ...WHOLE, segmentEnd: null, lastReferred: 1000 });
  expect(inspect(open)).toEqual({
    kind: "cut",
    file: open,
    endBytes: 1000,
    isAtLeast: true,
  });
});

test.each([
  [HOUR, 7200, "good"],
  [HOUR, -7200, "good"],
  [HOUR, 7201, "wrongDuration"],
  [HOUR, -7201, "wrongDuration"],
  [60_000, 2000, "good"],
  [60_000, 2001, "wrongDuration"],
])(
  "of %d ms, a file that differs by %d ms is %s",
  (expectedDurationMs, by, kind) => {
    const file = fileOf({ ...WHOLE, durationMs: expectedDurationMs + by });
    expect<string>(inspect(file, { expectedDurationMs }).kind).toBe(kind);
  },
);

test("a whole file of another duration is the wrong track before it is a small one", () => {
  const file = fileOf(
    { ...WHOLE, durationMs: 60_000, segmentEnd: 100, lastReferred: 90 },
    100,
  );
  expect(inspect(file)).toEqual({
    kind: "wrongDuration",
    file,
    durationMs: 60_000,
    expectedMs: HOUR,
  });
  expect(inspect(file, { expectedDurationMs: null }).kind).toBe("truncated");
});

test.each([
  [799, "truncated"],
  [800, "good"],
  [1250 + 16 * MIB, "good"],
  [1251 + 16 * MIB, "tooBig"],
])("of 1000 bytes, a file of %d is %s", (sizeBytes, kind) => {
  const file = fileOf(undefined, sizeBytes);
  expect<string>(inspect(file).kind).toBe(kind);
  expect(inspect(file, { expectedSizeBytes: null }).kind).toBe("good");
});

test("no file, an empty one and several are told apart, and other files do not matter", () => {
  const empty = fileOf(undefined, 0);
  const log = { name: "log.txt", sizeBytes: 9 };
  const second = { name: "b.MKV", sizeBytes: 9 };
  expect(inspect(log)).toEqual({ kind: "missing" });
  expect(inspect(empty, { files: [log, empty] })).toEqual({
    kind: "empty",
    file: empty,
  });
  expect(inspect(empty, { files: [empty, second] })).toEqual({
    kind: "several",
    names: ["a.mkv", "b.MKV"],
  });
});

test.each<[string, FileContent | undefined, readonly string[]]>([
  ["a whole file", WHOLE, []],
  ["a file nobody has looked into", undefined, []],
  [
    "an unreadable file",
    { kind: "unreadable", reason: "EIO" },
    ["file_unchecked"],
  ],
  [
    "a file without an end",
    { ...WHOLE, segmentEnd: null },
    ["file_end_unknown"],
  ],
  [
    "a file without a duration",
    { ...WHOLE, durationMs: null },
    ["duration_unknown"],
  ],
  ["a file without a list", { ...WHOLE, tracks: null }, ["streams_unknown"]],
  [
    "sound alone",
    { ...WHOLE, tracks: { video: 0, audio: 1, subtitles: 0 } },
    ["no_video"],
  ],
])("%s is warned of as it deserves", (_, content, kinds) => {
  const warnings = fileWarnings(fileOf(content));
  expect(warnings.map(({ kind }) => kind)).toEqual([...kinds]);
  for (const { text } of warnings) expect(text).toMatch(/^The .*[.?]$/);
});

test("a file that goes on far behind the end that it says it has is warned of, with the numbers", () => {
  expect(fileWarnings(fileOf(WHOLE, 1000 + MIB))).toEqual([]);
  expect(fileWarnings(fileOf(WHOLE, 3_000_000))).toEqual([
    {
      kind: "file_goes_on",
      count: 1,
      text: "The file goes on for 3.0 MB behind its own end: it says that it ends after 1000 bytes, and has 3000000. Play it before you trust it.",
    },
  ]);
});

test("printed paths are plain or addresses, and lie in a folder or beside it", () => {
  expect(toPath("file:///out/a%20b.mkv")).toBe("/out/a b.mkv");
  expect(toPath("file:///out/100%.mkv")).toBe("/out/100%.mkv");
  expect(isUnder("/out", "/out/a.mkv")).toBe(true);
  expect(isUnder("/out", "/out2/a.mkv")).toBe(false);
  expect(isUnder("/out", "")).toBe(false);
});
