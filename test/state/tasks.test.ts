import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  failure,
  finished,
  inserted,
  listing,
  NOW,
  openQueue,
  paused,
  problem,
  readyState,
  requeueing,
  response,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanResult,
  scanTask,
  TASKS,
  tools,
  unavailableQueue,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

const look = { type: "readQueue", resync: true } as const;
const claimed = { type: "taskClaimed", task: ripTask() } as const;

describe("a claimed rip", () => {
  const state = readyState({
    activity: claiming(ripTask()),
    queue: openQueue(ripTask(), ripTask("rip-2")),
  });
  const left = openQueue(ripTask("rip-2"));

  test("starts, with what the scan has found", () => {
    expect(after(state, claimed)).toEqual([
      { ...state, queue: left, activity: ripping(), lastRun: 1 },
      [
        {
          type: "startRip",
          run: 1,
          ...tools,
          task: ripTask(),
          scan: { result: scanResult, isCurrent: true, renumbered: null },
        },
      ],
    ]);
  });

  test("starts without a scan where there is none", () => {
    const [, effects] = after(
      { ...state, drive: inserted({ kind: "wanted" }), lastRun: 7 },
      claimed,
    );
    expect(effects).toEqual([
      { type: "startRip", run: 8, ...tools, task: ripTask(), scan: null },
    ]);
  });

  test.each([
    ["somebody paused", { pause: paused }],
    ["the daemon stops", { life: { kind: "stopping", restart: false } }],
    [
      "makemkvcon is missing",
      { makemkvcon: { kind: "missing", problem: problem() } },
    ],
    [
      "the settings are gone",
      { config: { kind: "noWebapp", problem: problem() } },
    ],
  ] satisfies [string, Partial<DaemonState>][])(
    "goes back when %s during the claim",
    (_, changes) => {
      const changed = { ...state, ...changes };
      expect(after(changed, claimed)).toEqual([
        { ...changed, queue: left, activity: requeueing(ripTask()) },
        [{ type: "requeueTask", taskId: "rip-1" }],
      ]);
    },
  );

  test("that nobody waits for any more is put back, whatever else is in work", () => {
    const idle = readyState({ queue: unavailableQueue() });
    expect(after(idle, claimed)).toEqual([
      idle,
      [{ type: "requeueTask", taskId: "rip-1" }],
    ]);
    const busy = readyState({ activity: ripping(ripTask("rip-2")) });
    expect(after(busy, claimed)).toEqual([
      busy,
      [{ type: "requeueTask", taskId: "rip-1" }],
    ]);
  });

  test("is not put back while it is in work", () => {
    const busy = readyState({ activity: ripping() });
    expect(after(busy, claimed)).toEqual([busy, []]);
  });
});

describe("a claimed scan", () => {
  const state = readyState({
    activity: claiming(scanTask()),
    queue: openQueue(scanTask()),
  });
  const scanClaimed = { type: "taskClaimed", task: scanTask() } as const;

  test("is answered from memory while the disc is in", () => {
    const answer = response({
      taskId: "scan-1",
      kind: "scan",
      outcome: { kind: "scanned", result: scanResult },
      source: null,
    });
    expect(after(state, scanClaimed)).toEqual([
      {
        ...state,
        queue: openQueue(),
        activity: { kind: "finishing", response: answer },
      },
      [{ type: "writeResponse", response: answer }],
    ]);
  });

  test.each([
    { kind: "wanted" },
    { kind: "failed", code: "DISC_UNREADABLE", message: "" },
  ] as const)("runs afresh when the scan of the disc is $kind", (scan) => {
    const drive = inserted(scan);
    expect(after({ ...state, drive }, scanClaimed)).toEqual([
      {
        ...state,
        queue: openQueue(),
        drive: inserted({ kind: "running" }),
        activity: scanning(scanTask()),
        lastRun: 1,
      },
      [{ type: "startScan", run: 1, ...tools }],
    ]);
  });
});

