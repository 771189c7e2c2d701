import { describe, expect, test } from "bun:test";
import type { Failure } from "../../src/state/error-code.ts";
import type { Fact, RipOutcome, ScanOutcome } from "../../src/state/event.ts";
import type { Outcome } from "../../src/state/response.ts";
import type {
  Activity,
  DaemonState,
  StopReason,
} from "../../src/state/state.ts";
import type { Step } from "../../src/state/step.ts";
import { holds, troubles } from "../../src/state/select.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  failure,
  inserted,
  MAKEMKVCON,
  noDisc,
  NOW,
  paused,
  readyState,
  requeueing,
  response,
  rippedFile,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanResult,
  scanTask,
  stopping,
  tools,
  unwatchedDrive,
} from "../support/states.ts";

const END = NOW + 257_000;

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: END });
}

const ripped = { kind: "ripped", file: rippedFile } as const;
const failed = { kind: "failed", failure: failure() } as const;
const stopped = { kind: "stopped", detail: "stopped by SIGINT" } as const;
const notStarted = { kind: "notStarted", reason: "ENOENT" } as const;
const scannedDisc = {
  kind: "scanned",
  result: scanResult,
  renumbered: null,
} as const;
const told = { kind: "scanned", result: scanResult } as const;

function ejected(noun: string, detail: string): Failure {
  return {
    code: "DISC_EJECTED",
    message: `Disc was ejected during ${noun}. Insert it again and queue the task again.`,
    detail,
  };
}

function cancelled(noun: string): Failure {
  return {
    code: "TASK_CANCELLED",
    message: `The ${noun} was cancelled by Pause Now. Queue the task again when you want it.`,
    detail: "stopped by SIGINT",
  };
}

const ownerless: Failure = {
  code: "UNKNOWN",
  message:
    "The run was stopped and nobody knows by whom. Queue the task again; if it happens twice, please report it.",
  detail: "stopped by SIGINT",
};

/** Whoever stopped the run first, what the run came to, and what becomes of the task. */
type Row<O> = readonly [
  StopReason | null,
  O,
  Outcome | Failure | "back to the queue",
];

function outcomeOf(of: Outcome | Failure): Outcome {
  return "kind" in of ? of : { kind: "failed", failure: of };
}

describe("the end of a rip: who stopped it first, what it came to, what is answered", () => {
  test.each<Row<RipOutcome>>([
    [null, ripped, ripped],
    [null, failed, failed],
    [null, stopped, ownerless],
    // A file that is whole is a success, even when the stop came in the last moment.
    ["ejected", ripped, ripped],
    ["cancelled", ripped, ripped],
    ["quitting", ripped, ripped],
    // After an eject nothing else is true any more.
    ["ejected", failed, ejected("rip", "exit code 1")],
    ["ejected", stopped, ejected("rip", "stopped by SIGINT")],
    // Otherwise what makemkvcon came to before the stop counts.
    ["cancelled", failed, failed],
    ["quitting", failed, failed],
    ["cancelled", stopped, cancelled("rip")],
    ["quitting", stopped, "back to the queue"],
  ])("%s, %j", (reason, outcome, expected) => {
    const activity = reason ? stopping(ripping(), reason) : ripping();
    const state = readyState({ activity, pause: paused });
    expect(after(state, { type: "ripEnded", run: 1, outcome })).toEqual(
      expected === "back to the queue"
        ? goesBack(state, "rip-1")
        : isAnswered(state, { outcome: outcomeOf(expected) }),
    );
  });
});

