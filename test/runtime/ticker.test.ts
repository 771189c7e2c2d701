import { expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import { startTicking } from "../../src/runtime/ticker.ts";
import { createFakeClock } from "../support/fake-clock.ts";

test("tells every two seconds that time goes on, until it is stopped", () => {
  const clock = createFakeClock();
  const facts: Fact[] = [];
  const stop = startTicking(clock, (fact) => facts.push(fact));
  clock.advance(5000);
  stop();
  clock.advance(5000);
  const tick = { type: "ticked", slept: false } as const;
  expect(facts).toEqual([tick, tick]);
});

test("says when the machine has slept in between", () => {
  const clock = createFakeClock();
  const facts: Fact[] = [];
  startTicking(clock, (fact) => facts.push(fact));
  clock.jump(60_000);
  clock.advance(2000);
  clock.advance(2000);
  expect(facts).toEqual([
    { type: "ticked", slept: true },
    { type: "ticked", slept: false },
  ]);
});