describe("a claim that is no task", () => {
  const activity = claiming(ripTask());
  const rejected = {
    type: "taskRejected",
    taskId: "rip-1",
    kind: null,
    failure: failure({ code: "UNKNOWN" }),
  } as const;

  test("is answered with a failure, paused or not", () => {
    const answer = response({
      kind: null,
      outcome: { kind: "failed", failure: failure({ code: "UNKNOWN" }) },
      source: null,
    });
    const state = readyState({ activity, pause: paused });
    expect(after(state, rejected)).toEqual([
      { ...state, activity: { kind: "finishing", response: answer } },
      [{ type: "writeResponse", response: answer }],
    ]);
  });

  test("that nobody waits for any more is put back like a task", () => {
    const [, effects] = after(readyState(), rejected);
    expect(effects).toEqual([{ type: "requeueTask", taskId: "rip-1" }]);
  });
});

describe("a task that the webapp took back", () => {
  test("is passed over: the next one is claimed", () => {
    const state = readyState({
      activity: claiming(ripTask()),
      queue: openQueue(ripTask(), ripTask("rip-2")),
    });
    expect(after(state, { type: "taskGone", taskId: "rip-1" })).toEqual([
      {
        ...state,
        queue: openQueue(ripTask("rip-2")),
        activity: claiming(ripTask("rip-2")),
      },
      [look, { type: "claimTask", taskId: "rip-2" }],
    ]);
  });

  test("is no longer counted, also where more wait than are listed", () => {
    const [next] = after(
      readyState({
        pause: paused,
        activity: claiming(ripTask()),
        queue: {
          kind: "open",
          directory: TASKS,
          listing: listing([ripTask()], { depth: 40 }),
        },
      }),
      { type: "taskGone", taskId: "rip-1" },
    );
    expect(next.queue).toEqual({
      kind: "open",
      directory: TASKS,
      listing: listing([], { depth: 39 }),
    });
  });
});

describe("an answer", () => {
  const activity = { kind: "finishing", response: response() } as const;
  const written = { type: "responseWritten", taskId: "rip-1" } as const;

  test("is told of when it is on disk, and the next task is claimed", () => {
    const state = readyState({
      activity,
      queue: openQueue(ripTask("rip-2")),
      recent: [finished({ taskId: "rip-0" })],
    });
    expect(after(state, written)).toEqual([
      {
        ...state,
        activity: claiming(ripTask("rip-2")),
        recent: [finished(), finished({ taskId: "rip-0" })],
      },
      [look, { type: "claimTask", taskId: "rip-2" }],
    ]);
  });

  test("is not written over by the same task, queued again while it ran", () => {
    const state = readyState({ activity, queue: openQueue(ripTask()) });
    expect(after(state, written)).toEqual([
      readyState({ recent: [finished()] }),
      [look],
    ]);
  });

  test("of another task means nothing", () => {
    const state = readyState({ activity });
    expect(after(state, { ...written, taskId: "rip-2" })).toEqual([state, []]);
  });

  test("that is kept while the folder is away is not told of, and nothing is claimed", () => {
    const state = readyState({ activity, queue: openQueue(ripTask("rip-2")) });
    expect(
      after(state, {
        type: "responseKept",
        taskId: "rip-1",
        problem: problem("tasks_folder_gone"),
      }),
    ).toEqual([
      readyState({ queue: unavailableQueue(), undelivered: [finished()] }),
      [],
    ]);
  });
});

describe("a task that is back in the queue", () => {
  test("makes room for the next", () => {
    const state = readyState({
      activity: requeueing(ripTask()),
      drive: inserted(scanned),
      queue: openQueue(ripTask("rip-2")),
    });
    expect(after(state, { type: "taskRequeued", taskId: "rip-1" })).toEqual([
      { ...state, activity: claiming(ripTask("rip-2")) },
      [look, { type: "claimTask", taskId: "rip-2" }],
    ]);
  });

  test("that nobody waits for means nothing", () => {
    const state = readyState({ activity: ripping() });
    expect(after(state, { type: "taskRequeued", taskId: "rip-1" })).toEqual([
      state,
      [],
    ]);
  });
});
