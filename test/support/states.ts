import type { Failure } from "../../src/state/error-code.ts";
import type { Medium } from "../../src/state/event.ts";
import { initialState } from "../../src/state/initial-state.ts";
import type { Problem } from "../../src/state/problem.ts";
import { noProgress } from "../../src/state/progress.ts";
import type { RippedFile, TaskResponse } from "../../src/state/response.ts";
import type { ScanResult } from "../../src/state/scan-result.ts";
import type { Settings } from "../../src/state/settings.ts";
import { defaultSettings } from "./settings.ts";
import type {
  Activity,
  DaemonState,
  DiscScan,
  Drive,
  FinishedTask,
  QueueEntry,
  QueueListing,
  QueueState,
  Ripping,
  Running,
  Scanning,
  StopReason,
} from "../../src/state/state.ts";
import type { RipTask, ScanTask, Task } from "../../src/state/task.ts";

/** Values of the core for tests: small, whole, and each with the same defaults everywhere. */

/** The moment at which every test starts. */
export const NOW = Date.parse("2025-12-21T14:30:45Z");
export const TASKS = "/media/amphigory/tasks";
export const DEVICE = "/dev/rdisk4";
export const MAKEMKVCON = "/opt/bin/makemkvcon";

export const settings: Settings = {
  ...defaultSettings,
  webappBasedir: "/media/amphigory",
  tasksDirectory: TASKS,
};

/** Everything a run of makemkvcon is given besides its number. */
export const tools = { makemkvcon: MAKEMKVCON, device: DEVICE, settings };

export function problem(key = "test_problem"): Problem {
  return { key, text: `Something is wrong (${key}).`, hint: "Put it right." };
}

export function failure(changes: Partial<Failure> = {}): Failure {
  return {
    code: "MAKEMKV_FAILED",
    message: "makemkvcon failed.",
    detail: "exit code 1",
    ...changes,
  };
}

export const scanResult: ScanResult = {
  discName: "THE_POLAR_EXPRESS",
  discType: "bluray",
  volumeName: "THE_POLAR_EXPRESS",
  fingerprint: "f1",
  tracks: [],
  warnings: [],
};

export const rippedFile: RippedFile = {
  directory: "/media/ripped/Film",
  filename: "Film.mkv",
  sizeBytes: 1000,
  warnings: [],
};

export function scanTask(id = "scan-1"): ScanTask {
  return { kind: "scan", id, createdAt: null, attempts: 0 };
}

export function ripTask(id = "rip-1"): RipTask {
  return {
    kind: "rip",
    id,
    createdAt: null,
    attempts: 0,
    track: { number: 0, expectedSizeBytes: null, expectedDurationMs: null },
    output: { directory: "/media/ripped/Film", filename: "Film.mkv" },
    discFingerprint: "f1",
  };
}

export function entry(task: Task): QueueEntry {
  return { kind: "task", task };
}

export function listing(
  tasks: readonly Task[] = [],
  changes: Partial<QueueListing> = {},
): QueueListing {
  return {
    depth: tasks.length,
    upcoming: tasks.map(entry),
    paused: false,
    problems: [],
    ...changes,
  };
}

export function openQueue(...tasks: readonly Task[]): QueueState {
  return { kind: "open", directory: TASKS, listing: listing(tasks) };
}

export const openingQueue: QueueState = {
  kind: "opening",
  directory: TASKS,
  recovered: false,
};

/** Recovered, but not looked at. */
export const recoveredQueue: QueueState = {
  kind: "opening",
  directory: TASKS,
  recovered: true,
};

export function unavailableQueue(retrying = false): QueueState {
  return {
    kind: "unavailable",
    directory: TASKS,
    problem: problem("tasks_folder_gone"),
    retrying,
  };
}

const eject = { kind: "none" } as const;

export const noDisc: Drive = { device: DEVICE, disc: { kind: "none" }, eject };

/** A drive that nobody watches. */
export const unwatchedDrive: Drive = {
  device: DEVICE,
  disc: { kind: "unknown", lastScan: null, renumbered: null },
  eject,
};

/** What the system says of a film. */
export const film: Medium = { kind: "bluray", content: "data" };

export function inserted(scan: DiscScan): Drive {
  return {
    device: DEVICE,
    disc: {
      kind: "inserted",
      volumeName: "THE_POLAR_EXPRESS",
      medium: film,
      insertedAt: NOW,
      scan,
    },
    eject,
  };
}

export const scanned: DiscScan = {
  kind: "done",
  result: scanResult,
  renumbered: null,
};

export function scanning(task: ScanTask | null = null): Scanning {
  return {
    kind: "scanning",
    run: 1,
    cause: task ? { kind: "task", task } : { kind: "inserted" },
    startedAt: NOW,
    pulse,
  };
}

const pulse = { notice: { kind: "working" }, at: NOW } as const;

export function waiting(task: Task, waitedMs = 0): Activity {
  return { kind: "waiting", task, startedAt: NOW, waitedMs };
}

export function ripping(task = ripTask()): Ripping {
  return {
    kind: "ripping",
    run: 1,
    task,
    startedAt: NOW,
    progress: noProgress,
    pulse,
  };
}

export function stopping(stopped: Running, reason: StopReason): Activity {
  return { kind: "stopping", stopped, reason };
}

export function claiming(task: Task): Activity {
  return { kind: "claiming", taskId: task.id };
}

export function requeueing(task: Task): Activity {
  return { kind: "requeueing", taskId: task.id };
}

/** The answer of a rip that has gone well, unless told otherwise. */
export function response(changes: Partial<TaskResponse> = {}): TaskResponse {
  return {
    taskId: "rip-1",
    kind: "rip",
    startedAt: NOW,
    completedAt: NOW,
    outcome: { kind: "ripped", file: rippedFile },
    source: { discFingerprint: "f1", trackNumber: 0 },
    ...changes,
  };
}

/** What is remembered of `response()`. */
export function finished(changes: Partial<FinishedTask> = {}): FinishedTask {
  return {
    taskId: "rip-1",
    kind: "rip",
    trackNumber: 0,
    outcome: "success",
    code: null,
    message: "Film.mkv",
    sizeBytes: 1000,
    startedAt: NOW,
    completedAt: NOW,
    warnings: 0,
    acknowledged: true,
    ...changes,
  };
}

/** The daemon in the moment it starts. */
export function newState(changes: Partial<DaemonState> = {}): DaemonState {
  const daemon = {
    version: "0.0.0",
    pid: 1,
    startedAt: NOW,
    configDir: "/home/anna/.config/amphigory",
  };
  return { ...initialState(daemon), ...changes };
}

/** Everything is there, a scanned disc is in the drive, the queue is empty, nothing is to be done. */
export function readyState(changes: Partial<DaemonState> = {}): DaemonState {
  return newState({
    config: { kind: "ready", settings, source: "webapp", problems: [] },
    makemkvcon: { kind: "found", path: MAKEMKVCON },
    server: { kind: "listening", port: 9847, addresses: [], problems: [] },
    monitor: { kind: "watching" },
    drive: inserted(scanned),
    queue: openQueue(),
    ...changes,
  });
}

export const paused = {
  paused: true,
  reason: "user_requested",
  pending: false,
  writing: false,
  problem: null,
} as const;

export const notPaused = {
  paused: false,
  reason: null,
  pending: false,
  writing: false,
  problem: null,
} as const;
