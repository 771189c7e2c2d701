import * as z from "zod/mini";
import type { TaskId } from "../state/task.ts";

/**
 * The messages between the webapp and the daemon, in the words and the key order of the design
 * (host-daemon.md, "WebSocket Protocol"). Keys beyond the design's come last: `outcome`, `presence`,
 * `error`; and the events `error` and `recovered`.
 */
export type Message =
  | ProgressMessage
  | StatusMessage
  | DiscMessage
  | HeartbeatMessage
  | DaemonMessage
  | SyncMessage;

export interface ProgressMessage {
  readonly type: "progress";
  readonly task_id: TaskId;
  readonly percent: number;
  readonly eta_seconds: number;
  readonly current_size_bytes: number;
  readonly speed: string;
}

export type StatusMessage =
  | {
      readonly type: "status";
      readonly task_id: TaskId;
      readonly status: "started";
    }
  | {
      readonly type: "status";
      readonly task_id: TaskId;
      readonly status: "completed";
      readonly outcome: "success" | "failed";
    };

export type DiscMessage =
  | {
      readonly type: "disc";
      readonly event: "inserted";
      readonly device: string | null;
      readonly volume_name: string | null;
    }
  | {
      readonly type: "disc";
      readonly event: "ejected";
      readonly device: string | null;
    };

export interface HeartbeatMessage {
  readonly type: "heartbeat";
  readonly timestamp: string;
  readonly queue_depth: number;
  readonly current_task: TaskId | null;
  readonly paused: boolean;
}

export type DaemonMessage =
  | {
      readonly type: "daemon";
      readonly event: "connected" | "resumed" | "recovered";
    }
  | {
      readonly type: "daemon";
      readonly event: "error";
      /** A stable word: `licence_expired`, `makemkvcon_missing`, … */
      readonly reason: string;
      /** What is wrong and what to do about it, for a person. */
      readonly message: string;
    }
  | {
      readonly type: "daemon";
      readonly event: "paused";
      readonly reason: string;
    };

export interface SyncMessage {
  readonly type: "sync";
  readonly timestamp: string;
  readonly disc: SyncDisc;
  readonly current_task: SyncTask | null;
  readonly paused: boolean;
  readonly queue_depth: number;
  /** Why nothing is worked on; `null` when nothing stands in the way. */
  readonly error: SyncError | null;
}

export interface SyncError {
  readonly reason: string;
  readonly message: string;
}

export interface SyncDisc {
  readonly inserted: boolean;
  readonly device: string | null;
  readonly volume_name: string | null;
  /** `unknown` where nobody watches the drive; `inserted` is false then, and means little. */
  readonly presence: "inserted" | "none" | "unknown";
}

export interface SyncTask {
  readonly id: TaskId;
  readonly percent: number;
  readonly eta_seconds: number | null;
}

export interface ProgressInput {
  readonly taskId: TaskId;
  /** 0 to 100, any fraction. */
  readonly percent: number;
  readonly etaMs: number;
  readonly currentSizeBytes: number;
  readonly bytesPerSecond: number;
}

export function progressMessage(input: ProgressInput): ProgressMessage {
  return {
    type: "progress",
    task_id: input.taskId,
    percent: wholePercent(input.percent),
    eta_seconds: wholeSeconds(input.etaMs),
    current_size_bytes: Math.max(0, Math.trunc(input.currentSizeBytes)),
    speed: formatSpeed(input.bytesPerSecond),
  };
}

export function startedMessage(taskId: TaskId): StatusMessage {
  return { type: "status", task_id: taskId, status: "started" };
}

export function completedMessage(
  taskId: TaskId,
  outcome: "success" | "failed",
): StatusMessage {
  return { type: "status", task_id: taskId, status: "completed", outcome };
}

export function insertedMessage(
  device: string | null,
  volumeName: string | null,
): DiscMessage {
  return { type: "disc", event: "inserted", device, volume_name: volumeName };
}

export function ejectedMessage(device: string | null): DiscMessage {
  return { type: "disc", event: "ejected", device };
}

export function connectedMessage(): DaemonMessage {
  return { type: "daemon", event: "connected" };
}

export function pausedMessage(reason: string): DaemonMessage {
  return { type: "daemon", event: "paused", reason };
}

export function resumedMessage(): DaemonMessage {
  return { type: "daemon", event: "resumed" };
}

export function errorMessage(error: SyncError): DaemonMessage {
  const { reason, message } = error;
  return { type: "daemon", event: "error", reason, message };
}

export function recoveredMessage(): DaemonMessage {
  return { type: "daemon", event: "recovered" };
}

export interface HeartbeatInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly queueDepth: number;
  readonly currentTask: TaskId | null;
  readonly paused: boolean;
}

export function heartbeatMessage(input: HeartbeatInput): HeartbeatMessage {
  return {
    type: "heartbeat",
    timestamp: formatTimestamp(input.now),
    queue_depth: input.queueDepth,
    current_task: input.currentTask,
    paused: input.paused,
  };
}

export interface SyncInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly disc: {
    readonly presence: SyncDisc["presence"];
    readonly device: string | null;
    readonly volumeName: string | null;
  };
  readonly currentTask: {
    readonly id: TaskId;
    readonly percent: number;
    /** `null` while it is not known. */
    readonly etaMs: number | null;
  } | null;
  readonly paused: boolean;
  readonly queueDepth: number;
  readonly error: SyncError | null;
}

export function syncMessage(input: SyncInput): SyncMessage {
  const { disc, currentTask } = input;
  return {
    type: "sync",
    timestamp: formatTimestamp(input.now),
    disc: {
      inserted: disc.presence === "inserted",
      device: disc.device,
      volume_name: disc.volumeName,
      presence: disc.presence,
    },
    current_task: currentTask && {
      id: currentTask.id,
      percent: wholePercent(currentTask.percent),
      eta_seconds:
        currentTask.etaMs === null ? null : wholeSeconds(currentTask.etaMs),
    },
    paused: input.paused,
    queue_depth: input.queueDepth,
    error: input.error,
  };
}

/** One message as the text of one WebSocket frame. */
export function encodeMessage(message: Message): string {
  return JSON.stringify(message);
}

/** What a webapp says. Both spellings of the news that its `/config.json` changed are known; the rest is not for us. */
export type WebappMessage =
  { readonly kind: "configUpdated" } | { readonly kind: "unknown" };

const fromWebapp = z.object({
  type: z.enum(["config_updated", "webapp_config_changed"]),
});

/** Never throws: text that is no JSON, or JSON that is no message, is `unknown`. */
export function decodeWebappMessage(text: string): WebappMessage {
  const decoded = fromWebapp.safeParse(parseJson(text));
  return { kind: decoded.success ? "configUpdated" : "unknown" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** UTC to the second: `2025-12-21T14:30:52Z`. */
function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Rounded down, so that 100 is said only when everything is there. */
function wholePercent(percent: number): number {
  return Math.min(100, Math.max(0, Math.floor(percent)));
}

/** Rounded up, so that 0 is said only when nothing is left. */
function wholeSeconds(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}

/** A megabyte is 1,000,000 bytes, as on the discs and in the shops. */
function formatSpeed(bytesPerSecond: number): string {
  return `${(Math.max(0, bytesPerSecond) / 1_000_000).toFixed(1)} MB/s`;
}
