import { describe, expect, test } from "bun:test";
import {
  formatBar,
  formatBytes,
  formatCount,
  formatDuration,
  printable,
} from "../../tui/format.ts";

describe("bytes", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 KB"],
    [742_300_000, "742 MB"],
    [4_200_000, "4.2 MB"],
    [999_600_000, "1.00 GB"],
    [11_397_666_816, "11.40 GB"],
    [-5, "0 B"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("durations", () => {
  test.each([
    [0, "0s"],
    [59_400, "59s"],
    [412_000, "6m 52s"],
    [3_840_000, "1h 04m"],
    [3 * 86_400_000, "3 days"],
  ])("%d ms are %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("a bar", () => {
  test("is as full as the percentage, and never longer than its width", () => {
    expect([0, 47, 100, 250].map((percent) => formatBar(percent, 10))).toEqual([
      "░░░░░░░░░░",
      "████░░░░░░",
      "██████████",
      "██████████",
    ]);
  });
});

test("counts read as a person would say them", () => {
  expect([0, 1, 3].map((count) => formatCount(count, "track"))).toEqual([
    "no tracks",
    "1 track",
    "3 tracks",
  ]);
});

test("names from a disc can not steer the terminal", () => {
  expect(printable("A\u001b[31mB\nC\u202eD")).toBe("A�[31mB�C�D");
});
