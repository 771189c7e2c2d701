import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  cellsOf,
  cutEnd,
  cutMiddle,
  padTo,
  steady,
  wrapWords,
} from "../../../tui/text/width.ts";

/** Letters, wide characters, emoji that are joined, accents that are combined, and what has no width. */
const anyText = fc
  .array(
    fc.constantFrom(
      ..."ab cd.mkv".split(""),
      "北",
      "極",
      "🎄",
      "👨‍👩‍👧",
      "é",
      "❤️",
      "\u200D",
      "…",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

test("a cut text is never wider than there is room for", () => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 30 }), (text, width) => {
      expect(cellsOf(cutEnd(text, width))).toBeLessThanOrEqual(width);
      expect(cellsOf(cutMiddle(text, width))).toBeLessThanOrEqual(width);
    }),
  );
});

test("wrapped lines are never too wide and keep every letter", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrapWords(text, width);
      for (const line of lines)
        expect(cellsOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test.each([
  ["short", 10, "short"],
  ["The Polar Express (2004).mkv", 15, "The Pol…04).mkv"],
  ["北極特快.mkv", 9, "北極….mkv"],
  ["abc", 1, "…"],
  ["abc", 0, ""],
])("a name is cut in the middle: %s to %i", (text, width, cut) => {
  expect(cutMiddle(text, width)).toBe(cut);
});

test("a sentence is cut at its end", () => {
  expect(cutEnd("Nothing is begun until you resume.", 12)).toBe("Nothing is…");
});

test("padding counts columns, not characters", () => {
  expect(padTo("北極", 6)).toBe("北極  ");
});

test.each([
  ["plain", "plain"],
  ["a\u001B[31mb", "a�[31mb"],
  ["two\nlines", "two�lines"],
  ["soft\u00ADhyphen", "softhyphen"],
  ["👨‍👩‍👧", "👨👩👧"],
  ["👍🏽", "👍"],
  ["❤️", "❤"],
  ["abc\u202Ecba", "abc�cba"],
])("%j is shown as %j", (text, shown) => {
  expect(steady(text)).toBe(shown);
});

test("a vowel that stands beside its letter takes a column, as in most terminals", () => {
  expect(cellsOf("नि")).toBe(2);
  expect(cellsOf("ते")).toBe(1);
});

test("a keycap is shown as its digit", () => {
  expect(steady("1️⃣")).toBe("1");
});
