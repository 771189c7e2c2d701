import fc from "fast-check";
import { ERROR_CODES } from "../../src/state/error-code.ts";
import type { DaemonEvent, Fact } from "../../src/state/event.ts";
import type { QueueListing } from "../../src/state/state.ts";
import type { Task } from "../../src/state/task.ts";
import {
  entry,
  failure,
  NOW,
  problem,
  rippedFile,
  ripTask,
  scanResult,
  scanTask,
  settings,
  TASKS,
} from "./states.ts";

/** Random values of the core, out of small pools, so that what does not belong together meets often. */

const RUNS = 6;

/** Plain objects only: fast-check would make some without a prototype, which JSON never does. */
function record<T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record<T>(parts, { noNullPrototype: true });
}

const device = fc.constantFrom("/dev/rdisk4", "/dev/sr0");
const directory = fc.constantFrom(TASKS, "/elsewhere/tasks");
const task: fc.Arbitrary<Task> = fc.constantFrom(
  scanTask("a"),
  ripTask("b"),
  ripTask("c"),
);
const taskId = fc.constantFrom("a", "b", "c");
const run = fc.integer({ min: 1, max: RUNS });
const aProblem = fc.constantFrom(problem(), problem("another"));
const aFailure = fc
  .constantFrom(...ERROR_CODES)
  .map((code) => failure({ code }));

const someSettings = record({
  tasksDirectory: directory,
  makemkvPath: fc.constantFrom(null, "/usr/bin/makemkvcon"),
  discMonitor: fc.constantFrom("auto" as const, "none" as const),
  drive: fc.constantFrom(null, "/dev/sr0"),
});

/** What a look at the tasks folder may show. */
const anyListing: fc.Arbitrary<QueueListing> = record({
  tasks: fc.uniqueArray(task, { maxLength: 3 }),
  isInvalid: fc.boolean(),
  paused: fc.boolean(),
}).map(({ tasks, isInvalid, paused }) => ({
  depth: tasks.length,
  upcoming: tasks.map((one) =>
    isInvalid
      ? { kind: "invalid" as const, id: one.id, detail: "not JSON" }
      : entry(one),
  ),
  paused,
  problems: [],
}));

/** makemkvcon counts in 65536ths. */
const sample = record({
  fraction: fc.option(
    fc.integer({ min: 0, max: 65_536 }).map((n) => n / 65_536),
  ),
  sizeBytes: fc.nat(1_000_000_000),
});

const stopped = fc.constant({ kind: "stopped", detail: "stopped" } as const);
const notStarted = fc.constant({
  kind: "notStarted",
  reason: "ENOENT",
} as const);
const unlicensed = fc.constant({
  kind: "unlicensed",
  licence: { kind: "refused", reason: "licence_expired", message: "expired" },
  detail: "5055",
} as const);
const failedRun = aFailure.map(
  (of) => ({ kind: "failed", failure: of }) as const,
);

const someDelivered = fc.array(
  record({
    taskId,
    outcome: fc.constantFrom("success" as const, "failed" as const),
  }),
  { maxLength: 2 },
);

function of<T extends Fact["type"]>(
  type: T,
  parts: {
    [K in Exclude<keyof Extract<Fact, { type: T }>, "type">]: fc.Arbitrary<
      Extract<Fact, { type: T }>[K]
    >;
  },
): fc.Arbitrary<Fact> {
  // The parts are exactly those of the fact, which the type of a record with a computed key can not say.
  return record({ type: fc.constant(type), ...parts }) as fc.Arbitrary<Fact>;
}

