import { expect, test } from "bun:test";
import type { RobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import type { SilenceLimits } from "../../../src/makemkv/run/silence.ts";
import { createWatchdog } from "../../../src/makemkv/run/watchdog.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const MINUTE = 60_000;
const sum = (a: number, b: number) => a + b;

function message(code: number, flags = 0, text = `${code}`): RobotLine {
  return { kind: "message", code, flags, text, format: "", params: [] };
}

function progress(current: number, total = current): RobotLine {
  return { kind: "progress", current, total, max: 65_536 };
}

/** `sleep` moves the wall clock alone, as while the machine sleeps; `wake` both, as where they run on meanwhile. */
function watch(limits: Partial<SilenceLimits> = {}) {
  const clock = createFakeClock();
  let slept = 0;
  let ran = 0;
  const notices: RunNotice[] = [];
  const barks: number[] = [];
  const seen = { bytes: 0 };
  const watchdog = createWatchdog({
    clock: {
      ...clock,
      now: () => clock.now() + slept,
      monotonic: () => clock.monotonic() + ran,
    },
    limits: {
      stallTimeoutMs: 5 * MINUTE,
      questionGraceMs: 10_000,
      ...limits,
    },
    grownBytes: () => seen.bytes,
    tell(notice) {
      notices.push(notice);
      if (notice.kind === "stalled") barks.push(notice.silentMs);
    },
  });
  const sleep = (ms: number) => (slept += ms);
  const wake = (ms: number) => {
    slept += ms;
    ran += ms;
  };
  return { clock, notices, barks, seen, watchdog, sleep, wake };
}

/** Lets so many minutes pass, and the program print something each second. */
function talk(
  { clock, watchdog }: ReturnType<typeof watch>,
  minutes: number,
  lineAt: (second: number) => RobotLine,
) {
  for (let second = 0; second < minutes * 60; second++) {
    watchdog.heard(lineAt(second));
    clock.advance(1000);
  }
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
  watchdog.heard(progress(1));
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
    watchdog.heard(progress(1));
    clock.advance(20 * MINUTE - 1);
    expect(barks).toEqual([]);
    clock.advance(1);
    expect(barks).toEqual([20 * MINUTE]);
  },
);

/** Debug, hidden, event, a link, and the one that nobody has explained. */
const OTHER_FLAGS = [32, 64, 128, 131_072, 16_777_216];

test.each([776, 1288, 1544])(
  "a question (flags %d, whatever else is in them) that nothing follows gets ten seconds",
  (flags) => {
    for (const others of [0, ...OTHER_FLAGS, OTHER_FLAGS.reduce(sum)]) {
      const { clock, barks, watchdog } = watch();
      watchdog.heard(message(5038, flags + others));
      clock.advance(10_000);
      expect(barks).toEqual([10_000]);
    }
  },
);

test.each([260, 516, 1028, 0, 131_332])(
  "a message with flags %d is no question",
  (flags) => {
    for (const others of [0, ...OTHER_FLAGS]) {
      const { clock, barks, watchdog } = watch();
      watchdog.heard(message(5038, flags | others));
      clock.advance(MINUTE);
      expect(barks).toEqual([]);
    }
  },
);

test("a question that is asked again and again is not answered by that", () => {
  const dog = watch();
  talk(dog, 1, () => message(5053, 1544));
  expect(dog.barks).toEqual([10_000]);
});

