import { initialState } from "../../src/state/initial-state.ts";
import { noProgress } from "../../src/state/progress.ts";
import type { TaskResponse } from "../../src/state/response.ts";
import type { Settings } from "../../src/state/settings.ts";
import { defaultSettings } from "../support/settings.ts";
import type {
  DaemonState,
  FinishedTask,
  Progress,
  Ripping,
  Scanning,
} from "../../src/state/state.ts";

export const sampleSettings: Settings = {
  ...defaultSettings,
  websocketPort: 0,
  discMonitor: "auto",
};

export const sampleState: DaemonState = {
  ...initialState({
    version: "0.1.0",
    pid: 4711,
    startedAt: 0,
    configDir: "/home/me/.config/amphigory",
  }),
  config: {
    kind: "ready",
    settings: sampleSettings,
    source: "webapp",
    problems: [],
  },
  monitor: { kind: "watching" },
  drive: { device: null, disc: { kind: "none" }, eject: { kind: "none" } },
};

export function insertedDrive(
  volumeName: string | null,
  insertedAt = 1,
): DaemonState["drive"] {
  return {
    device: "/dev/rdisk4",
    disc: {
      kind: "inserted",
      volumeName,
      medium: { kind: "bluray", content: "data" },
      insertedAt,
      scan: { kind: "wanted" },
    },
    eject: { kind: "none" },
  };
}

const pulse = { notice: { kind: "working" }, at: 0 } as const;

export function scanning(taskId: string | null): Scanning {
  return {
    kind: "scanning",
    run: 1,
    startedAt: 0,
    pulse,
    cause:
      taskId === null
        ? { kind: "inserted" }
        : {
            kind: "task",
            task: { kind: "scan", id: taskId, createdAt: null, attempts: 1 },
          },
  };
}

export function ripping(
  taskId: string,
  progress: Partial<Progress> = {},
): Ripping {
  return {
    kind: "ripping",
    run: 1,
    startedAt: 0,
    task: {
      kind: "rip",
      id: taskId,
      createdAt: null,
      attempts: 1,
      track: { number: 0, expectedSizeBytes: null, expectedDurationMs: null },
      output: { directory: "/media/ripped", filename: "film.mkv" },
      discFingerprint: null,
    },
    progress: { ...noProgress, ...progress },
    pulse,
  };
}

export function saving(
  percent: number,
  etaMs: number | null,
): Partial<Progress> {
  return {
    phase: "saving",
    percent,
    etaMs,
    currentSizeBytes: percent * 1_000_000,
    bytesPerSecond: 42_300_000,
  };
}

export function finishing(
  taskId: string,
  outcome: TaskResponse["outcome"],
): DaemonState["activity"] {
  const response: TaskResponse = {
    taskId,
    kind: "rip",
    startedAt: 0,
    completedAt: 1000,
    outcome,
    source: null,
  };
  return { kind: "finishing", response };
}

export const rippedOutcome: TaskResponse["outcome"] = {
  kind: "ripped",
  file: {
    directory: "/media/ripped",
    filename: "film.mkv",
    sizeBytes: 100_000_000,
    warnings: [],
  },
};

export const failedOutcome: TaskResponse["outcome"] = {
  kind: "failed",
  failure: { code: "MAKEMKV_FAILED", message: "It failed.", detail: "" },
};

export function finished(
  taskId: string,
  outcome: "success" | "failed" = "success",
): FinishedTask {
  return {
    taskId,
    kind: "rip",
    trackNumber: 0,
    outcome,
    code: outcome === "failed" ? "MAKEMKV_FAILED" : null,
    message: "",
    sizeBytes: null,
    startedAt: 0,
    completedAt: 1000,
    warnings: 0,
    acknowledged: outcome === "success",
  };
}

export function openQueue(depth: number): DaemonState["queue"] {
  return {
    kind: "open",
    directory: "/opt/amphigory/tasks",
    listing: { depth, upcoming: [], paused: false, problems: [] },
  };
}