/** Any fact at all, whether it makes sense or not. */
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  of("configLoaded", {
    settings: someSettings.map((some) => ({ ...settings, ...some })),
    source: fc.constantFrom("webapp", "cache"),
    problems: fc.constant([]),
  }),
  of("configUnavailable", {
    reason: fc.constantFrom("needsSetup", "noWebapp"),
    problem: aProblem,
  }),
  of("makemkvconLocated", {
    path: fc.constantFrom("/a/makemkvcon", "/b/makemkvcon"),
  }),
  of("makemkvconSpoke", { version: fc.constant("MakeMKV v1.18.3") }),
  of("makemkvconMissing", { problem: aProblem }),
  of("ripProgressed", { run, sample }),
  of("scanEnded", {
    run,
    outcome: fc.oneof(
      fc.constant({
        kind: "scanned",
        result: scanResult,
        renumbered: null,
      } as const),
      failedRun,
      stopped,
      notStarted,
      unlicensed,
    ),
  }),
  of("ripEnded", {
    run,
    outcome: fc.oneof(
      fc.constant({ kind: "ripped", file: rippedFile } as const),
      failedRun,
      stopped,
      notStarted,
      unlicensed,
    ),
  }),
  of("queueOpened", { directory, delivered: someDelivered }),
  of("answersDelivered", { delivered: someDelivered }),
  of("queueUnavailable", { directory, problem: aProblem }),
  of("queueHinted", {}),
  of("queueRead", { directory, listing: anyListing }),
  of("taskClaimed", { task }),
  of("taskRejected", {
    taskId,
    kind: fc.constantFrom("scan", "rip", null),
    failure: aFailure,
  }),
  of("taskGone", { taskId }),
  of("taskRequeued", { taskId }),
  of("responseWritten", { taskId }),
  of("responseKept", { taskId, problem: aProblem }),
  of("pauseMarkerSet", { paused: fc.boolean() }),
  of("pauseMarkerFailed", { problem: aProblem }),
  of("discMonitorReady", {}),
  of("discMonitorUnavailable", { problem: aProblem }),
  of("discInserted", {
    device,
    volumeName: fc.constantFrom(null, "A", "B"),
    medium: record({
      kind: fc.constantFrom("dvd" as const, null),
      content: fc.constantFrom("data" as const, "blank" as const, null),
    }),
  }),
  of("discEjected", { device }),
  of("ejectRequested", {}),
  of("ejectEnded", { device, reason: fc.constantFrom(null, "busy") }),
  of("runNoticed", {
    run,
    notice: fc.constantFrom(
      { kind: "working" } as const,
      { kind: "silent", silentMs: 1000 } as const,
    ),
  }),
  of("discRead", {
    run,
    result: fc.constant(scanResult),
    renumbered: fc.constant(null),
    isSameDisc: fc.boolean(),
  }),
  of("licenceSeen", {
    licence: fc.constantFrom(
      { kind: "fine" } as const,
      { kind: "limited", daysLeft: 3, message: "3 days" } as const,
    ),
  }),
  of("licenceTraced", { trace: fc.constantFrom("a", "b") }),
  of("serverListening", {
    port: fc.constant(9847),
    addresses: fc.constant(["127.0.0.1"]),
    problems: fc.constant([]),
  }),
  of("serverFailed", { problem: aProblem }),
  of("webappClientsChanged", { clients: fc.nat(2) }),
  of("watchersChanged", { watchers: fc.nat(2) }),
  of("linkChanged", {
    link: fc.constantFrom("off", "absent", "connecting", "connected"),
    reason: fc.constantFrom(null, "closed with 1006"),
  }),
  of("pauseHinted", {}),
  of("configUpdateRequested", {}),
  of("pauseRequested", { now: fc.boolean() }),
  of("resumeRequested", {}),
  of("failuresAcknowledged", {}),
  of("stopRequested", { restart: fc.boolean() }),
  of("ticked", { slept: fc.boolean(), awakeMs: fc.nat(20_000) }),
);

/** A wall clock: mostly forward, now and then set back. */
const step = fc.oneof(
  { weight: 9, arbitrary: fc.nat(20_000) },
  { weight: 1, arbitrary: fc.integer({ min: -3_600_000, max: 0 }) },
);

/** Any events in any order, with the times at which they came. */
export function anyEvents(maxLength: number): fc.Arbitrary<DaemonEvent[]> {
  return fc
    .array(fc.tuple(anyFact, step), { maxLength, size: "max" })
    .map((facts) => {
      let at = NOW;
      return facts.map(([fact, ms]) => ({ ...fact, at: (at += ms) }));
    });
}
