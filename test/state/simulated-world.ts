import type { Effect } from "../../src/state/effect.ts";
import type { Fact, RipOutcome, ScanOutcome } from "../../src/state/event.ts";
import type { QueueEntry } from "../../src/state/state.ts";
import {
  DEVICE,
  entry,
  failure,
  film,
  MAKEMKVCON,
  problem,
  rippedFile,
  ripTask,
  scanResult,
  scanTask,
  settings,
  TASKS,
} from "../support/states.ts";

/**
 * The world around the core, for properties: folders, a drive, makemkvcon, the webapp and people, without any time.
 * What the core orders is remembered and happens later, when `choices` say so. The folders are one lane: orders are
 * carried out, and their reports arrive, in the order they were given. Everything else comes in any order.
 */
export interface SimulatedWorld {
  order(effects: readonly Effect[]): void;
  /** Everything that can happen next. */
  choices(): readonly Choice[];
  /** Everything is in its place and stays there: from here on only what was ordered happens. */
  becomeFriendly(): readonly Fact[];
  /** What can happen next of what was ordered: one of these at least, until there is nothing left. */
  pending(): readonly Choice[];
  /** Puts a new task into the queue and gives its id. */
  addTask(): string;
  /** What is wrong on disk by now. */
  faults(): readonly string[];
  folder(): Folder;
  /** Ids that were answered, read by the webapp or not, and those whose answers wait in our own folder. */
  answered(): ReadonlySet<string>;
  isMarkedPaused(): boolean;
  hasLeft(): boolean;
}

export interface Choice {
  readonly name: string;
  /** How likely it is beside the others. */
  readonly weight: number;
  happen(): readonly Fact[];
}

interface Folder {
  readonly queued: Map<string, QueueEntry>;
  readonly inProgress: Map<string, QueueEntry>;
  readonly complete: Set<string>;
}

type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;
type FolderEffect = Of<
  | "openQueue"
  | "readQueue"
  | "claimTask"
  | "requeueTask"
  | "writeResponse"
  | "setPauseMarker"
>;

/** The weight of what was ordered: mostly it happens before anybody interferes. */
const SOON = 40;

interface Run {
  readonly run: number;
  readonly kind: "scan" | "rip";
  isStopped: boolean;
}

