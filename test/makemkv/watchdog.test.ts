import { expect, test } from "bun:test";
import type { RobotLine } from "../../src/makemkv/robot-line.ts";
import { createWatchdog } from "../../src/makemkv/watchdog.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const MINUTE = 60_000;

function message(code: number, flags = 0): RobotLine {
  return { kind: "message", code, flags, text: "", format: "", params: [] };
}

const progress: RobotLine = {
  kind: "progress",
  current: 1,
  total: 1,
  max: 65_536,
};

/** `sleep` moves the wall clock alone, as while the machine sleeps. */
function watch() {
  const clock = createFakeClock();
  let slept = 0;
  const barks: number[] = [];
  const seen = { bytes: 0 };
  const watchdog = createWatchdog({
    clock: { ...clock, now: () => clock.now() + slept },
    limits: { stallTimeoutMs: 5 * MINUTE, questionGraceMs: 10_000 },
    grownBytes: () => seen.bytes,
    bark: (silentMs) => barks.push(silentMs),
  });
  const sleep = (ms: number) => (slept += ms);
  return { clock, barks, seen, watchdog, sleep };
}

test("it barks once after five silent minutes", () => {
  const { clock, barks } = watch();
  clock.advance(5 * MINUTE - 1);
  expect(barks).toEqual([]);
  clock.advance(60 * MINUTE);
  expect(barks).toEqual([5 * MINUTE]);
});

test("a line or a growing file starts the count anew", () => {
  const { clock, barks, seen, watchdog } = watch();
  clock.advance(4 * MINUTE);
  watchdog.heard(progress);
  clock.advance(4 * MINUTE);
  seen.bytes = 1;
  clock.advance(4 * MINUTE);
  expect(barks).toEqual([]);
  clock.advance(2 * MINUTE);
  expect(barks.length).toBe(1);
});

test.each([3024, 3042, 3338])(
  "work that %d announces as slow gets four times as long",
  (code) => {
    const { clock, barks, watchdog } = watch();
    watchdog.heard(message(code));
    watchdog.heard(progress);
    clock.advance(20 * MINUTE - 1);
    expect(barks).toEqual([]);
    clock.advance(1);
    expect(barks).toEqual([20 * MINUTE]);
  },
);

test.each([776, 1288, 1544])(
  "a question (flags %d) that nothing follows gets ten seconds",
  (flags) => {
    const { clock, barks, watchdog } = watch();
    watchdog.heard(message(5038, flags));
    clock.advance(10_000);
    expect(barks).toEqual([10_000]);
  },
);

test("a question that anything follows is none", () => {
  for (const follow of ["line", "growth"] as const) {
    const { clock, barks, seen, watchdog } = watch();
    watchdog.heard(message(5053, 1544));
    clock.advance(4000);
    if (follow === "line") watchdog.heard(progress);
    else seen.bytes = 5;
    clock.advance(4 * MINUTE);
    expect(barks).toEqual([]);
  }
});

test("after the machine has slept the count starts anew", () => {
  const { clock, barks, sleep } = watch();
  clock.advance(5 * MINUTE - 3000);
  sleep(8 * 60 * MINUTE);
  clock.advance(4 * MINUTE);
  expect(barks).toEqual([]);
  // The jump was noticed at the next look, three seconds later.
  clock.advance(MINUTE + 3000);
  expect(barks).toEqual([5 * MINUTE]);
});

test("a clock that is set back or a little forward changes nothing", () => {
  for (const jump of [-60 * MINUTE, 30_000]) {
    const { clock, barks, sleep } = watch();
    clock.advance(4 * MINUTE);
    sleep(jump);
    clock.advance(MINUTE);
    expect(barks).toEqual([5 * MINUTE]);
  }
});

test("stopped, it says nothing more", () => {
  const { clock, barks, watchdog } = watch();
  watchdog.stop();
  clock.advance(60 * MINUTE);
  expect(barks).toEqual([]);
});

test("a line that has no end yet is no silence", () => {
  const { clock, barks, watchdog } = watch();
  clock.advance(4 * MINUTE);
  watchdog.heardNoise();
  clock.advance(4 * MINUTE);
  expect(barks).toEqual([]);
});
