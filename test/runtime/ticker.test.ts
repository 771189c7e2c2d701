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
      const slept = fact.type === "ticked" && fact.slept ? " slept" : "";
      ticks.push(`${clock.monotonic() - begun}${slept}`);
    },
  });
  return { clock, ticks, stop };
}

test("while something is missing, time is told every two seconds", () => {
  const { clock, ticks, stop } = start(true);
  clock.advance(5000);
  stop();
  clock.advance(5000);
  expect(ticks).toEqual(["2000", "4000"]);
});

test("else every ten seconds", () => {
  const { clock, ticks } = start(false);
  clock.advance(25_000);
  expect(ticks).toEqual(["10000", "20000"]);
});

test("that the machine has slept is told at once", () => {
  const { clock, ticks } = start(false);
  clock.jump(60_000);
  clock.advance(12_000);
  expect(ticks).toEqual(["2000 slept", "12000"]);
});