describe("the end of a scan task", () => {
  test.each<Row<ScanOutcome>>([
    [null, scannedDisc, told],
    [null, failed, failed],
    [
      "ejected",
      scannedDisc,
      ejected("scan", "The scan had ended, but the disc was already out."),
    ],
    ["ejected", stopped, ejected("scan", "stopped by SIGINT")],
    ["cancelled", scannedDisc, told],
    ["cancelled", stopped, cancelled("scan")],
    ["quitting", stopped, "back to the queue"],
  ])("%s, %j", (reason, outcome, expected) => {
    const running = scanning(scanTask());
    const activity = reason ? stopping(running, reason) : running;
    const state = readyState({ activity, drive: noDisc });
    expect(after(state, { type: "scanEnded", run: 1, outcome })).toEqual(
      expected === "back to the queue"
        ? goesBack(state, "scan-1")
        : isAnswered(state, {
            taskId: "scan-1",
            kind: "scan",
            source: null,
            outcome: outcomeOf(expected),
          }),
    );
  });
});

function goesBack(state: DaemonState, taskId: string): Step {
  return [
    { ...state, activity: { kind: "requeueing", taskId } },
    [{ type: "requeueTask", taskId }],
  ];
}

function isAnswered(
  state: DaemonState,
  changes: Parameters<typeof response>[0],
): Step {
  const answer = response({ completedAt: END, ...changes });
  return [
    { ...state, activity: { kind: "finishing", response: answer } },
    [{ type: "writeResponse", response: answer }],
  ];
}

describe("what a scan found", () => {
  const running = inserted({ kind: "running" });

  test.each([
    [scannedDisc, scanned],
    [
      failed,
      {
        kind: "failed",
        code: "MAKEMKV_FAILED",
        message: "makemkvcon failed.",
      },
    ],
    [stopped, { kind: "wanted" }],
  ] as const)("stays with the disc: %j", (outcome, scan) => {
    const state = readyState({
      activity: scanning(),
      drive: running,
      pause: paused,
    });
    expect(after(state, { type: "scanEnded", run: 1, outcome })).toEqual([
      { ...state, activity: { kind: "idle" }, drive: inserted(scan) },
      [],
    ]);
  });

  test("for a task is there for the next task, too", () => {
    const state = readyState({
      activity: scanning(scanTask()),
      drive: running,
    });
    const [next] = after(state, {
      type: "scanEnded",
      run: 1,
      outcome: scannedDisc,
    });
    expect(next.drive).toEqual(inserted(scanned));
  });

  test.each([
    ["another disc that came meanwhile", inserted({ kind: "wanted" })],
    ["an empty drive", noDisc],
    ["a drive that nobody watches", unwatchedDrive],
  ])("does not stick to %s", (_, drive) => {
    const state = readyState({
      activity: stopping(scanning(), "ejected"),
      drive,
      pause: paused,
    });
    const [next] = after(state, {
      type: "scanEnded",
      run: 1,
      outcome: scannedDisc,
    });
    expect(next.drive).toEqual(drive);
  });

  test("a background scan that failed is not tried again", () => {
    const state = readyState({ activity: scanning(), drive: running });
    const [, effects] = after(state, {
      type: "scanEnded",
      run: 1,
      outcome: failed,
    });
    expect(effects).toEqual([]);
  });
});