export function createSimulatedWorld(isIdle: () => boolean): SimulatedWorld {
  const folder: Folder = {
    queued: new Map(),
    inProgress: new Map(),
    complete: new Set(),
  };
  const kept = new Set<string>();
  const answered = new Set<string>();
  /** Claimed in this life, neither answered nor put back: recovery leaves these alone, and so does a claim. */
  const held = new Set<string>();
  const faults: string[] = [];
  const lane: FolderEffect[] = [];
  const reports: Fact[] = [];
  const orders: Effect[] = [];
  const runs: Run[] = [];
  let isThere = true;
  let hasMarker = false;
  let hasMakemkvcon = true;
  let hasDisc = false;
  let hasLicence = true;
  let hasLeft = false;
  let tasks = 0;

  function order(effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case "openQueue":
        case "readQueue":
        case "claimTask":
        case "requeueTask":
        case "writeResponse":
        case "setPauseMarker":
          lane.push(effect);
          break;
        case "stopRun":
          for (const run of runs)
            if (run.run === effect.run) run.isStopped = true;
          break;
        case "startScan":
        case "startRip": {
          if (runs.length > 0) faults.push("two runs of makemkvcon");
          const kind = effect.type === "startScan" ? "scan" : "rip";
          runs.push({ run: effect.run, kind, isStopped: false });
          break;
        }
        case "exit":
          hasLeft = true;
          break;
        default:
          orders.push(effect);
      }
    }
  }

  function carryOut(effect: FolderEffect): Fact {
    switch (effect.type) {
      case "openQueue":
        return isThere ? recover() : gone();
      case "readQueue":
        return isThere ? look() : gone();
      case "claimTask":
        return isThere ? claim(effect.taskId) : gone();
      case "requeueTask":
        held.delete(effect.taskId);
        return isThere ? requeue(effect.taskId) : gone();
      case "writeResponse":
        return write(effect.response.taskId);
      case "setPauseMarker":
        if (!isThere) return { type: "pauseMarkerFailed", problem: problem() };
        hasMarker = effect.paused;
        return { type: "pauseMarkerSet", paused: effect.paused };
    }
  }

  function gone(): Fact {
    return { type: "queueUnavailable", directory: TASKS, problem: problem() };
  }

  function recover(): Fact {
    if (!isIdle()) faults.push("recovery while something is in work");
    for (const [id, task] of folder.inProgress) {
      if (held.has(id)) continue;
      const isDone = folder.complete.has(id) || kept.has(id);
      if (!isDone && !folder.queued.has(id)) folder.queued.set(id, task);
      folder.inProgress.delete(id);
    }
    const delivered = [...kept].map(
      (taskId) => ({ taskId, outcome: "success" }) as const,
    );
    for (const { taskId } of delivered) complete(taskId);
    kept.clear();
    return { type: "queueOpened", directory: TASKS, delivered };
  }

  /** Queued again while its answer is not read: it is left alone, as recovery does. */
  function look(): Fact {
    const waiting = [...folder.queued]
      .filter(([id]) => !folder.complete.has(id))
      .map(([, waits]) => waits);
    return {
      type: "queueRead",
      directory: TASKS,
      listing: {
        depth: waiting.length,
        upcoming: waiting,
        paused: hasMarker,
        problems: [],
      },
    };
  }

  function claim(taskId: string): Fact {
    const found = folder.queued.get(taskId);
    if (!found || held.has(taskId)) return { type: "taskGone", taskId };
    folder.queued.delete(taskId);
    folder.inProgress.set(taskId, found);
    held.add(taskId);
    return found.kind === "task"
      ? { type: "taskClaimed", task: found.task }
      : { type: "taskRejected", taskId, kind: null, failure: failure() };
  }

  function requeue(taskId: string): Fact {
    const found = folder.inProgress.get(taskId);
    if (!found) faults.push(`${taskId} is put back, but was not in work`);
    else folder.queued.set(taskId, found);
    folder.inProgress.delete(taskId);
    return { type: "taskRequeued", taskId };
  }

  function write(taskId: string): Fact {
    held.delete(taskId);
    if (!isThere) {
      kept.add(taskId);
      return { type: "responseKept", taskId, problem: problem() };
    }
    complete(taskId);
    folder.inProgress.delete(taskId);
    return { type: "responseWritten", taskId };
  }

  function complete(taskId: string): void {
    if (folder.complete.has(taskId))
      faults.push(`the unread answer of ${taskId} was written over`);
    folder.complete.add(taskId);
    answered.add(taskId);
  }

  function answerOrder(effect: Effect): readonly Fact[] {
    switch (effect.type) {
      case "loadConfig":
        return [configLoaded];
      case "locateMakemkvcon":
        return hasMakemkvcon
          ? [{ type: "makemkvconLocated", path: MAKEMKVCON }]
          : [{ type: "makemkvconMissing", problem: problem() }];
      case "listen":
        return [
          { type: "serverListening", port: 9847, addresses: [], problems: [] },
        ];
      case "watchDiscs":
        return [
          ...(hasDisc ? [discInserted] : []),
          { type: "discMonitorReady" },
        ];
      case "traceLicence":
        return [{ type: "licenceTraced", trace: String(hasLicence) }];
      case "ejectDisc": {
        const gone = hasDisc ? eject() : [];
        const { device } = effect;
        return [...gone, { type: "ejectEnded", device, reason: null }];
      }
      default:
        return [];
    }
  }

  function endings(run: Run): readonly Choice[] {
    const end = (name: string, of: ScanOutcome | RipOutcome): Choice => ({
      name: `run ${run.run} ${name}`,
      weight: 4,
      happen() {
        runs.splice(runs.indexOf(run), 1);
        return [endOf(run, of)];
      },
    });
    if (!hasMakemkvcon)
      return [end("could not start", { kind: "notStarted", reason: "ENOENT" })];
    const good: Choice =
      run.kind === "scan"
        ? end("scanned", {
            kind: "scanned",
            result: scanResult,
            renumbered: null,
          })
        : end("ripped", { kind: "ripped", file: rippedFile });
    const bad = end("failed", { kind: "failed", failure: failure() });
    if (!hasLicence) return [end("had no licence", unlicensed)];
    if (!run.isStopped) return [good, bad];
    return [good, bad, end("stopped", { kind: "stopped", detail: "" })];
  }

  function pending(): readonly Choice[] {
    const report = reports[0];
    const next = lane[0];
    return [
      ...(report ? [one(report.type, () => [shift(reports)], SOON)] : []),
      ...(next ? [one(`do ${next.type}`, doNext, SOON)] : []),
      ...orders.map((effect, index) =>
        one(
          `do ${effect.type}`,
          () => {
            orders.splice(index, 1);
            return answerOrder(effect);
          },
          SOON,
        ),
      ),
      ...runs.flatMap(endings),
    ];
  }

  function doNext(): readonly Fact[] {
    reports.push(carryOut(shift(lane)));
    return [];
  }

  function addTask(): string {
    const id = `task-${(tasks += 1)}`;
    const kinds = [entry(scanTask(id)), entry(ripTask(id)), invalid(id)];
    folder.queued.set(id, kinds[tasks % kinds.length] ?? invalid(id));
    return id;
  }

  /** What others do, whenever they like. What goes is back sooner than it went, or stories would be about nothing. */
  function interference(): readonly Choice[] {
    return [
      one("tick", () => [{ type: "ticked", slept: false, awakeMs: 2000 }], 4),
      one("hint", () => [{ type: "queueHinted" }], 2),
      one("pause", () => [{ type: "pauseRequested", now: false }]),
      one("pause now", () => [{ type: "pauseRequested", now: true }]),
      one("resume", () => [{ type: "resumeRequested" }], 4),
      one("config updated", () => [{ type: "configUpdateRequested" }]),
      act("the webapp queues a task", addTask, 4),
      act("the webapp takes a task back", () => {
        const id = [...folder.queued.keys()].at(-1);
        if (id !== undefined) folder.queued.delete(id);
      }),
      act("the webapp queues the task in work again", () => {
        for (const [id, task] of folder.inProgress) folder.queued.set(id, task);
      }),
      act("the webapp reads the answers", () => folder.complete.clear(), 2),
      hasMarker
        ? act("the webapp removes the marker", () => (hasMarker = false), 4)
        : act("the webapp sets the marker", () => (hasMarker = true)),
      isThere
        ? act("the folder goes", () => (isThere = false))
        : act("the folder comes back", () => (isThere = true), 8),
      hasMakemkvcon
        ? act("makemkvcon goes", () => (hasMakemkvcon = false))
        : act("makemkvcon comes back", () => (hasMakemkvcon = true), 8),
      hasLicence
        ? act("the licence expires", () => (hasLicence = false))
        : act("there is a new licence", () => (hasLicence = true), 8),
      one("a person ejects", () => [{ type: "ejectRequested" }]),
      hasDisc ? one("the disc goes", eject) : one("a disc comes", insert, 8),
    ];
  }

  function insert(): readonly Fact[] {
    hasDisc = true;
    return [discInserted];
  }

  function eject(): readonly Fact[] {
    hasDisc = false;
    return [{ type: "discEjected", device: DEVICE }];
  }

  return {
    order,
    pending,
    addTask,
    choices: () => [...pending(), ...interference()],
    becomeFriendly() {
      isThere = true;
      hasMakemkvcon = true;
      hasLicence = true;
      const came = hasDisc ? [] : insert();
      return [...came, { type: "resumeRequested" }];
    },
    faults: () => faults,
    folder: () => folder,
    answered: () => new Set([...answered, ...kept]),
    isMarkedPaused: () => hasMarker,
    hasLeft: () => hasLeft,
  };
}

