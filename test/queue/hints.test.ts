import { expect, test } from "bun:test";
import { createHints } from "../../src/queue/hints.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function count() {
  let hints = 0;
  return { raise: () => void (hints += 1), count: () => hints };
}

test("the first hint is told at once, the others wait for a look", () => {
  const told = count();
  const clock = createFakeClock();
  const hints = createHints(clock, told.raise);
  hints.raise();
  clock.advance(5);
  hints.raise();
  expect(told.count()).toBe(1);
  hints.begin();
  hints.raise();
  expect(told.count()).toBe(2);
});

test("the further events of one rename wait a moment, so that a claim comes before the next look", () => {
  const told = count();
  const clock = createFakeClock();
  const hints = createHints(clock, told.raise);
  hints.raise();
  hints.begin();
  hints.raise();
  clock.advance(4);
  expect(told.count()).toBe(1);
  clock.advance(1);
  expect(told.count()).toBe(2);
});

test("a look that begins in that moment sees what the hint would have told", () => {
  const told = count();
  const clock = createFakeClock();
  const hints = createHints(clock, told.raise);
  hints.raise();
  hints.begin();
  hints.raise();
  hints.begin();
  clock.advance(10);
  expect(told.count()).toBe(1);
});

test("a scheduled hint replaces the one before and can be called off", () => {
  const told = count();
  const clock = createFakeClock();
  const hints = createHints(clock, told.raise);
  hints.schedule(1_000);
  hints.schedule(2_000);
  clock.advance(1_999);
  expect(told.count()).toBe(0);
  clock.advance(1);
  expect(told.count()).toBe(1);
  hints.begin();
  hints.schedule(1_000);
  hints.schedule(null);
  clock.advance(5_000);
  expect(told.count()).toBe(1);
});
