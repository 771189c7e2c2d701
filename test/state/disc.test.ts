import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type {
  Activity,
  ConfigState,
  DaemonState,
  Disc,
} from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  DEVICE,
  film,
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
  scanResult,
  scanTask,
  settings,
  stopping,
  tools,
  unwatchedDrive,
  waiting,
} from "../support/states.ts";

function ready(of: typeof settings): ConfigState {
  return { kind: "ready", settings: of, source: "webapp", problems: [] };
}

const refused = {
  kind: "refused",
  problem: problem("licence_expired"),
  since: NOW,
  trace: null,
} as const;

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

const insert = {
  type: "discInserted",
  device: DEVICE,
  volumeName: "THE_POLAR_EXPRESS",
  medium: film,
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
    const { disc } = inserted(scanned);
    expect(named.drive.disc).toEqual({ ...disc, volumeName: "POLAR" } as Disc);
  });

  test("in another drive is noted, and has its turn when the first one is empty", () => {
    const state = readyState({ pause: paused });
    const other = { ...inserted({ kind: "wanted" }), device: "/dev/rdisk5" };
    const [both] = after(state, { ...insert, device: "/dev/rdisk5" });
    expect(both).toEqual({ ...state, otherDrives: [other] });
    const [one] = after(both, eject);
    expect(one).toEqual({ ...state, drive: other, otherDrives: [] });
  });

  test("in another drive and taken out again was never of interest", () => {
    const state = readyState();
    const device = "/dev/rdisk5";
    const [both] = after(state, { ...insert, device });
    expect(after(both, { type: "discEjected", device })).toEqual([state, []]);
  });

  test("in a drive that daemon.yaml does not mean is of no interest", () => {
    const named = { ...settings, drive: "/dev/sr1" };
    const state = readyState({ config: ready(named), drive: noDisc });
    expect(after(state, { ...insert, device: "/dev/sr0" })).toEqual([
      state,
      [],
    ]);
    const [next] = after(state, { ...insert, device: "/dev/sr1" });
    expect(next.drive.device).toBe("/dev/sr1");
  });

  test("under a name of macOS counts whatever daemon.yaml says: it is another one with every disc", () => {
    const named = { ...settings, drive: "/dev/rdisk9" };
    const state = readyState({ config: ready(named), drive: noDisc });
    expect(after(state, insert)[0].drive.device).toBe(DEVICE);
  });

  test.each(["audio", "blank"] as const)(
    "and is %s is not scanned",
    (content) => {
      const state = readyState({ drive: noDisc });
      const medium = { kind: "cd", content } as const;
      expect(after(state, { ...insert, medium })[1]).toEqual([]);
    },
  );

  test("has a licence tried again that forbade the work", () => {
    const state = readyState({ drive: noDisc, licence: refused });
    const [next, effects] = after(state, insert);
    expect(next.licence.kind).toBe("doubted");
    expect(effects).toEqual([{ type: "startScan", run: 1, ...tools }]);
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
      [{ type: "stopRun", run: 1, urgent: true }],
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

  describe("that fails", () => {
    const fails = {
      type: "discMonitorUnavailable",
      problem: problem(),
    } as const;
    const monitor = { kind: "unavailable", problem: problem() } as const;

    test("leaves the disc that was told, and a running rip alone: back again, it tells only what is different", () => {
      const state = readyState({ activity: ripping(), otherDrives: [noDisc] });
      const [next, effects] = after(state, fails);
      expect(next).toEqual({ ...state, monitor });
      expect(effects).toEqual([]);
      expect(after(next, { type: "discMonitorReady" })[0]).toEqual(state);
      expect(after(next, eject)[0].drive).toEqual(noDisc);
    });

    test("makes an empty drive unknown: nobody would tell of a disc", () => {
      const [next] = after(readyState({ drive: noDisc }), fails);
      expect(next.drive).toEqual(unwatchedDrive);
    });

    test("has the disc scanned anew for a task, and believed only as far as it is found again", () => {
      const state = readyState({ monitor, drive: inserted(scanned) });
      const scan = { type: "taskClaimed", task: scanTask() } as const;
      const claimingScan = { ...state, activity: claiming(scanTask()) };
      expect(after(claimingScan, scan)[1]).toEqual([
        { type: "startScan", run: 1, ...tools },
      ]);
      const rip = { type: "taskClaimed", task: ripTask() } as const;
      const claimingRip = { ...state, activity: claiming(ripTask()) };
      expect(after(claimingRip, rip)[1]).toMatchObject([
        { type: "startRip", scan: { result: scanResult, isCurrent: false } },
      ]);
    });

    test("has nothing scanned that nobody asks for, and no disc refused for what it was", () => {
      const wanted = inserted({ kind: "wanted" });
      const { disc } = wanted;
      if (disc.kind !== "inserted") throw new Error("no disc");
      const medium = { kind: "cd", content: "audio" } as const;
      const audio = { ...wanted, disc: { ...disc, medium } };
      const state = readyState({ monitor, drive: wanted });
      expect(after(state, { type: "queueHinted" })[0].activity.kind).toBe(
        "idle",
      );
      const asked = { type: "taskClaimed", task: scanTask() } as const;
      const activity = claiming(scanTask());
      expect(after({ ...state, drive: audio, activity }, asked)[1]).toEqual([
        { type: "startScan", run: 1, ...tools },
      ]);
    });

    test("can not say that an ejected disc is gone, so the system is believed", () => {
      const drive = {
        ...inserted(scanned),
        eject: { kind: "ejecting" },
      } as const;
      const ended = {
        type: "ejectEnded",
        device: DEVICE,
        reason: null,
      } as const;
      const [next] = after(readyState({ monitor, drive }), ended);
      expect(next.drive).toEqual(unwatchedDrive);
    });
  });

  test("that fails hands the word to the configured drive", () => {
    const named = { ...settings, drive: "/dev/sr0" };
    const state = readyState({
      config: ready(named),
      drive: { ...noDisc, device: null },
    });
    const [next] = after(state, {
      type: "discMonitorUnavailable",
      problem: problem(),
    });
    expect(next.drive).toEqual({ ...unwatchedDrive, device: "/dev/sr0" });
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

describe("an eject that a person asks for", () => {
  const ask = { type: "ejectRequested" } as const;
  const ended = { type: "ejectEnded", device: DEVICE, reason: null } as const;
  const ejecting = {
    ...inserted(scanned),
    eject: { kind: "ejecting" },
  } as const;

  test("is ordered, and nothing is begun meanwhile", () => {
    const state = readyState();
    const [next, effects] = after(state, ask);
    expect(next.drive).toEqual(ejecting);
    expect(effects).toEqual([{ type: "ejectDisc", device: DEVICE }]);
    const filled = { ...next, queue: openQueue(ripTask()) };
    expect(
      after(filled, { type: "ticked", slept: false, awakeMs: 2000 })[1],
    ).toEqual([{ type: "readQueue", resync: true }]);
  });

  test("is refused while the drive is at work", () => {
    const [next, effects] = after(readyState({ activity: ripping() }), ask);
    expect(effects).toEqual([]);
    expect(next.drive.eject).toMatchObject({
      problem: {
        text: "The disc is not ejected while the drive is at work.",
      },
    });
  });

  test.each<Activity>([{ kind: "idle" }, waiting(ripTask())])(
    "of an empty drive is refused, $kind or not",
    (activity) => {
      const [next] = after(readyState({ drive: noDisc, activity }), ask);
      expect(next.drive.eject).toMatchObject({ problem: { key: "no_disc" } });
    },
  );

  test("has worked when the disc is seen to be gone", () => {
    const [gone] = after(readyState({ drive: ejecting }), eject);
    expect(gone.drive).toEqual(noDisc);
    expect(after(gone, ended)).toEqual([gone, []]);
  });

  test("has failed when the disc is still there, whatever the system said", () => {
    const state = readyState({ drive: ejecting });
    const texts = [null, "mds uses it"].map((reason) => {
      const [{ drive }] = after(state, { ...ended, reason });
      return drive.eject.kind === "failed" ? drive.eject.problem.text : null;
    });
    expect(texts).toEqual([
      "The disc could not be ejected from /dev/rdisk4: the system said that it was, but it is still there.",
      "The disc could not be ejected from /dev/rdisk4: mds uses it.",
    ]);
  });

  test("is believed where nobody watches the drive, and the last scan is forgotten", () => {
    const lastScan = {
      kind: "unknown",
      lastScan: scanResult,
      renumbered: null,
    } as const;
    const drive = { ...unwatchedDrive, disc: lastScan };
    const [state] = after(readyState({ drive }), ask);
    expect(after(state, ended)[0].drive).toEqual(unwatchedDrive);
  });
});
