import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import { problemsOf } from "../../src/state/select.ts";
import type { DaemonState, PauseState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  listing,
  notPaused,
  NOW,
  openingQueue,
  openQueue,
  paused,
  problem,
  readyState,
  recoveredQueue,
  ripping,
  ripTask,
  scanning,
  stopping,
  TASKS,
  unavailableQueue,
} from "../support/states.ts";

/** The state and the effects after an event; who gave the command when is of no interest here. */
function after(state: DaemonState, fact: Fact) {
  const [next, effects] = transition(state, { ...fact, at: NOW });
  return [{ ...next, people: state.people }, effects];
}

const writingPause: PauseState = { ...paused, pending: true, writing: true };
const writingResume: PauseState = {
  ...notPaused,
  pending: true,
  writing: true,
};
const waitingPause: PauseState = { ...paused, pending: true };

const look = { type: "readQueue", resync: true } as const;

describe("pause after the track", () => {
  test("pauses at once when nothing runs", () => {
    expect(after(readyState(), { type: "pauseRequested", now: false })).toEqual(
      [
        readyState({ pause: writingPause }),
        [{ type: "setPauseMarker", paused: true }],
      ],
    );
  });

  test("lets the rip end", () => {
    const state = readyState({ activity: ripping() });
    expect(after(state, { type: "pauseRequested", now: false })).toEqual([
      { ...state, pause: writingPause },
      [{ type: "setPauseMarker", paused: true }],
    ]);
  });

  test("claims nothing more when the rip has ended", () => {
    const state = readyState({
      pause: paused,
      activity: { kind: "requeueing", taskId: "rip-1" },
      queue: openQueue(ripTask("rip-2")),
    });
    expect(after(state, { type: "taskRequeued", taskId: "rip-1" })).toEqual([
      { ...state, activity: { kind: "idle" } },
      [look],
    ]);
  });
});

describe("pause now", () => {
  test.each([
    ["rip", ripping()],
    ["scan", scanning()],
  ])("stops a %s and remembers why", (_, activity) => {
    const state = readyState({ activity });
    expect(after(state, { type: "pauseRequested", now: true })).toEqual([
      {
        ...state,
        pause: writingPause,
        activity: stopping(activity, "cancelled"),
      },
      [
        { type: "setPauseMarker", paused: true },
        { type: "stopRun", run: 1, urgent: false },
      ],
    ]);
  });

  test("leaves a claim under way alone: the task goes back when it has been claimed", () => {
    const state = readyState({
      activity: claiming(ripTask()),
      queue: openQueue(ripTask()),
    });
    expect(after(state, { type: "pauseRequested", now: true })).toEqual([
      { ...state, pause: writingPause },
      [{ type: "setPauseMarker", paused: true }],
    ]);
  });

  test("does not change the reason of a run that was stopped before", () => {
    const state = readyState({ activity: stopping(ripping(), "ejected") });
    expect(after(state, { type: "pauseRequested", now: true })).toEqual([
      { ...state, pause: writingPause },
      [{ type: "setPauseMarker", paused: true }],
    ]);
  });
});

describe("resume", () => {
  test("counts at once: the next task is claimed", () => {
    const state = readyState({ pause: paused, queue: openQueue(ripTask()) });
    expect(after(state, { type: "resumeRequested" })).toEqual([
      { ...state, pause: writingResume, activity: claiming(ripTask()) },
      [
        { type: "setPauseMarker", paused: false },
        { type: "claimTask", taskId: "rip-1" },
      ],
    ]);
  });

  test("does not call back a stop that was ordered", () => {
    const state = readyState({
      pause: paused,
      activity: stopping(ripping(), "cancelled"),
    });
    expect(after(state, { type: "resumeRequested" })).toEqual([
      { ...state, pause: writingResume },
      [{ type: "setPauseMarker", paused: false }],
    ]);
  });
});

