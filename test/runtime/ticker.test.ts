import { expect, test } from "bun:test";
import { startTicking } from "../../src/runtime/ticker.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function start(pressing: boolean) {
  const clock = createFakeClock();
  const begun = clock.monotonic();
  const ticks: string[] = [];
  let isPressing = pressing;
  let asleep = 0;
  const ticker = startTicking({
    clock: {
      ...clock,
      now: () => clock.now() + asleep,
      monotonic: () => clock.monotonic() + asleep,
    },
    isPressing: () => isPressing,
    dispatch(fact) {
      if (fact.type !== "ticked") return;
      const slept = fact.slept ? " slept" : "";
      ticks.push(`${clock.monotonic() - begun}${slept}, awake ${fact.awakeMs}`);
    },
  });
  return {
    clock,
    ticks,
    stop: ticker.stop,
    press() {
      isPressing = true;
      ticker.hurry();
    },
    /** On a system whose clock goes on meanwhile. */
    sleep: (ms: number) => (asleep += ms),
  };
}

test("while something is missing, time is told every two seconds", () => {
  const { clock, ticks, stop } = start(true);
  clock.advance(5000);
  stop();
  clock.advance(5000);
  expect(ticks).toEqual(["2000, awake 2000", "4000, awake 2000"]);
});

test("else every ten seconds, until something is", () => {
  const { clock, ticks, press } = start(false);
  clock.advance(15_000);
  press();
  press();
  clock.advance(5000);
  expect(ticks).toEqual([
    "10000, awake 4000",
    "17000, awake 2000",
    "19000, awake 2000",
  ]);
});

test("that the machine has slept is told, and not counted as time awake", () => {
  const { clock, ticks, sleep } = start(true);
  clock.advance(2000);
  sleep(8 * 3_600_000);
  clock.advance(4000);
  expect(ticks).toEqual([
    "2000, awake 2000",
    "4000 slept, awake 4000",
    "6000, awake 2000",
  ]);
});

test("a clock that stood still meanwhile tells of it, too", () => {
  const { clock, ticks } = start(true);
  clock.jump(60_000);
  clock.advance(2000);
  expect(ticks).toEqual(["2000 slept, awake 2000"]);
});
