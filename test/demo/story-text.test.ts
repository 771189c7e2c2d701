import { expect, test } from "bun:test";
import {
  createPalette,
  entry,
  formatAudio,
  formatSeconds,
  formatSize,
  paragraph,
  progressBar,
  progressText,
  table,
} from "../../src/demo/story-text.ts";

test("columns stand under each other in the text column", () => {
  expect(
    table([
      ["track", "size", "audio"],
      ["0", "48.3 MB", "eng 7.1"],
      ["1", "9.0 MB", "-"],
    ]),
  ).toEqual([
    "          track     size  audio",
    "              0  48.3 MB  eng 7.1",
    "              1   9.0 MB  -",
  ]);
});

test("long texts are broken at spaces", () => {
  const lines = paragraph("read ".repeat(20).trim());
  expect(lines).toEqual([
    entry("", "read ".repeat(13).trim()),
    entry("", "read ".repeat(7).trim()),
  ]);
});

test("progress is a line of numbers, or the same behind a bar", () => {
  const facts = {
    percent: 50,
    bytes: 24_150_000,
    speed: "31.8 MB/s",
    etaSeconds: 1,
  };
  expect([progressText(facts), progressBar(facts)]).toEqual([
    " 50 %    24.1 MB    31.8 MB/s   1 s left",
    "          ████████████░░░░░░░░░░░░  50 %    24.1 MB    31.8 MB/s   1 s left",
  ]);
});

test("sizes, durations and channels are short", () => {
  expect([
    formatSize(999),
    formatSize(48_300_000),
    formatSize(31_843_694_592),
    formatSeconds(2),
    formatSeconds(60),
    formatSeconds(65),
    formatAudio("eng", 8),
    formatAudio("fre", 2),
  ]).toEqual([
    "1 kB",
    "48.3 MB",
    "31.8 GB",
    "2 s",
    "1 min",
    "1 min 5 s",
    "eng 7.1",
    "fre 2.0",
  ]);
});

test("without colours there are no escape sequences", () => {
  expect([createPalette(false).bad("x"), createPalette(true).bad("x")]).toEqual(
    ["x", "\x1b[31mx\x1b[0m"],
  );
});
