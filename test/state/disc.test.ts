import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  DEVICE,
  inserted,
  noDisc,
  NOW,
  openQueue,
  paused,
  problem,
  readyState,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanTask,
  settings,
  stopping,
  tools,
  unwatchedDrive,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

const insert = {
  type: "discInserted",
  device: DEVICE,
  volumeName: "THE_POLAR_EXPRESS",
} as const;
const eject = { type: "discEjected", device: DEVICE } as const;

describe("a disc that is put in", () => {
  test("is scanned in the background", () => {
    const state = readyState({ drive: noDisc });
    expect(after(state, insert)).toEqual([
      {
        ...state,
        drive: inserted({ kind: "running" }),
        activity: scanning(),
        lastRun: 1,
      },
      [{ type: "startScan", run: 1, ...tools }],
    ]);
  });

  test("gives way to a rip that waits", () => {
    const state = readyState({ drive: noDisc, queue: openQueue(ripTask()) });
    expect(after(state, insert)).toEqual([
      {
        ...state,
        drive: inserted({ kind: "wanted" }),
        activity: claiming(ripTask()),
      },
      [{ type: "claimTask", taskId: "rip-1" }],
    ]);
  });

  test.each([
    ["paused", { pause: paused }],
    ["without makemkvcon", { makemkvcon: { kind: "unknown" } }],
    ["before the tasks folder is open", { queue: { kind: "closed" } }],
  ] as const)("waits for its scan while %s", (_, changes) => {
    const state = readyState({
      ...changes,
      drive: noDisc,
      activity: ripping(),
    });
    expect(after(state, insert)).toEqual([
      { ...state, drive: inserted({ kind: "wanted" }) },
      [],
    ]);
  });

  test("twice only tells its name better", () => {
    const state = readyState();
    expect(after(state, { ...insert, volumeName: null })).toEqual([state, []]);
    const [named] = after(state, { ...insert, volumeName: "POLAR" });
    expect(named.drive).toEqual({
      device: DEVICE,
      disc: {
        kind: "inserted",
        volumeName: "POLAR",
        insertedAt: NOW,
        scan: scanned,
      },
    });
  });

  test("in another drive is another disc", () => {
    const state = readyState({ pause: paused });
    const [next] = after(state, { ...insert, device: "/dev/rdisk5" });
    expect(next.drive).toEqual({
      ...inserted({ kind: "wanted" }),
      device: "/dev/rdisk5",
    });
  });

  test("while the last one's run is being stopped is scanned when that has ended", () => {
    const state = readyState({
      drive: noDisc,
      activity: stopping(scanning(), "ejected"),
      lastRun: 1,
    });
    const [both, nothing] = after(state, insert);
    expect(nothing).toEqual([]);
    const [, effects] = after(both, {
      type: "scanEnded",
      run: 1,
      outcome: { kind: "stopped", detail: "" },
    });
    expect(effects).toEqual([{ type: "startScan", run: 2, ...tools }]);
  });
});

describe("an eject", () => {
  test.each([
    ["a rip", ripping()],
    ["a scan task", scanning(scanTask())],
    ["a background scan", scanning()],
  ])("during %s stops makemkvcon and remembers why", (_, activity) => {
    const state = readyState({ activity });
    expect(after(state, eject)).toEqual([
      { ...state, drive: noDisc, activity: stopping(activity, "ejected") },
      [{ type: "stopRun", run: 1 }],
    ]);
  });

  test.each(["cancelled", "quitting"] as const)(
    "does not change the reason of a run that was stopped before: %s",
    (reason) => {
      const state = readyState({ activity: stopping(ripping(), reason) });
      expect(after(state, eject)).toEqual([{ ...state, drive: noDisc }, []]);
    },
  );

  test("forgets the scan", () => {
    expect(after(readyState(), eject)).toEqual([
      readyState({ drive: noDisc }),
      [],
    ]);
  });

  test("keeps the waiting tasks waiting for a disc", () => {
    const state = readyState({
      activity: claiming(ripTask()),
      queue: openQueue(ripTask()),
    });
    expect(after(state, eject)).toEqual([{ ...state, drive: noDisc }, []]);
  });

  test("of another drive, or of a disc that nobody has seen, means nothing", () => {
    const state = readyState({ activity: ripping() });
    expect(after(state, { ...eject, device: "/dev/rdisk5" })).toEqual([
      state,
      [],
    ]);
    const unwatched = { ...state, drive: unwatchedDrive };
    expect(after(unwatched, eject)).toEqual([unwatched, []]);
  });
});

describe("the disc monitor", () => {
  test("that watches has told of every disc: there is none, or the one that is known", () => {
    const off = readyState({
      monitor: { kind: "off" },
      drive: unwatchedDrive,
    });
    expect(after(off, { type: "discMonitorReady" })).toEqual([
      readyState({ drive: noDisc }),
      [],
    ]);
    const known = readyState({ monitor: { kind: "off" } });
    expect(after(known, { type: "discMonitorReady" })).toEqual([
      readyState(),
      [],
    ]);
  });

  test("that fails leaves the disc unknown, and a running rip alone", () => {
    const state = readyState({ activity: ripping() });
    expect(
      after(state, { type: "discMonitorUnavailable", problem: problem() }),
    ).toEqual([
      {
        ...state,
        monitor: { kind: "unavailable", problem: problem() },
        drive: unwatchedDrive,
      },
      [],
    ]);
  });

  test("that fails hands the word to the configured drive", () => {
    const named = { ...settings, drive: "/dev/sr0" };
    const state = readyState({
      config: {
        kind: "ready",
        settings: named,
        source: "webapp",
        problems: [],
      },
      drive: { device: null, disc: { kind: "none" } },
    });
    const [next] = after(state, {
      type: "discMonitorUnavailable",
      problem: problem(),
    });
    expect(next.drive).toEqual({
      device: "/dev/sr0",
      disc: { kind: "unknown" },
    });
  });

  test("that can not watch does not keep tasks from being claimed: nothing waits for a disc", () => {
    const state = readyState({
      monitor: { kind: "off" },
      drive: unwatchedDrive,
      queue: openQueue(ripTask()),
    });
    const [, effects] = after(state, {
      type: "discMonitorUnavailable",
      problem: problem(),
    });
    expect(effects).toEqual([{ type: "claimTask", taskId: "rip-1" }]);
  });
});
