import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import { currentTaskId } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  DEVICE,
  film,
  inserted,
  noDisc,
  NOW,
  openQueue,
  readyState,
  requeueing,
  ripTask,
  scanTask,
  settings,
  tools,
  unwatchedDrive,
  waiting,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact, at = NOW) {
  return transition(state, { ...fact, at });
}

const tick = { type: "ticked", slept: false, awakeMs: 2000 } as const;
const insert = {
  type: "discInserted",
  device: DEVICE,
  volumeName: "THE_POLAR_EXPRESS",
  medium: film,
} as const;

/** Claimed at `NOW`, and the drive is empty. */
function waits(changes: Partial<DaemonState> = {}): DaemonState {
  return readyState({
    drive: noDisc,
    activity: waiting(ripTask()),
    ...changes,
  });
}

describe("a task without a disc", () => {
  test("is claimed all the same", () => {
    const state = readyState({ drive: noDisc, queue: openQueue(ripTask()) });
    expect(after(state, { type: "queueHinted" })[0].activity).toEqual(
      claiming(ripTask()),
    );
  });

  test("waits for one, and is the task in work meanwhile", () => {
    const state = readyState({ drive: noDisc, activity: claiming(ripTask()) });
    const [next, effects] = after(state, {
      type: "taskClaimed",
      task: ripTask(),
    });
    expect(next.activity).toEqual(waiting(ripTask()));
    expect(effects).toEqual([]);
    expect(currentTaskId(next)).toBe("rip-1");
  });

  test("begins when one comes", () => {
    const [next, effects] = after(waits(), insert, NOW + 5000);
    expect(next.activity).toMatchObject({ kind: "ripping", task: ripTask() });
    expect(effects).toEqual([
      { type: "startRip", run: 1, ...tools, task: ripTask(), scan: null },
    ]);
  });

  test("begins when nobody watches the drive any more", () => {
    const state = waits({ drive: unwatchedDrive });
    expect(after(state, tick)[0].activity.kind).toBe("ripping");
  });

  test("is scanned when that is what it is", () => {
    const state = waits({ activity: waiting(scanTask()) });
    expect(after(state, insert)[1]).toEqual([
      { type: "startScan", run: 1, ...tools },
    ]);
  });

  test("gives up after disc_wait_seconds in which somebody could have put one in, and says so", () => {
    const { discWaitMs } = settings;
    const [early] = after(waits(), { ...tick, awakeMs: discWaitMs - 1 });
    expect(early.activity).toEqual(waiting(ripTask(), discWaitMs - 1));
    const [next] = after(early, { ...tick, awakeMs: 1 }, NOW + discWaitMs);
    expect(next.activity).toMatchObject({
      kind: "finishing",
      response: {
        taskId: "rip-1",
        startedAt: NOW,
        completedAt: NOW + discWaitMs,
        outcome: {
          kind: "failed",
          failure: {
            code: "DISC_EJECTED",
            message:
              "There is no disc in the drive, and none was inserted within 60 s. Insert it and queue the task again.",
          },
        },
      },
    });
  });

  test.each([
    ["slept", 8 * 3_600_000],
    ["has a clock that was set back", -24 * 3_600_000],
  ])("does not give up because the machine %s", (_, jump) => {
    const [awake] = after(waits(), { type: "queueHinted" }, NOW + jump);
    const woken = { ...tick, slept: jump > 0, awakeMs: 0 };
    const [next] = after(awake, woken, NOW + jump);
    expect(next.activity).toEqual(waiting(ripTask()));
  });

  test.each<Fact>([
    { type: "pauseRequested", now: false },
    { type: "pauseRequested", now: true },
    { type: "stopRequested", restart: false },
    {
      type: "makemkvconMissing",
      problem: { key: "gone", text: "It is gone.", hint: "" },
    },
  ])("goes back on $type: nothing of it was begun", (fact) => {
    const [next, effects] = after(waits(), fact);
    expect(next.activity).toEqual(requeueing(ripTask()));
    expect(effects).toContainEqual({ type: "requeueTask", taskId: "rip-1" });
  });
});

describe("a disc that makemkvcon can not read", () => {
  test.each([
    ["audio", scanTask(), "an audio CD"],
    ["blank", ripTask(), "a blank disc"],
  ] as const)(
    "because it is %s fails the task at once",
    (content, task, what) => {
      const { disc } = inserted({ kind: "wanted" });
      if (disc.kind !== "inserted") throw new Error("no disc");
      const medium = { kind: "cd", content } as const;
      const drive = { ...noDisc, disc: { ...disc, medium } };
      const state = readyState({ drive, activity: claiming(task) });
      const [next] = after(state, { type: "taskClaimed", task });
      expect(next.activity).toMatchObject({
        kind: "finishing",
        response: {
          outcome: {
            failure: {
              code: "DISC_UNREADABLE",
              message: `There is ${what} in the drive: makemkvcon can not read it. Insert the right disc and queue the task again.`,
            },
          },
        },
      });
    },
  );
});