describe("our own marker", () => {
  test("is no longer pending when it is written", () => {
    const state = readyState({ pause: writingPause });
    expect(after(state, { type: "pauseMarkerSet", paused: true })).toEqual([
      readyState({ pause: paused }),
      [],
    ]);
  });

  test("is written once more when somebody thought better of it meanwhile", () => {
    const state = readyState({ pause: writingResume });
    expect(after(state, { type: "pauseMarkerSet", paused: true })).toEqual([
      state,
      [{ type: "setPauseMarker", paused: false }],
    ]);
  });

  test("is ordered once at a time, whatever is asked for meanwhile", () => {
    const state = readyState({ pause: writingPause });
    expect(after(state, { type: "resumeRequested" })).toEqual([
      readyState({ pause: writingResume }),
      [],
    ]);
    expect(
      after(state, { type: "ticked", slept: false, awakeMs: 2000 }),
    ).toEqual([state, [look]]);
  });

  test("that could not be written is tried again on the next tick", () => {
    const state = readyState({ pause: writingPause });
    const [failed, nothing] = transition(state, {
      type: "pauseMarkerFailed",
      problem: problem(),
      at: NOW,
    });
    const told = { ...writingPause, problem: problem() };
    expect([failed, nothing]).toEqual([
      readyState({ pause: { ...told, writing: false } }),
      [],
    ]);
    const [again, effects] = transition(failed, {
      type: "ticked",
      slept: false,
      awakeMs: 2000,
      at: NOW,
    });
    expect([again, effects]).toEqual([
      readyState({ pause: told }),
      [look, { type: "setPauseMarker", paused: true }],
    ]);
    expect(problemsOf(again)).toEqual([problem()]);
    expect(after(again, { type: "pauseMarkerSet", paused: true })).toEqual([
      readyState({ pause: paused }),
      [],
    ]);
  });

  test.each([
    ["closed", { kind: "closed" }],
    ["being recovered", openingQueue],
    ["away", unavailableQueue(true)],
  ] as const)("waits while the folder is %s", (_, queue) => {
    // No settings, or the folder would be opened.
    const state = readyState({ queue, config: { kind: "loading" } });
    expect(after(state, { type: "pauseRequested", now: false })).toEqual([
      { ...state, pause: waitingPause },
      [],
    ]);
  });

  test("is written as soon as the folder is open, before the first look", () => {
    const state = readyState({ queue: openingQueue, pause: waitingPause });
    expect(
      after(state, { type: "queueOpened", directory: TASKS, delivered: [] }),
    ).toEqual([
      { ...state, queue: recoveredQueue, pause: writingPause },
      [{ type: "setPauseMarker", paused: true }, look],
    ]);
  });

  test("that nobody ordered means nothing", () => {
    const state = readyState({ pause: waitingPause });
    expect(after(state, { type: "pauseMarkerSet", paused: true })).toEqual([
      state,
      [],
    ]);
  });
});

describe("the marker in the folder", () => {
  test("that somebody else wrote is a pause", () => {
    expect(seen(notPaused, true)).toEqual({ ...paused, reason: "marker_file" });
  });

  test("that is gone is the end of the pause", () => {
    expect(seen(paused, false)).toEqual(notPaused);
  });

  test("does not know better while ours is pending", () => {
    expect(seen(writingPause, false)).toEqual(writingPause);
    expect(seen(writingResume, true)).toEqual(writingResume);
    expect(seen(waitingPause, false)).toEqual(waitingPause);
  });

  test("does not change the reason of a pause", () => {
    expect(seen(paused, true)).toEqual(paused);
    const marked = { ...paused, reason: "marker_file" } as const;
    const [state] = transition(readyState({ pause: marked }), {
      type: "pauseRequested",
      now: false,
      at: NOW,
    });
    expect(state.pause.reason).toBe("marker_file");
  });

  test("seen at the first look keeps everything from being claimed", () => {
    const state = readyState({ queue: recoveredQueue });
    const [, effects] = transition(state, {
      type: "queueRead",
      directory: TASKS,
      listing: listing([ripTask()], { paused: true }),
      at: NOW,
    });
    expect(effects).toEqual([]);
  });

  function seen(pause: PauseState, isMarked: boolean): PauseState {
    const [state] = transition(readyState({ pause }), {
      type: "queueRead",
      directory: TASKS,
      listing: listing([], { paused: isMarked }),
      at: NOW,
    });
    return state.pause;
  }
});
