import { expect, test } from "bun:test";
import { wrapLines } from "../../src/setup/dialogue.ts";

test("lines end between words, and keep how far they stand in", () => {
  expect(wrapLines("  one two three\n\nfour five", 10)).toBe(
    "  one two\n  three\n\nfour five",
  );
});

test("a line that fits stays as it is, with all its blanks", () => {
  expect(wrapLines("  a     b ", 10)).toBe("  a     b ");
});

test("a word that is longer than a line is not cut", () => {
  expect(wrapLines("see /a/very/long/path now", 10)).toBe(
    "see\n/a/very/long/path\nnow",
  );
});
