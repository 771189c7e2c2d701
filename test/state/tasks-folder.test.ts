import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  finished,
  listing,
  NOW,
  openingQueue,
  openQueue,
  paused,
  problem,
  readyState,
  recoveredQueue,
  requeueing,
  ripping,
  ripTask,
  TASKS,
  unavailableQueue,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

const look = { type: "readQueue", resync: true } as const;

describe("opening the tasks folder", () => {
  const opened = {
    type: "queueOpened",
    directory: TASKS,
    delivered: [],
  } as const;

  test("claims nothing before the first look", () => {
    const state = readyState({ queue: openingQueue });
    expect(after(state, opened)).toEqual([
      readyState({ queue: recoveredQueue }),
      [look],
    ]);
  });

  test("claims with the first look", () => {
    const state = readyState({ queue: recoveredQueue });
    expect(
      after(state, {
        type: "queueRead",
        directory: TASKS,
        listing: listing([ripTask()]),
      }),
    ).toEqual([
      readyState({
        queue: openQueue(ripTask()),
        activity: claiming(ripTask()),
      }),
      [{ type: "claimTask", taskId: "rip-1" }],
    ]);
  });

  test.each([
    ["a look before recovery", openingQueue],
    ["a look into a folder that is away", unavailableQueue()],
    ["a look into another folder", { ...openQueue(), directory: "/elsewhere" }],
  ] as const)("%s counts for nothing", (_, queue) => {
    const state = readyState({ queue, pause: paused, activity: ripping() });
    const read = { type: "queueRead", directory: TASKS } as const;
    expect(after(state, { ...read, listing: listing([ripTask()]) })).toEqual([
      state,
      [],
    ]);
  });

  test.each([
    ["a folder that is open", openQueue()],
    ["another folder", { ...openingQueue, directory: "/elsewhere" }],
  ] as const)("does not disturb %s", (_, queue) => {
    const state = readyState({ queue, activity: ripping() });
    expect(after(state, opened)).toEqual([state, []]);
  });

  test("announces the answers that were kept while it was away, as what they are", () => {
    const kept = finished({ taskId: "kept" });
    const state = readyState({
      queue: unavailableQueue(true),
      undelivered: [kept],
      recent: [finished()],
    });
    const [next] = after(state, {
      ...opened,
      delivered: [
        { taskId: "kept", outcome: "success" },
        { taskId: "crashed", outcome: "failed" },
      ],
    });
    expect(next.undelivered).toEqual([]);
    expect(next.recent.map(({ taskId, outcome }) => [taskId, outcome])).toEqual(
      [
        ["crashed", "failed"],
        ["kept", "success"],
        ["rip-1", "success"],
      ],
    );
    expect(next.recent[1]).toBe(kept);
  });

  test("announces answers that are delivered later in the same way", () => {
    const kept = finished({ taskId: "kept" });
    const state = readyState({ undelivered: [kept] });
    expect(
      after(state, {
        type: "answersDelivered",
        delivered: [{ taskId: "kept", outcome: "success" }],
      }),
    ).toEqual([readyState({ recent: [kept] }), []]);
  });
});

describe("a tasks folder that goes away", () => {
  const gone = {
    type: "queueUnavailable",
    directory: TASKS,
    problem: problem("tasks_folder_gone"),
  } as const;

  test.each([
    ["a claim", claiming(ripTask())],
    ["a task on its way back", requeueing(ripTask())],
  ])("ends %s", (_, activity) => {
    const state = readyState({ activity, queue: openQueue(ripTask()) });
    expect(after(state, gone)).toEqual([
      readyState({ queue: unavailableQueue() }),
      [],
    ]);
  });

  test("leaves the running task alone", () => {
    const state = readyState({ activity: ripping() });
    expect(after(state, gone)).toEqual([
      { ...state, queue: unavailableQueue() },
      [],
    ]);
  });

  test("is always the one we wanted, or it would be opened again at once and for ever", () => {
    const state = readyState({ queue: openingQueue });
    expect(after(state, { ...gone, directory: "" })).toEqual([
      readyState({ queue: unavailableQueue() }),
      [],
    ]);
  });

  test("that was never opened is not missed", () => {
    const state = readyState({
      queue: { kind: "closed" },
      activity: ripping(),
    });
    expect(after(state, gone)).toEqual([state, []]);
  });
});

describe("a hint", () => {
  test("is a reason to look", () => {
    expect(after(readyState(), { type: "queueHinted" })).toEqual([
      readyState(),
      [{ type: "readQueue", resync: false }],
    ]);
  });

  test("is one while the first look is under way, too: it may have been over before", () => {
    const state = readyState({ queue: recoveredQueue });
    expect(after(state, { type: "queueHinted" })[1]).toEqual([
      { type: "readQueue", resync: false },
    ]);
  });

  test("means nothing before the folder is open", () => {
    const state = readyState({ queue: openingQueue });
    expect(after(state, { type: "queueHinted" })).toEqual([state, []]);
  });
});