describe("makemkvcon that has vanished", () => {
  const makemkvcon = {
    kind: "missing",
    problem: {
      key: "makemkvcon_not_started",
      text: "makemkvcon could not be started: ENOENT.",
      hint: "It is tried again by itself, and no task is lost. If it stays like that, start it once in a terminal to see why.",
    },
  } as const;

  const { problem } = makemkvcon;
  const failedStarts = { count: 1, problem, retryAt: END + 2000 };
  const missing = { makemkvcon, failedStarts };

  test("is tried again later and later, and at once when a person says so", () => {
    const waits = [1, 2, 3, 6, 7, 20].map((count) => {
      const state = readyState({
        activity: ripping(),
        failedStarts: { ...failedStarts, count: count - 1 },
      });
      const ended = { type: "ripEnded", run: 1, outcome: notStarted } as const;
      return (after(state, ended)[0].failedStarts?.retryAt ?? 0) - END;
    });
    expect(waits).toEqual([2000, 4000, 8000, 60_000, 60_000, 60_000]);
    const state = readyState({
      ...missing,
      failedStarts: { ...failedStarts, retryAt: END + 1 },
    });
    const look = { type: "locateMakemkvcon", configuredPath: null } as const;
    const tick = { type: "ticked", slept: false, awakeMs: 2000 } as const;
    expect(after(state, tick)[1]).not.toContainEqual(look);
    expect(transition(state, { ...tick, at: END + 1 })[1]).toContainEqual(look);
    const setBack = END - 24 * 3_600_000;
    expect(transition(state, { ...tick, at: setBack })[1]).toContainEqual(look);
    expect(after(state, { type: "resumeRequested" })[1]).toContainEqual(look);
  });

  test("and was found again stays in sight until a run has come to something", () => {
    const found = readyState({ ...missing, activity: ripping() });
    const state = { ...found, makemkvcon: readyState().makemkvcon };
    expect(holds(state)).toEqual([]);
    expect(troubles(state)).toEqual([problem]);
    const [next] = after(state, { type: "ripEnded", run: 1, outcome: ripped });
    expect(troubles(next)).toEqual([]);
  });

  test.each([null, "ejected", "cancelled", "quitting"] as const)(
    "sends the task back and holds the queue; stopped before: %s",
    (reason) => {
      const activity = reason ? stopping(ripping(), reason) : ripping();
      const state = readyState({ activity });
      expect(
        after(state, { type: "ripEnded", run: 1, outcome: notStarted }),
      ).toEqual([
        { ...state, ...missing, activity: requeueing(ripTask()) },
        [{ type: "requeueTask", taskId: "rip-1" }],
      ]);
    },
  );

  test("leaves the background scan for later", () => {
    const state = readyState({
      activity: scanning(),
      drive: inserted({ kind: "running" }),
      lastRun: 1,
    });
    const [waiting, nothing] = after(state, {
      type: "scanEnded",
      run: 1,
      outcome: notStarted,
    });
    expect([waiting, nothing]).toEqual([
      {
        ...state,
        ...missing,
        activity: { kind: "idle" },
        drive: inserted({ kind: "wanted" }),
      },
      [],
    ]);
    const [, effects] = after(waiting, {
      type: "makemkvconLocated",
      path: MAKEMKVCON,
    });
    expect(effects).toEqual([{ type: "startScan", run: 2, ...tools }]);
  });

  test("but does not start is not tried again without a rest: nothing happens before the next tick", () => {
    const state = readyState({ activity: ripping() });
    const [back] = after(state, {
      type: "ripEnded",
      run: 1,
      outcome: notStarted,
    });
    const [, effects] = after(back, { type: "taskRequeued", taskId: "rip-1" });
    expect(effects).toEqual([{ type: "readQueue", resync: true }]);
  });
});

describe("the number of a run", () => {
  const older: readonly Fact[] = [
    { type: "ripEnded", run: 1, outcome: ripped },
    { type: "scanEnded", run: 1, outcome: scannedDisc },
    {
      type: "ripProgressed",
      run: 1,
      sample: { fraction: 0.5, sizeBytes: 500 },
    },
  ];
  const activities: readonly Activity[] = [
    { kind: "idle" },
    { ...ripping(), run: 2 },
    { ...scanning(), run: 2 },
    stopping({ ...ripping(), run: 2 }, "cancelled"),
    { kind: "finishing", response: response() },
  ];

  test.each(older)("what an older run says means nothing: %j", (fact) => {
    for (const activity of activities) {
      const state = readyState({ activity, lastRun: 2 });
      expect(after(state, fact)).toEqual([state, []]);
    }
  });
});

