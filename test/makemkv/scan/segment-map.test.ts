import { expect, test } from "bun:test";
import {
  isReordered,
  parseSegmentMap,
  sharedPart,
} from "../../../src/makemkv/scan/segment-map.ts";

const maps: readonly [string, readonly number[]][] = [
  ["", []],
  ["0", [0]],
  ["120,121,122", [120, 121, 122]],
  ["1,(2,4,6),11-14", [1, 2, 4, 6, 11, 12, 13, 14]],
  ["1-7", [1, 2, 3, 4, 5, 6, 7]],
  ["502,503,502", [502, 503, 502]],
  ["7-3", []],
  ["1,x,3", []],
  ["0-999999999", []],
  ["1-9000,1-9000", []],
];

for (const [map, segments] of maps)
  test(`${JSON.stringify(map)} is ${segments.length} segments`, () => {
    expect(parseSegmentMap(map)).toEqual([...segments]);
  });

test("what is shared is told as a part of the shorter one", () => {
  const part = (a: readonly number[], b: readonly number[]) =>
    sharedPart(new Set(a), new Set(b));
  expect(part([1, 2, 3, 4], [2, 3])).toBe(1);
  expect(part([1, 2], [2, 3, 4, 5])).toBe(0.5);
  expect(part([], [1])).toBe(0);
});

test("another order of the same pieces is told from another set of pieces", () => {
  expect(isReordered([1, 2, 3], [3, 1, 2])).toBe(true);
  expect(isReordered([1, 2, 2], [2, 1, 2])).toBe(true);
  expect(isReordered([1, 2, 2], [1, 1, 2])).toBe(false);
  expect(isReordered([1, 2, 3], [1, 2, 3])).toBe(false);
  expect(isReordered([1, 2], [1, 2, 3])).toBe(false);
  expect(isReordered([1], [1])).toBe(false);
});
