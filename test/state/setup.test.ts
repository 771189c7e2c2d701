import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type { Settings } from "../../src/state/settings.ts";
import type { ConfigState, DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  DEVICE,
  MAKEMKVCON,
  newState,
  NOW,
  openingQueue,
  openQueue,
  problem,
  readyState,
  recoveredQueue,
  ripping,
  ripTask,
  settings,
  TASKS,
  unavailableQueue,
  unwatchedDrive,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

function loaded(changes: Partial<Settings> = {}): Fact {
  return {
    type: "configLoaded",
    settings: { ...settings, ...changes },
    source: "webapp",
    problems: [],
  };
}

function ready(changes: Partial<Settings> = {}): ConfigState {
  return {
    kind: "ready",
    settings: { ...settings, ...changes },
    source: "webapp",
    problems: [],
  };
}

describe("the first settings", () => {
  test("open everything: port, makemkvcon, disc monitor, tasks folder, in this order", () => {
    expect(after(newState(), loaded())).toEqual([
      newState({ config: ready(), queue: openingQueue }),
      [
        { type: "listen", settings },
        { type: "locateMakemkvcon", configuredPath: null },
        { type: "watchDiscs", mode: "auto" },
        { type: "openQueue", settings },
      ],
    ]);
  });

  test("name the drive as long as no disc has been seen", () => {
    const [state] = after(newState(), loaded({ drive: "/dev/sr0" }));
    expect(state.drive).toEqual({ ...unwatchedDrive, device: "/dev/sr0" });
  });
});

describe("settings that come again", () => {
  test("change nothing when they are the same, but the port is looked after", () => {
    expect(after(readyState(), loaded())).toEqual([
      readyState(),
      [{ type: "listen", settings }],
    ]);
  });

  test("with another path to makemkvcon have it looked for, the old one in use meanwhile", () => {
    const makemkvPath = "/usr/local/bin/makemkvcon";
    const [state, effects] = after(readyState(), loaded({ makemkvPath }));
    expect(state.makemkvcon).toEqual({ kind: "found", path: MAKEMKVCON });
    expect(effects).toContainEqual({
      type: "locateMakemkvcon",
      configuredPath: makemkvPath,
    });
  });

  test("with another way to watch start afresh: nobody knows the disc for the moment", () => {
    const config = { discMonitor: "none", drive: "/dev/sr0" } as const;
    const [state, effects] = after(readyState(), loaded(config));
    expect({ monitor: state.monitor, drive: state.drive }).toEqual({
      monitor: { kind: "off" },
      drive: { ...unwatchedDrive, device: "/dev/sr0" },
    });
    expect(effects).toContainEqual({ type: "watchDiscs", mode: "none" });
  });

  test("with another drive do not overrule a disc that is seen", () => {
    const [state] = after(readyState(), loaded({ drive: "/dev/sr0" }));
    expect(state.drive.device).toBe(DEVICE);
  });

  test("without a drive keep the one where the last disc was seen", () => {
    const [state] = after(readyState({ drive: unwatchedDrive }), loaded());
    expect(state.drive).toEqual(unwatchedDrive);
  });

  test("with another tasks directory wait for the running task", () => {
    const state = readyState({ activity: ripping() });
    const elsewhere = { tasksDirectory: "/elsewhere" };
    expect(after(state, loaded(elsewhere))).toEqual([
      { ...state, config: ready(elsewhere) },
      [{ type: "listen", settings: { ...settings, ...elsewhere } }],
    ]);
  });

  test("with another tasks directory open it when nothing runs, though tasks wait in the old one", () => {
    const state = readyState({ queue: openQueue(ripTask()) });
    const elsewhere = { tasksDirectory: "/elsewhere" };
    const all = { ...settings, ...elsewhere };
    expect(after(state, loaded(elsewhere))).toEqual([
      {
        ...state,
        config: ready(elsewhere),
        queue: { kind: "opening", directory: "/elsewhere", recovered: false },
      },
      [
        { type: "listen", settings: all },
        { type: "openQueue", settings: all },
      ],
    ]);
  });

  test.each([openingQueue, unavailableQueue(true)])(
    "with another tasks directory wait for the opening under way: $kind",
    (queue) => {
      const [state, effects] = after(
        readyState({ queue }),
        loaded({ tasksDirectory: "/elsewhere" }),
      );
      expect(state.queue).toEqual(queue);
      expect(effects.map(({ type }) => type)).toEqual(["listen"]);
    },
  );

  test("name the folder that is opened when the one before can not be", () => {
    const config = ready({ tasksDirectory: "/elsewhere" });
    const state = readyState({
      config,
      queue: recoveredQueue,
    });
    const [, effects] = after(state, {
      type: "queueUnavailable",
      directory: TASKS,
      problem: problem(),
    });
    expect(effects).toEqual([
      {
        type: "openQueue",
        settings: { ...settings, tasksDirectory: "/elsewhere" },
      },
    ]);
  });
});

describe("settings that are missing", () => {
  test.each(["needsSetup", "noWebapp"] as const)(
    "are a state that every view shows: %s",
    (reason) => {
      const [state, effects] = after(newState(), {
        type: "configUnavailable",
        reason,
        problem: problem(),
      });
      expect(state).toEqual(
        newState({ config: { kind: reason, problem: problem() } }),
      );
      expect(effects).toEqual([]);
    },
  );

  test("leave a running rip alone, and nothing is claimed", () => {
    const state = readyState({
      activity: ripping(),
      queue: openQueue(ripTask("rip-2")),
    });
    const [next, effects] = after(state, {
      type: "configUnavailable",
      reason: "needsSetup",
      problem: problem(),
    });
    expect(next.activity).toEqual(state.activity);
    expect(effects).toEqual([]);
  });
});

describe("makemkvcon", () => {
  const waiting = readyState({ queue: openQueue(ripTask()) });
  const missing = { kind: "missing", problem: problem() } as const;

  test("that is missing holds the queue", () => {
    expect(
      after(
        { ...waiting, activity: ripping() },
        { type: "makemkvconMissing", problem: problem() },
      ),
    ).toEqual([{ ...waiting, activity: ripping(), makemkvcon: missing }, []]);
  });

  test("that is found sets it going again", () => {
    const [state, effects] = after(
      { ...waiting, makemkvcon: missing },
      { type: "makemkvconLocated", path: MAKEMKVCON },
    );
    expect(state.makemkvcon).toEqual({ kind: "found", path: MAKEMKVCON });
    expect(effects).toEqual([{ type: "claimTask", taskId: "rip-1" }]);
  });
});

describe("a tick", () => {
  const tick = { type: "ticked", slept: false, awakeMs: 2000 } as const;

  test("looks into the folder", () => {
    expect(after(readyState(), tick)).toEqual([
      readyState(),
      [{ type: "readQueue", resync: true }],
    ]);
  });

  test("looks again for what is missing", () => {
    const state = readyState({
      makemkvcon: { kind: "missing", problem: problem() },
      server: { kind: "failed", problem: problem() },
    });
    expect(after(state, tick)).toEqual([
      state,
      [
        { type: "locateMakemkvcon", configuredPath: null },
        { type: "listen", settings },
        { type: "readQueue", resync: true },
      ],
    ]);
  });

  test("opens a folder that is away again, the problem in sight all the time", () => {
    expect(after(readyState({ queue: unavailableQueue() }), tick)).toEqual([
      readyState({ queue: unavailableQueue(true) }),
      [{ type: "openQueue", settings }],
    ]);
  });

  test("does not open it a second time while that is under way", () => {
    const state = readyState({ queue: unavailableQueue(true) });
    expect(after(state, tick)).toEqual([state, []]);
  });

  test("does not open it while a task is in work: recovery would take that for crashed", () => {
    const state = readyState({
      queue: unavailableQueue(),
      activity: ripping(),
    });
    expect(after(state, tick)).toEqual([state, []]);
  });

  test.each([
    ["without settings", newState()],
    [
      "in a daemon that stops",
      readyState({
        activity: ripping(),
        life: { kind: "stopping", restart: false },
      }),
    ],
  ])("means nothing %s", (_, state) => {
    expect(after(state, tick)).toEqual([state, []]);
  });
});
