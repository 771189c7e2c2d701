import { expect, test } from "bun:test";
import {
  climbLadder,
  nextWait,
  type NotYet,
} from "../../../src/makemkv/run/open-ladder.ts";
import type { RetryReason } from "../../../src/makemkv/verdict/retry.ts";
import { createStopSwitch } from "../../../src/makemkv/run/waiting.ts";
import type { Failure } from "../../../src/state/error-code.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createNotes } from "../program.ts";

const limits = {
  openRetryMs: [5000, 10_000, 20_000, 40_000],
  discWaitMs: 60_000,
};
const failure: Failure = {
  code: "DISC_UNREADABLE",
  message: "It is not ready.",
  detail: "said so",
};

/** Climbs through the answers, the last one again and again; the clock moves whenever somebody waits. */
function climb(
  answers: readonly (RetryReason | "opened")[],
  options: { runMs?: number; limits?: typeof limits; stopAt?: number } = {},
) {
  const clock = createFakeClock();
  const stop = createStopSwitch();
  const notices: RunNotice[] = [];
  const notes = createNotes();
  let tries = 0;
  const attempt = async (): Promise<NotYet | { readonly kind: "opened" }> => {
    const answer = answers[Math.min(tries, answers.length - 1)] ?? "opened";
    tries++;
    clock.advance(options.runMs ?? 0);
    if (answer === "opened") return { kind: answer };
    return { kind: "notYet", why: answer, failure };
  };
  const outcome = climbLadder(
    {
      device: "/dev/sr0",
      settings: options.limits ?? limits,
      clock,
      stop,
      transcript: notes,
      notice(notice) {
        notices.push(notice);
        if (notice.kind !== "retrying") return;
        if (tries === options.stopAt) return stop.press();
        setImmediate(() => clock.advance(notice.waitMs));
      },
    },
    attempt,
  );
  return { outcome, notices, notes, tries: () => tries, clock };
}

const waits = (notices: readonly RunNotice[]) =>
  notices.flatMap((notice) =>
    notice.kind === "retrying" ? [[notice.why, notice.waitMs]] : [],
  );

test("a disc that opens is tried once", async () => {
  const { outcome, notices, tries } = climb(["opened"]);
  expect(await outcome).toEqual({ kind: "opened" });
  expect([tries(), notices]).toEqual([1, []]);
});

test("a drive that becomes ready at the third try is waited for", async () => {
  const { outcome, notices, notes } = climb([
    "drive_not_ready",
    "drive_not_ready",
    "opened",
  ]);
  expect(await outcome).toEqual({ kind: "opened" });
  expect(notices).toEqual([
    { kind: "retrying", why: "drive_not_ready", attempt: 1, waitMs: 5000 },
    { kind: "working" },
    { kind: "retrying", why: "drive_not_ready", attempt: 2, waitMs: 10_000 },
    { kind: "working" },
  ]);
  expect(notes.lines).toEqual([
    "try 1: drive_not_ready; again in 5 s",
    "try 2: drive_not_ready; again in 10 s",
  ]);
});

test("a drive that never is ready fails after as many tries more as there are waits", async () => {
  const { outcome, tries } = climb(["drive_not_ready"]);
  expect(await outcome).toEqual({
    kind: "failed",
    failure: {
      code: "DISC_UNREADABLE",
      message: "It is not ready. It was tried 5 times within 75 s.",
      detail: "said so",
    },
  });
  expect(tries()).toBe(5);
});

test("an empty drive is looked at until the time for a disc is over", async () => {
  const { outcome, notices } = climb(["no_disc"], { runMs: 1000 });
  expect(await outcome).toEqual({
    kind: "failed",
    failure: {
      code: "DISC_EJECTED",
      message:
        "No disc came into the drive within 61 s. Insert it and queue the task again.",
      detail: "said so",
    },
  });
  expect(waits(notices)).toEqual([
    ["no_disc", 5000],
    ["no_disc", 10_000],
    ["no_disc", 20_000],
    ["no_disc", 21_000],
  ]);
});

test("a disc that comes late has all the time to become ready", async () => {
  const { outcome, notices } = climb([
    "no_disc",
    "no_disc",
    "drive_not_ready",
    "drive_not_ready",
    "opened",
  ]);
  expect(await outcome).toEqual({ kind: "opened" });
  expect(waits(notices)).toEqual([
    ["no_disc", 5000],
    ["no_disc", 10_000],
    ["drive_not_ready", 5000],
    ["drive_not_ready", 10_000],
  ]);
});

test("a stop while it waits ends it at once", async () => {
  const { outcome, tries, clock } = climb(["drive_not_ready"], { stopAt: 2 });
  expect(await outcome).toEqual({
    kind: "stopped",
    detail: "Stopped while it waited for the drive. said so",
  });
  expect(tries()).toBe(2);
  expect(clock.monotonic()).toBe(5000);
});

test("without waits in the settings a drive is tried once, and an empty one is not looked at without a pause", () => {
  const none = { openRetryMs: [], discWaitMs: 60_000 };
  const tries = { drive_not_ready: 1, no_disc: 1 };
  expect(nextWait({ why: "drive_not_ready", tries, spentMs: 0 }, none)).toBe(
    null,
  );
  expect(nextWait({ why: "no_disc", tries, spentMs: 0 }, none)).toBe(5000);
  const zero = { openRetryMs: [0], discWaitMs: 60_000 };
  expect(nextWait({ why: "no_disc", tries, spentMs: 0 }, zero)).toBe(250);
  const noWait = { ...limits, discWaitMs: 0 };
  expect(nextWait({ why: "no_disc", tries, spentMs: 0 }, noWait)).toBe(null);
});
