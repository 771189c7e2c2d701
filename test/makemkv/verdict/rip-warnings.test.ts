import { expect, test } from "bun:test";
import { ripWarnings } from "../../../src/makemkv/verdict/rip-warnings.ts";
import { hear } from "../../support/robot-lines.ts";

/* Texts that were never seen in a capture are constructed from the catalogue. */

const say = (code: number, text: string, ...params: readonly string[]) =>
  `MSG:${code},0,${params.length},${[text, "format", ...params].map((field) => `"${field}"`).join(",")}`;

const warnings = (...lines: readonly string[]) =>
  ripWarnings(hear(lines).record);

test("a rip without trouble has nothing to warn of", () => {
  expect(warnings(say(2010, "opened in OS access mode"))).toEqual([]);
});

test("what a rip got over is counted and placed", () => {
  expect(
    warnings(
      say(2003, "Error", "MEDIUM ERROR", "/A.VOB", "2048"),
      say(2003, "Error", "MEDIUM ERROR", "/A.VOB", "4096"),
      say(4004, "corrupt", "/A.VOB", "8192"),
      say(4008, "Audio gap of 11 ms at 0:10:22"),
      say(5076, "Hash check failed", "/B.m2ts", "6144"),
    ),
  ).toEqual([
    {
      kind: "read_errors",
      count: 2,
      text: "2 read errors (MEDIUM ERROR), first in /A.VOB at bytes 2048 and 4096. All are in one place, as a scratch or dirt makes them. Clean the disc if something is missing or damaged.",
    },
    {
      kind: "source_corrupt",
      count: 1,
      text: "makemkvcon worked around damage of the disc 1 time, in /A.VOB at byte 8192. Look at the file before you trust it.",
    },
    {
      kind: "av_sync",
      count: 1,
      text: 'Picture and sound may be out of step in 1 place; makemkvcon says: "Audio gap of 11 ms at 0:10:22". Look at the file before you trust it.',
    },
    {
      kind: "hash_mismatch",
      count: 1,
      text: "What was read differs from the disc's own check sums 1 time, in /B.m2ts at byte 6144. Look at the file before you trust it.",
    },
  ]);
});

test("damage of which nobody says where reads as English", () => {
  const issues = say(4009, "AV synchronization issues were found");
  const gap = say(4008, "Audio gap of 11 ms at 0:10:22");
  const texts = [
    [say(4003, "corrupt")],
    [issues],
    [issues, gap, say(4007, "Overlap at 0:11:00")],
  ].map((lines) => warnings(...lines)[0]?.text);
  expect(texts).toEqual([
    "makemkvcon worked around damage of the disc 1 time. Look at the file before you trust it.",
    'Picture and sound may be out of step in 1 place; makemkvcon says: "AV synchronization issues were found". Look at the file before you trust it.',
    'Picture and sound may be out of step in 2 places; makemkvcon says first: "Audio gap of 11 ms at 0:10:22". Look at the file before you trust it.',
  ]);
});

test("a slow output disk and files left out are said", () => {
  expect(
    warnings(say(2008, "faster than it can write"), say(5094, "skipped")).map(
      ({ kind }) => kind,
    ),
  ).toEqual(["output_slow", "file_skipped"]);
});

test("refusals to read a scrambled sector are no read errors", () => {
  expect(
    warnings(
      say(
        2003,
        "Error",
        "Scsi error - ILLEGAL REQUEST:READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION",
        "DRIVE",
        "1048576",
      ),
    ),
  ).toEqual([]);
});
