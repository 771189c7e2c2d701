import { expect, test } from "bun:test";
import { createBackoff } from "../../src/lib/backoff.ts";

function take(backoff: { next(): number }, count: number): readonly number[] {
  return Array.from({ length: count }, () => backoff.next());
}

test("waits double up to the limit and stay there", () => {
  const backoff = createBackoff(1_000, 60_000);
  expect(take(backoff, 9)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

test("a success begins again with the shortest wait", () => {
  const backoff = createBackoff(1_000, 60_000);
  take(backoff, 4);
  backoff.reset();
  expect(take(backoff, 2)).toEqual([1_000, 2_000]);
});

test("a first wait beyond the limit is cut to the limit", () => {
  expect(take(createBackoff(90_000, 60_000), 2)).toEqual([60_000, 60_000]);
});
