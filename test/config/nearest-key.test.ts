import { expect, test } from "bun:test";
import { editDistance, nearestKey } from "../../src/config/nearest-key.ts";

const KNOWN = ["webapp_url", "webapp_basedir", "minlength", "token", "drive"];

test.each([
  ["webapp_ulr", "webapp_url"],
  ["webapp-url", "webapp_url"],
  ["Minlength", "minlength"],
  ["min_length", "minlength"],
  ["tokn", "token"],
  ["zebra", null],
  ["x", null],
  ["", null],
  ["a".repeat(100_000), null],
])("%.20s → %p", (key, nearest) => {
  expect(nearestKey(key, KNOWN)).toBe(nearest);
});

test.each([
  ["", "", 0],
  ["abc", "", 3],
  ["abc", "abd", 1],
  ["abc", "acb", 1],
  ["kitten", "sitting", 3],
])("from %j to %j it takes %d", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});
