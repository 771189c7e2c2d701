import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  heartbeatOf,
  messagesBetween,
  syncOf,
} from "../../src/server/webapp-messages.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { Message, SyncMessage } from "../../src/wire/message.ts";
import {
  failedOutcome,
  finished,
  finishing,
  insertedDrive,
  openQueue,
  rippedOutcome,
  ripping,
  sampleState,
  saving,
  scanning,
} from "./sample-state.ts";

const now = Date.parse("2025-12-21T14:30:52Z");

function between(
  previous: Partial<DaemonState>,
  next: Partial<DaemonState>,
): readonly Message[] {
  const before = { ...sampleState, ...previous };
  return messagesBetween(before, { ...before, ...next }, now);
}

const idle = { kind: "idle" } as const;
const started = (task_id: string): Message => ({
  type: "status",
  task_id,
  status: "started",
});
const completed = (
  task_id: string,
  outcome: "success" | "failed" = "success",
): Message => ({ type: "status", task_id, status: "completed", outcome });

describe("status", () => {
  test("a claim is not a start, a run is", () => {
    const claiming = { kind: "claiming", taskId: "a" } as const;
    expect(between({ activity: idle }, { activity: claiming })).toEqual([]);
    expect(between({ activity: claiming }, { activity: ripping("a") })).toEqual(
      [started("a")],
    );
    expect(
      between({ activity: claiming }, { activity: scanning("a") }),
    ).toEqual([started("a")]);
  });

  test("a scan that nobody asked for is not a task", () => {
    expect(between({}, { activity: scanning(null) })).toEqual([]);
  });

  test("an answer from memory is started and then completed", () => {
    const answering = finishing("a", failedOutcome);
    expect(between({}, { activity: answering })).toEqual([started("a")]);
    expect(
      between(
        { activity: answering },
        { activity: idle, recent: [finished("a", "failed")] },
      ),
    ).toEqual([completed("a", "failed")]);
  });

  test("a task is completed when its answer is written, not when makemkvcon ends", () => {
    expect(
      between(
        { activity: scanning("a") },
        { activity: finishing("a", failedOutcome) },
      ),
    ).toEqual([]);
  });

  test("a task that goes back to the queue is not completed", () => {
    const requeueing = { kind: "requeueing", taskId: "a" } as const;
    const stopping = {
      kind: "stopping",
      stopped: ripping("a"),
      reason: "quitting",
    } as const;
    expect(between({ activity: ripping("a") }, { activity: stopping })).toEqual(
      [],
    );
    expect(between({ activity: stopping }, { activity: requeueing })).toEqual(
      [],
    );
    expect(between({ activity: requeueing }, { activity: idle })).toEqual([]);
  });

  test("answers delivered late are completed in the order they were made, and leave the running task alone", () => {
    expect(
      between(
        { activity: ripping("z"), recent: [finished("x")] },
        {
          recent: [finished("b", "failed"), finished("a"), finished("x")],
        },
      ),
    ).toEqual([completed("a"), completed("b", "failed")]);
  });

  test("the same task queued and answered again is completed again", () => {
    const first = finished("a");
    const again = { ...first, startedAt: 5000, completedAt: 6000 };
    expect(
      between(
        { activity: finishing("a", failedOutcome), recent: [first] },
        { activity: idle, recent: [again, first] },
      ),
    ).toEqual([completed("a")]);
  });

  test("an answer that a person has looked at is no news", () => {
    const failure = finished("a", "failed");
    expect(
      between(
        { recent: [failure] },
        { recent: [{ ...failure, acknowledged: true }] },
      ),
    ).toEqual([]);
  });

  test("an old answer that is forgotten for a new one is no news", () => {
    expect(
      between(
        { recent: [finished("b"), finished("a")] },
        { recent: [finished("c"), finished("b")] },
      ),
    ).toEqual([completed("c")]);
  });
});

describe("progress", () => {
  test("is said while saving with a known ETA, and only when it has changed", () => {
    const progress: Message = {
      type: "progress",
      task_id: "a",
      percent: 47,
      eta_seconds: 412,
      current_size_bytes: 47_000_000,
      speed: "42.3 MB/s",
    };
    const opening = ripping("a", { phase: "opening" });
    const early = ripping("a", saving(0, null));
    const later = ripping("a", saving(47, 412_000));
    expect(between({ activity: opening }, { activity: early })).toEqual([]);
    expect(between({ activity: early }, { activity: later })).toEqual([
      progress,
    ]);
    expect(
      between(
        { activity: later },
        { activity: ripping("a", saving(47, 412_000)) },
      ),
    ).toEqual([]);
  });

  test("a rip that succeeded says 100 before it is completed", () => {
    expect(
      between(
        { activity: ripping("a", saving(98, 2000)) },
        { activity: finishing("a", rippedOutcome) },
      ),
    ).toEqual([
      {
        type: "progress",
        task_id: "a",
        percent: 100,
        eta_seconds: 0,
        current_size_bytes: 100_000_000,
        speed: "42.3 MB/s",
      },
    ]);
  });
});

