import { expect, test } from "bun:test";
import { createStopLimit } from "../../src/runtime/stop-limit.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { newState, readyState } from "../support/states.ts";

function create() {
  const clock = createFakeClock();
  const cuts: boolean[] = [];
  const limit = createStopLimit(clock, (restart) => cuts.push(restart));
  return { clock, cuts, limit };
}

test("a stop that takes 30 seconds more than makemkvcon may is cut short, once", () => {
  const { clock, cuts, limit } = create();
  const running = readyState();
  const stopping = readyState({ life: { kind: "stopping", restart: true } });
  limit.changed(running, running);
  limit.changed(stopping, running);
  clock.advance(30_000);
  limit.changed(stopping, stopping);
  clock.advance(14_999);
  expect(cuts).toEqual([]);
  clock.advance(60_000);
  expect(cuts).toEqual([true]);
});

test("so is one that hangs at the very end", () => {
  const { clock, cuts, limit } = create();
  limit.changed(newState({ life: { kind: "left" } }), newState());
  clock.advance(30_000);
  expect(cuts).toEqual([false]);
});

test("one that is over in time is left alone", () => {
  const { clock, cuts, limit } = create();
  limit.changed(readyState({ life: { kind: "left" } }), readyState());
  limit.over();
  clock.advance(60_000);
  expect(cuts).toEqual([]);
});
