import { describe, expect, test } from "bun:test";
import { schedule } from "../../src/state/schedule.ts";
import type { Activity, DaemonState } from "../../src/state/state.ts";
import {
  claiming,
  inserted,
  listing,
  newState,
  NOW,
  openingQueue,
  openQueue,
  paused,
  problem,
  readyState,
  recoveredQueue,
  requeueing,
  response,
  ripping,
  ripTask,
  scanning,
  scanTask,
  settings,
  stopping,
  TASKS,
  tools,
  unavailableQueue,
  unwatchedDrive,
} from "../support/states.ts";

const waiting = openQueue(ripTask(), scanTask());
const wanted = inserted({ kind: "wanted" });

describe("the order of things", () => {
  const everything = {
    queue: { ...openQueue(ripTask()), directory: "/elsewhere" },
    drive: wanted,
  } as const;

  test("leaving comes first", () => {
    const life = { kind: "stopping", restart: false } as const;
    const state = readyState({ ...everything, life });
    expect(schedule(state, NOW)[1]).toEqual([{ type: "exit", restart: false }]);
  });

  test("then the tasks folder that the settings name", () => {
    expect(schedule(readyState(everything), NOW)[1]).toEqual([
      { type: "openQueue", settings },
    ]);
  });

  test("then the first task in the webapp's order", () => {
    const state = readyState({ queue: waiting, drive: wanted });
    expect(schedule(state, NOW)).toEqual([
      { ...state, activity: claiming(ripTask()) },
      [{ type: "claimTask", taskId: "rip-1" }],
    ]);
  });

  test("a file that will never be a task is claimed in its turn, too", () => {
    const state = readyState({
      queue: {
        kind: "open",
        directory: TASKS,
        listing: listing([], {
          upcoming: [{ kind: "invalid", id: "bad", detail: "not JSON" }],
        }),
      },
    });
    expect(schedule(state, NOW)[1]).toEqual([
      { type: "claimTask", taskId: "bad" },
    ]);
  });

  test("then the scan of a disc that nobody has asked about", () => {
    const state = readyState({ drive: wanted, lastRun: 4 });
    expect(schedule(state, NOW)).toEqual([
      {
        ...state,
        drive: inserted({ kind: "running" }),
        activity: { ...scanning(), run: 5 },
        lastRun: 5,
      },
      [{ type: "startScan", run: 5, ...tools }],
    ]);
  });
});

describe("nothing is begun", () => {
  test.each<Activity>([
    claiming(ripTask()),
    ripping(),
    scanning(),
    stopping(ripping(), "ejected"),
    { kind: "finishing", response: response() },
    requeueing(ripTask()),
  ])("before the last thing has ended: $kind", (activity) => {
    for (const life of [
      { kind: "running" },
      { kind: "stopping", restart: false },
    ] as const) {
      const state = readyState({
        activity,
        life,
        queue: { ...waiting, directory: "/elsewhere" } as typeof waiting,
        drive: wanted,
      });
      expect(schedule(state, NOW)).toEqual([state, []]);
    }
  });

  test.each<[string, Partial<DaemonState>]>([
    ["while paused", { pause: paused }],
    ["while no makemkvcon is known", { makemkvcon: { kind: "unknown" } }],
    [
      "while makemkvcon is missing",
      { makemkvcon: { kind: "missing", problem: problem() } },
    ],
    ["while the settings are loading", { config: { kind: "loading" } }],
    [
      "without daemon.yaml",
      { config: { kind: "needsSetup", problem: problem() } },
    ],
    ["before recovery is done", { queue: openingQueue }],
    ["before the first look", { queue: recoveredQueue }],
    ["while the tasks folder is away", { queue: unavailableQueue() }],
    ["without a drive", { drive: { ...unwatchedDrive, device: null } }],
    ["before the disc monitor has spoken", { monitor: { kind: "off" } }],
    [
      "while the disc is being ejected",
      { drive: { ...wanted, eject: { kind: "ejecting" } } },
    ],
  ])("%s", (_, changes) => {
    const state = readyState({ queue: waiting, drive: wanted, ...changes });
    expect(schedule(state, NOW)).toEqual([state, []]);
  });

  test("by a daemon that knows nothing yet", () => {
    expect(schedule(newState(), NOW)).toEqual([newState(), []]);
  });

  test.each([
    { kind: "running" },
    { kind: "failed", code: "UNKNOWN", message: "" },
  ] as const)("for a disc whose scan is $kind", (scan) => {
    const state = readyState({ drive: inserted(scan) });
    expect(schedule(state, NOW)).toEqual([state, []]);
  });
});

test("where nobody watches the drive, nothing waits for a disc", () => {
  const state = readyState({ queue: waiting, drive: unwatchedDrive });
  expect(schedule(state, NOW)[1]).toEqual([
    { type: "claimTask", taskId: "rip-1" },
  ]);
});