export const configLoaded: Fact = {
  type: "configLoaded",
  settings,
  source: "webapp",
  problems: [],
};

const discInserted: Fact = {
  type: "discInserted",
  device: DEVICE,
  volumeName: null,
  medium: film,
};

const unlicensed = {
  kind: "unlicensed",
  licence: { kind: "refused", reason: "licence_expired", message: "expired" },
  detail: "5055",
} as const;

function endOf(run: Run, outcome: ScanOutcome | RipOutcome): Fact {
  if (run.kind === "scan" && outcome.kind !== "ripped")
    return { type: "scanEnded", run: run.run, outcome };
  if (run.kind === "rip" && outcome.kind !== "scanned")
    return { type: "ripEnded", run: run.run, outcome };
  throw new Error(`a ${run.kind} can not end as ${outcome.kind}`);
}

function invalid(id: string): QueueEntry {
  return { kind: "invalid", id, detail: "not JSON" };
}

function one(name: string, happen: () => readonly Fact[], weight = 1): Choice {
  return { name, weight, happen };
}

/** Something that the daemon is not told of. */
function act(name: string, change: () => unknown, weight = 1): Choice {
  return one(name, () => (change(), []), weight);
}

function shift<T>(items: T[]): T {
  const first = items.shift();
  if (first === undefined) throw new Error("nothing there");
  return first;
}