describe("disc", () => {
  const inserted = (volume_name: string | null): Message => ({
    type: "disc",
    event: "inserted",
    device: "/dev/rdisk4",
    volume_name,
  });
  const ejected: Message = {
    type: "disc",
    event: "ejected",
    device: "/dev/rdisk4",
  };
  const { drive: none } = sampleState;
  const unknown = {
    ...none,
    disc: { kind: "unknown", lastScan: null, renumbered: null },
  } as const;

  test("a disc comes and goes; what it was is remembered", () => {
    expect(between({}, { drive: insertedDrive("FILM") })).toEqual([
      inserted("FILM"),
    ]);
    expect(between({ drive: insertedDrive("FILM") }, { drive: none })).toEqual([
      ejected,
    ]);
  });

  test("another disc at once is an eject and an insert", () => {
    expect(
      between(
        { drive: insertedDrive("ONE", 1) },
        { drive: insertedDrive("TWO", 2) },
      ),
    ).toEqual([ejected, inserted("TWO")]);
  });

  test("a name that is learnt later is told, a scan is not", () => {
    const drive = insertedDrive("FILM");
    expect(between({ drive: insertedDrive(null) }, { drive })).toEqual([
      inserted("FILM"),
    ]);
    const { disc } = drive;
    if (disc.kind !== "inserted") throw new Error("no disc");
    const scanned = { ...disc, scan: { kind: "running" } } as const;
    expect(between({ drive }, { drive: { ...drive, disc: scanned } })).toEqual(
      [],
    );
  });

  test("what no event can say is told by a sync", () => {
    const disc = { inserted: false, device: null, volume_name: null };
    expect(
      between({ drive: insertedDrive("FILM") }, { drive: unknown }),
    ).toMatchObject([{ type: "sync", disc: { ...disc, presence: "unknown" } }]);
    expect(between({ drive: unknown }, { drive: none })).toMatchObject([
      { type: "sync", disc: { ...disc, presence: "none" } },
    ]);
  });
});

describe("why nothing is worked on", () => {
  const problem = (key: string) => ({ key, text: "It is so.", hint: "Do it." });
  const refused = (key: string) =>
    ({
      kind: "refused",
      problem: problem(key),
      since: 0,
      trace: null,
    }) as const;
  const error = (reason: string): Message => ({
    type: "daemon",
    event: "error",
    reason,
    message: "It is so. Do it.",
  });

  test("is told when it begins, when it becomes another reason, and when it is over", () => {
    const licence = refused("licence_expired");
    expect(between({}, { licence })).toEqual([error("licence_expired")]);
    expect(
      between({ licence }, { licence: refused("makemkv_too_old") }),
    ).toEqual([error("makemkv_too_old")]);
    expect(between({ licence }, { licence: { kind: "unknown" } })).toEqual([
      { type: "daemon", event: "recovered" },
    ]);
  });

  test("is not told again when only a look at the files has changed", () => {
    const licence = refused("licence_expired");
    expect(
      between({ licence }, { licence: { ...licence, trace: "a" } }),
    ).toEqual([]);
  });

  test("is in the sync, too", () => {
    const licence = refused("licence_expired");
    expect(syncOf({ ...sampleState, licence }, now).error).toEqual({
      reason: "licence_expired",
      message: "It is so. Do it.",
    });
    expect(syncOf(sampleState, now).error).toBeNull();
  });
});

test("a pause and its end are told with the reason", () => {
  const resumed = sampleState.pause;
  const paused = {
    ...resumed,
    paused: true,
    reason: "user_requested",
    pending: true,
  } as const;
  expect(between({}, { pause: paused })).toEqual([
    { type: "daemon", event: "paused", reason: "user_requested" },
  ]);
  expect(
    between({ pause: paused }, { pause: { ...paused, pending: false } }),
  ).toEqual([]);
  expect(between({ pause: paused }, { pause: resumed })).toEqual([
    { type: "daemon", event: "resumed" },
  ]);
});

test("a heartbeat names the current task until its answer is written", () => {
  const state = {
    ...sampleState,
    queue: openQueue(3),
    activity: finishing("a", rippedOutcome),
  };
  expect(heartbeatOf(state, now)).toEqual({
    type: "heartbeat",
    timestamp: "2025-12-21T14:30:52Z",
    queue_depth: 3,
    current_task: "a",
    paused: false,
  });
});

