import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  createLineSplitter,
  MAX_LINE_LENGTH,
} from "../../src/lib/split-lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function splitAll(chunks: readonly Uint8Array[]): string[] {
  const splitter = createLineSplitter();
  return [
    ...chunks.flatMap((chunk) => splitter.push(chunk)),
    ...splitter.flush(),
  ];
}

function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [
    ...places.map((place) => place % (whole.length + 1)),
    whole.length,
  ];
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
}

test("lines end at a line feed, and the last one needs none", () => {
  expect(splitAll([bytes("one\n\ntwo\nthree")])).toEqual([
    "one",
    "",
    "two",
    "three",
  ]);
});

test("nothing is left after a final line feed", () => {
  expect(splitAll([bytes("one\n")])).toEqual(["one"]);
});

test("an empty output has no lines", () => {
  expect(splitAll([])).toEqual([]);
  expect(splitAll([bytes("")])).toEqual([]);
});

test("any number of carriage returns at a line end is dropped, in the middle they stay", () => {
  expect(splitAll([bytes("a\r\r\nb\r"), bytes("\nc\rd\r\n\r\r\ne\r")])).toEqual(
    ["a", "b", "c\rd", "", "e"],
  );
});

test("a byte order mark at the start is dropped, a later one is text", () => {
  expect(splitAll([bytes("\uFEFFa\n\uFEFFb")])).toEqual(["a", "\uFEFFb"]);
});

test("bytes that are no UTF-8 become U+FFFD", () => {
  expect(splitAll([new Uint8Array([97, 0xff, 98, 10, 0xc3])])).toEqual([
    "a\uFFFDb",
    "\uFFFD",
  ]);
});

test("what is beyond the longest line is dropped, and the next line is whole again", () => {
  const piece = bytes("x".repeat(MAX_LINE_LENGTH / 4));
  const chunks = [piece, piece, piece, piece, piece, bytes("y\nnext\n")];
  const lines = splitAll(chunks);
  expect(lines.map((line) => line.length)).toEqual([MAX_LINE_LENGTH, 4]);
  expect(lines[1]).toBe("next");
});

test("a too long line in one chunk is cut, too", () => {
  const lines = splitAll([bytes(`a\n${"x".repeat(MAX_LINE_LENGTH + 9)}\nb`)]);
  expect(lines.map((line) => line.length)).toEqual([1, MAX_LINE_LENGTH, 1]);
});

test("any cut into chunks gives the same lines", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "é", "→", "🦊", "\r", "\n", "\uFEFF"),
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (whole, places) => {
      const all = bytes(whole);
      expect(splitAll(cut(all, places))).toEqual(splitAll([all]));
    }),
  );
});
