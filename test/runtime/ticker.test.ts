import { expect, test } from "bun:test";
import { startTicking } from "../../src/runtime/ticker.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function start(isPressing: boolean) {
  const clock = createFakeClock();
  const begun = clock.monotonic();
  const ticks: string[] = [];
  const stop = startTicking({
    clock,
    isPressing: () => isPressing,
    dispatch(fact) {
      if (fact.type !== "ticked") return;
      const slept = fact.slept ? " slept" : "";
      ticks.push(`${clock.monotonic() - begun}${slept}, awake ${fact.awakeMs}`);
    },
  });
  return { clock, ticks, stop };
}

test("while something is missing, time is told every two seconds", () => {
  const { clock, ticks, stop } = start(true);
  clock.advance(5000);
  stop();
  clock.advance(5000);
  expect(ticks).toEqual(["2000, awake 2000", "4000, awake 2000"]);
});

test("else every ten seconds", () => {
  const { clock, ticks } = start(false);
  clock.advance(25_000);
  expect(ticks).toEqual(["10000, awake 2000", "20000, awake 2000"]);
});

test("that the machine has slept is told at once", () => {
  const { clock, ticks } = start(false);
  clock.jump(60_000);
  clock.advance(12_000);
  expect(ticks).toEqual(["2000 slept, awake 2000", "12000, awake 2000"]);
});

test("how long it was awake is no longer for a sleep, whether the clock stood still in it or not", () => {
  const clock = createFakeClock();
  let slept = 0;
  const awake: number[] = [];
  startTicking({
    clock: {
      ...clock,
      now: () => clock.now() + slept,
      monotonic: () => clock.monotonic() + slept,
    },
    isPressing: () => true,
    dispatch(fact) {
      if (fact.type === "ticked") awake.push(fact.awakeMs);
    },
  });
  clock.advance(2000);
  slept = 8 * 3_600_000;
  clock.advance(4000);
  expect(awake).toEqual([2000, 4000, 2000]);
});