test("a question that anything follows is none", () => {
  for (const follow of ["line", "growth"] as const) {
    const { clock, barks, seen, watchdog } = watch();
    watchdog.heard(message(5053, 1544));
    clock.advance(4000);
    if (follow === "line") watchdog.heard(progress(1));
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

test("so it does where the other clock runs on during sleep", () => {
  const { clock, barks, wake } = watch();
  clock.advance(5 * MINUTE - 3000);
  wake(8 * 60 * MINUTE);
  clock.advance(4 * MINUTE);
  expect(barks).toEqual([]);
});

test("a question that the machine slept over gets its whole time", () => {
  const { clock, barks, watchdog, sleep } = watch();
  watchdog.heard(message(5038, 776));
  clock.advance(9000);
  sleep(60 * MINUTE);
  clock.advance(9000);
  expect(barks).toEqual([]);
  clock.advance(2000);
  expect(barks).toEqual([10_000]);
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

test("the same progress for ever is silence", () => {
  const dog = watch();
  talk(dog, 10, () => progress(0, 65_536));
  expect(dog.barks).toEqual([5 * MINUTE]);
});

test("the same words for ever are silence, with progress that stands still in between, too", () => {
  const dog = watch();
  const same = message(2003, 0, "Error 'Scsi error' at offset '1048576'");
  talk(dog, 10, (second) => (second % 2 === 0 ? same : progress(7)));
  // The first progress line came a second after the message.
  expect(dog.barks).toEqual([5 * MINUTE]);
});

test("a file that grows makes the same progress believable", () => {
  const dog = watch();
  talk(dog, 60, () => {
    dog.seen.bytes += 1;
    return progress(0, 65_536);
  });
  expect(dog.barks).toEqual([]);
});

test("while a disc is opened, progress is life: for hours and in several rounds", () => {
  const dog = watch();
  const round = 4 * 60;
  talk(dog, 120, (second) => {
    if (second % round === 0)
      return { kind: "step", code: 3103, id: second, name: "Scanning" };
    return progress((second % round) * 100, 0);
  });
  expect(dog.barks).toEqual([]);
  expect(dog.notices).toEqual([]);
});

test("a few rounds without a word in between are believed, but not for ever", () => {
  const dog = watch();
  talk(dog, 19, (second) => progress((second % 60) * 1000, 0));
  expect(dog.barks).toEqual([]);
  talk(dog, 10, (second) => progress((second % 60) * 1000, 0));
  expect(dog.barks).toEqual([20 * MINUTE]);
});

test("progress that goes up and down and nowhere is no life after twenty minutes", () => {
  const dog = watch();
  talk(dog, 30, (second) => progress(second % 2, 0));
  expect(dog.barks).toEqual([20 * MINUTE]);
});

test("the same few messages in turn are no life after twenty minutes", () => {
  const dog = watch();
  talk(dog, 30, (second) => message(1002, 0, `try ${second % 5}`));
  expect(dog.barks).toEqual([20 * MINUTE]);
});

test("a line that never ends is no life after twenty minutes", () => {
  const { clock, barks, watchdog } = watch();
  for (let minute = 0; minute < 30; minute++) {
    watchdog.heardNoise();
    clock.advance(MINUTE);
  }
  expect(barks).toEqual([20 * MINUTE]);
});

test("a storm of read errors in ever other places is slow work, not silence", () => {
  const dog = watch();
  talk(dog, 60, (second) => message(2003, 0, `offset '${second * 2048}'`));
  expect(dog.barks).toEqual([]);
});

test("a file that grows without a word is fine", () => {
  const { clock, notices, seen } = watch();
  for (let second = 0; second < 3600; second++) {
    seen.bytes += 1;
    clock.advance(1000);
  }
  expect(notices).toEqual([]);
});

test("it says slow after a tenth, silent after half, stalled at the end, and each once", () => {
  const { clock, notices } = watch();
  clock.advance(30_000 - 1);
  expect(notices).toEqual([]);
  clock.advance(60 * MINUTE);
  expect(notices).toEqual([
    { kind: "slow", why: null },
    { kind: "silent", silentMs: 150_000 },
    { kind: "stalled", silentMs: 300_000 },
  ]);
});

test("it says so when there is life again", () => {
  for (const sign of ["line", "noise", "growth"] as const) {
    const { clock, notices, seen, watchdog } = watch();
    clock.advance(3 * MINUTE);
    if (sign === "line") watchdog.heard(progress(1));
    else if (sign === "noise") watchdog.heardNoise();
    else seen.bytes += 1;
    clock.advance(10_000);
    expect(notices.slice(2)).toEqual([{ kind: "working" }]);
  }
});

test("a repetition does not make it work again", () => {
  const { clock, notices, watchdog } = watch();
  watchdog.heard(progress(1));
  clock.advance(3 * MINUTE);
  watchdog.heard(progress(1));
  expect(notices.map(({ kind }) => kind)).toEqual(["slow", "silent"]);
});

test.each([
  [3338, "download"],
  [3024, "multiplex"],
  [3042, "damaged_index"],
] as const)("after %d it says at once that it is slow: %s", (code, why) => {
  const { clock, notices, watchdog } = watch();
  watchdog.heard(message(code));
  clock.advance(9 * MINUTE);
  watchdog.heard(message(1005));
  clock.advance(10_000);
  expect(notices).toEqual([{ kind: "slow", why }, { kind: "working" }]);
});

test("a download is over as soon as anything follows it; a multiplex lasts through the steps after it", () => {
  for (const code of [3338, 3024]) {
    const { clock, barks, watchdog } = watch();
    watchdog.heard(message(code));
    watchdog.heard({ kind: "step", code: 3103, id: 0, name: "Scanning" });
    clock.advance(60 * MINUTE);
    expect(barks).toEqual([(code === 3338 ? 5 : 20) * MINUTE]);
  }
});

test("a question is silent after five seconds", () => {
  const { clock, notices, watchdog } = watch();
  watchdog.heard(message(5038, 776));
  clock.advance(MINUTE);
  expect(notices).toEqual([
    { kind: "silent", silentMs: 5000 },
    { kind: "stalled", silentMs: 10_000 },
  ]);
});

test("short limits are kept to the moment", () => {
  const { clock, notices } = watch({ stallTimeoutMs: 3000 });
  clock.advance(MINUTE);
  expect(notices).toEqual([
    { kind: "silent", silentMs: 1500 },
    { kind: "stalled", silentMs: 3000 },
  ]);
});