/** What a webapp makes of the messages, written from the design alone. */
function apply(view: SyncMessage, message: Message): SyncMessage {
  switch (message.type) {
    case "sync":
      return message;
    case "heartbeat": {
      const { timestamp, queue_depth, paused, current_task: id } = message;
      const known = id === view.current_task?.id ? view.current_task : null;
      const current_task =
        known ?? (id === null ? null : { id, percent: 0, eta_seconds: null });
      return { ...view, timestamp, queue_depth, paused, current_task };
    }
    case "progress": {
      const { task_id: id, percent, eta_seconds } = message;
      if (id !== view.current_task?.id) return view;
      return { ...view, current_task: { id, percent, eta_seconds } };
    }
    case "status": {
      const id = message.task_id;
      if (message.status === "started") {
        const current_task = { id, percent: 0, eta_seconds: null };
        return { ...view, current_task };
      }
      return id === view.current_task?.id
        ? { ...view, current_task: null }
        : view;
    }
    case "disc": {
      const isIn = message.event === "inserted";
      const disc: SyncMessage["disc"] = {
        inserted: isIn,
        device: isIn ? message.device : null,
        volume_name: isIn ? message.volume_name : null,
        presence: isIn ? "inserted" : "none",
      };
      return { ...view, disc };
    }
    case "daemon":
      switch (message.event) {
        case "connected":
          return view;
        case "error": {
          const { reason, message: text } = message;
          return { ...view, error: { reason, message: text } };
        }
        case "recovered":
          return { ...view, error: null };
        case "paused":
        case "resumed":
          return { ...view, paused: message.event === "paused" };
      }
  }
}

/** Percent can not be told without an ETA, so where the truth has none only the id is compared. */
function comparable(sync: SyncMessage, truth: SyncMessage): unknown {
  const isExact = truth.current_task?.eta_seconds !== null;
  return isExact ? sync : { ...sync, current_task: sync.current_task?.id };
}

const arbitraryDrive: fc.Arbitrary<DaemonState["drive"]> = fc.oneof(
  fc.constant(insertedDrive(null, 1)),
  fc.constant(insertedDrive("FILM", 1)),
  fc.constant(insertedDrive("FILM", 2)),
  fc.record({
    device: fc.constantFrom(null, "/dev/rdisk4", "/dev/sr0"),
    disc: fc.constantFrom(
      { kind: "none" } as const,
      { kind: "unknown", lastScan: null, renumbered: null } as const,
    ),
    eject: fc.constant({ kind: "none" } as const),
  }),
);

const arbitraryActivity: fc.Arbitrary<DaemonState["activity"]> = fc
  .record({
    id: fc.constantFrom("a", "b", "c"),
    percent: fc.integer({ min: 0, max: 100 }),
    etaMs: fc.option(fc.integer({ min: 0, max: 9_999_999 })),
  })
  .chain(({ id, percent, etaMs }) =>
    fc.constantFrom<DaemonState["activity"]>(
      { kind: "idle" },
      { kind: "claiming", taskId: id },
      { kind: "requeueing", taskId: id },
      scanning(id),
      scanning(null),
      ripping(id),
      ripping(id, saving(percent, etaMs)),
      {
        kind: "stopping",
        stopped: ripping(id, saving(percent, etaMs)),
        reason: "cancelled",
      },
      finishing(id, rippedOutcome),
      finishing(id, failedOutcome),
    ),
  );

const arbitraryChange = fc.record(
  {
    drive: arbitraryDrive,
    activity: arbitraryActivity,
    monitor: fc.constantFrom<DaemonState["monitor"]>(
      { kind: "watching" },
      {
        kind: "unavailable",
        problem: { key: "no_monitor", text: "It is gone.", hint: "" },
      },
    ),
    paused: fc.boolean(),
    depth: fc.nat(9),
    delivered: fc.constantFrom("late-1", "late-2"),
  },
  { requiredKeys: [] },
);

test("I8: the messages since a sync, applied to it, give what a new sync says", () => {
  fc.assert(
    fc.property(fc.array(arbitraryChange, { maxLength: 12 }), (changes) => {
      let state = sampleState;
      let view = syncOf(state, now);
      changes.forEach((change, step) => {
        const answers = [change.delivered, leftTask(state, change.activity)];
        const next: DaemonState = {
          ...state,
          drive: change.drive ?? state.drive,
          monitor: change.monitor ?? state.monitor,
          activity: change.activity ?? state.activity,
          pause: {
            ...state.pause,
            paused: change.paused ?? state.pause.paused,
          },
          queue:
            change.depth === undefined ? state.queue : openQueue(change.depth),
          recent: [
            ...answers
              .filter((id) => id !== undefined)
              .map((id) => ({ ...finished(id), startedAt: step })),
            ...state.recent,
          ],
        };
        view = messagesBetween(state, next, now).reduce(apply, view);
        state = next;
        const told = apply(view, heartbeatOf(state, now));
        const truth = syncOf(state, now);
        expect(comparable(told, truth)).toEqual(comparable(truth, truth));
      });
    }),
    { numRuns: 500 },
  );
});

/** The task that was being answered and no longer is, so that its answer is there now. */
function leftTask(
  state: DaemonState,
  next: DaemonState["activity"] | undefined,
): string | undefined {
  if (state.activity.kind !== "finishing" || !next) return undefined;
  const id = state.activity.response.taskId;
  const isStillCurrent =
    heartbeatOf({ ...state, activity: next }, now).current_task === id;
  return isStillCurrent ? undefined : id;
}