describe("progress", () => {
  const progressed = {
    type: "ripProgressed",
    run: 1,
    sample: { fraction: 0.25, sizeBytes: 250 },
  } as const;

  test("is that of the running rip", () => {
    const state = readyState({ activity: ripping() });
    const [next, effects] = after(state, progressed);
    expect(effects).toEqual([]);
    expect(next.activity).toEqual({
      ...ripping(),
      progress: {
        phase: "saving",
        percent: 25,
        currentSizeBytes: 250,
        bytesPerSecond: null,
        etaMs: null,
        savingSince: END,
        samples: [{ at: END, fraction: 0.25, sizeBytes: 250 }],
      },
    });
  });

  test("of a rip that is being stopped is of no interest", () => {
    const state = readyState({ activity: stopping(ripping(), "ejected") });
    expect(after(state, progressed)).toEqual([state, []]);
  });
});

describe("what a run tells on its way", () => {
  const silent = { kind: "silent", silentMs: 150_000 } as const;

  test("is its pulse, as long as nobody stopped it", () => {
    const state = readyState({ activity: ripping(), lastRun: 1 });
    const fact = { type: "runNoticed", run: 1, notice: silent } as const;
    const [next] = after(state, fact);
    expect(next.activity).toEqual({
      ...ripping(),
      pulse: { notice: silent, at: END },
    });
    const stopped = readyState({ activity: stopping(ripping(), "cancelled") });
    expect(after(stopped, fact)).toEqual([stopped, []]);
    const other = readyState({ activity: { ...ripping(), run: 2 } });
    expect(after(other, fact)).toEqual([other, []]);
  });

  const fact = {
    type: "discRead",
    run: 1,
    result: scanResult,
    renumbered: null,
  } as const;

  test("the scan of a rip that looked again is kept where there was none", () => {
    const read = { ...fact, isSameDisc: false };
    const seen = readyState({
      activity: ripping(),
      drive: inserted({ kind: "wanted" }),
    });
    expect(after(seen, read)[0].drive).toEqual(inserted(scanned));
    const unseen = readyState({ activity: ripping(), drive: unwatchedDrive });
    expect(after(unseen, read)[0].drive.disc).toEqual({
      kind: "unknown",
      lastScan: scanResult,
      renumbered: null,
    });
  });

  test("the scan of another disc replaces the old one", () => {
    const before = { ...scanResult, fingerprint: "before" };
    const scan = { kind: "done", result: before, renumbered: null } as const;
    const state = readyState({ activity: ripping(), drive: inserted(scan) });
    const [next] = after(state, { ...fact, isSameDisc: false });
    expect(next.drive).toEqual(inserted(scanned));
  });

  test("the numbers that tasks mean stay those of the first scan of a disc", () => {
    const first = { ...scanResult, fingerprint: "first" };
    const scan = { kind: "done", result: first, renumbered: null } as const;
    const state = readyState({ activity: ripping(), drive: inserted(scan) });
    const [next] = after(state, { ...fact, isSameDisc: true });
    expect(next.drive).toEqual(
      inserted({ kind: "done", result: first, renumbered: scanResult }),
    );
    const [, effects] = after(
      { ...next, activity: claiming(ripTask()) },
      { type: "taskClaimed", task: ripTask() },
    );
    expect(effects).toMatchObject([
      { scan: { result: first, isCurrent: true, renumbered: scanResult } },
    ]);
  });
});

describe("a scan where nobody watches the drive", () => {
  test("is remembered, but not taken for certain", () => {
    const state = readyState({
      activity: scanning(scanTask()),
      drive: unwatchedDrive,
    });
    const [next] = after(state, {
      type: "scanEnded",
      run: 1,
      outcome: scannedDisc,
    });
    const lastScan = {
      kind: "unknown",
      lastScan: scanResult,
      renumbered: null,
    } as const;
    expect(next.drive.disc).toEqual(lastScan);
    const [, effects] = after(
      { ...next, activity: claiming(ripTask()) },
      { type: "taskClaimed", task: ripTask() },
    );
    expect(effects).toMatchObject([
      { type: "startRip", scan: { result: scanResult, isCurrent: false } },
    ]);
  });
});
