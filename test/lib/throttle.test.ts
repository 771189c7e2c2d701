import { expect, test } from "bun:test";
import { createThrottle } from "../../src/lib/throttle.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function start() {
  const clock = createFakeClock();
  const seen: string[] = [];
  const throttle = createThrottle<string>({
    clock,
    ms: 100,
    run: (value) => seen.push(`${clock.monotonic()} ${value}`),
  });
  return { clock, seen, throttle };
}

test("the first value goes out at once, the last one when the time is up", () => {
  const { clock, seen, throttle } = start();
  throttle.push("a");
  clock.advance(10);
  throttle.push("b");
  clock.advance(10);
  throttle.push("c");
  clock.advance(1000);
  expect(seen).toEqual(["0 a", "100 c"]);
});

test("a steady stream goes out once in the time, and its end is not lost", () => {
  const { clock, seen, throttle } = start();
  for (let n = 0; n <= 25; n += 1) {
    throttle.push(`${n}`);
    clock.advance(10);
  }
  clock.advance(1000);
  expect(seen).toEqual(["0 0", "100 9", "200 19", "300 25"]);
});

test("after a quiet time the next value goes out at once", () => {
  const { clock, seen, throttle } = start();
  throttle.push("a");
  clock.advance(100);
  throttle.push("b");
  expect(seen).toEqual(["0 a", "100 b"]);
});

test("flush lets the waiting value out early, and counts as the last time", () => {
  const { clock, seen, throttle } = start();
  throttle.push("a");
  throttle.push("b");
  clock.advance(50);
  throttle.flush();
  throttle.flush();
  throttle.push("c");
  clock.advance(99);
  expect(seen).toEqual(["0 a", "50 b"]);
  clock.advance(1);
  expect(seen).toEqual(["0 a", "50 b", "150 c"]);
});

test("cancel forgets the waiting value", () => {
  const { clock, seen, throttle } = start();
  throttle.push("a");
  throttle.push("b");
  throttle.cancel();
  clock.advance(1000);
  expect(seen).toEqual(["0 a"]);
});
