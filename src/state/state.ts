import type { ErrorCode } from "./error-code.ts";
import type { Medium, RunNotice } from "./event.ts";
import type { Problem } from "./problem.ts";
import type { ScanResult } from "./scan-result.ts";
import type { Settings } from "./settings.ts";
import type { RipTask, ScanTask, Task, TaskId } from "./task.ts";
import type { TaskResponse } from "./response.ts";

/**
 * Everything the daemon knows, as one immutable value. Plain JSON: times are milliseconds since 1970,
 * "none" is a branch or `null`. Every view, message and snapshot is a pure function of it.
 */
export interface DaemonState {
  readonly daemon: DaemonIdentity;
  readonly life: Life;
  readonly config: ConfigState;
  readonly makemkvcon: MakemkvconState;
  /** What makemkvcon called itself when it last ran: `MakeMKV v1.18.2 darwin(arm64-release)`. */
  readonly makemkvVersion: string | null;
  /** Starts of makemkvcon that failed since one last worked. */
  readonly failedStarts: FailedStarts | null;
  readonly server: ServerState;
  readonly link: LinkState;
  readonly licence: LicenceState;
  readonly monitor: MonitorState;
  /** The drive that is worked with. */
  readonly drive: Drive;
  /** Other drives with a disc in them; they have their turn when the first one is empty. */
  readonly otherDrives: readonly Drive[];
  readonly queue: QueueState;
  readonly pause: PauseState;
  readonly activity: Activity;
  /** The last answers, newest first. Each is on disk in `complete/`. */
  readonly recent: readonly FinishedTask[];
  /** Answers that are safe in our own folder until the tasks folder is back. */
  readonly undelivered: readonly FinishedTask[];
  readonly people: People;
  /** The number of the latest makemkvcon run; the exit of an older one means nothing. */
  readonly lastRun: number;
}

export interface DaemonIdentity {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly configDir: string;
}

export type Life =
  | { readonly kind: "running" }
  /** No more claims; what runs is being stopped. */
  | { readonly kind: "stopping"; readonly restart: boolean }
  /** Everything is in order; the process is about to end. */
  | { readonly kind: "left" };

export type ConfigState =
  | { readonly kind: "loading" }
  /** No `daemon.yaml`, or one that never was right. */
  | { readonly kind: "needsSetup"; readonly problem: Problem }
  /** `daemon.yaml` is there, but neither the webapp nor a cached copy says where the tasks are. */
  | { readonly kind: "noWebapp"; readonly problem: Problem }
  | {
      readonly kind: "ready";
      readonly settings: Settings;
      readonly source: "webapp" | "cache";
      /** Mistakes that were passed over: unknown keys, a broken edit while the last good file is in use, a webapp that is away. */
      readonly problems: readonly Problem[];
    };

export type MakemkvconState =
  | { readonly kind: "unknown" }
  | { readonly kind: "missing"; readonly problem: Problem }
  | { readonly kind: "found"; readonly path: string };

export interface FailedStarts {
  readonly count: number;
  readonly problem: Problem;
  /** Not tried again before. */
  readonly retryAt: number;
}

export type ServerState =
  | { readonly kind: "closed" }
  | {
      readonly kind: "listening";
      readonly port: number;
      readonly addresses: readonly string[];
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "failed"; readonly problem: Problem };

/** Our own connection to the `/ws` of a webapp that has one. */
export type LinkState =
  /** Switched off, or not tried yet. */
  | { readonly kind: "off" }
  /** The webapp answers and has no `/ws`: no fault, and looked for again now and then. */
  | { readonly kind: "absent" }
  | { readonly kind: "connecting" }
  | { readonly kind: "connected"; readonly since: number };

export type LicenceState =
  /** No run has said anything about it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "fine" }
  /** It was refused, and the next task tries whether it still is. */
  | { readonly kind: "doubted"; readonly problem: Problem }
  /** It works, and will not for ever. */
  | {
      readonly kind: "limited";
      readonly daysLeft: number | null;
      readonly problem: Problem;
    }
  /** It forbids the work: nothing is claimed until something has changed. */
  | {
      readonly kind: "refused";
      readonly problem: Problem;
      readonly since: number;
      /** How the files looked that a new key or version changes; `null` until they were looked at. */
      readonly trace: string | null;
    };

export type MonitorState =
  | { readonly kind: "off" }
  | { readonly kind: "watching" }
  | { readonly kind: "unavailable"; readonly problem: Problem };

/** Everything about one drive, so that a second one is an addition one day and not a rewrite. */
export interface Drive {
  /** `/dev/rdisk4`, `/dev/sr0`; `null` until one is configured or a disc was seen. */
  readonly device: string | null;
  readonly disc: Disc;
  readonly eject: EjectState;
}

/** An eject that a person asked for. */
export type EjectState =
  | { readonly kind: "none" }
  | { readonly kind: "ejecting" }
  | { readonly kind: "failed"; readonly problem: Problem };

export type Disc =
  /** Nobody watches the drive: there may be a disc or not, and nothing waits for one. */
  | {
      readonly kind: "unknown";
      /** What was found last; the disc may have been changed since. */
      readonly lastScan: ScanResult | null;
      readonly renumbered: ScanResult | null;
    }
  | { readonly kind: "none" }
  | {
      readonly kind: "inserted";
      readonly volumeName: string | null;
      readonly medium: Medium;
      readonly insertedAt: number;
      readonly scan: DiscScan;
    };

export type DiscScan =
  | { readonly kind: "wanted" }
  | { readonly kind: "running" }
  | {
      readonly kind: "done";
      /** What the webapp was told or will be: tasks mean its numbers. */
      readonly result: ScanResult;
      /** What a rip found when it had to scan the disc again: the same tracks may have other numbers now. */
      readonly renumbered: ScanResult | null;
    }
  | {
      readonly kind: "failed";
      readonly code: ErrorCode;
      readonly message: string;
    };

export type QueueState =
  /** Where the tasks are is not known yet. */
  | { readonly kind: "closed" }
  /** Locking the folder and clearing up after a crash; then the first look. Nothing is claimed before both are done. */
  | {
      readonly kind: "opening";
      readonly directory: string;
      readonly recovered: boolean;
    }
  | {
      readonly kind: "unavailable";
      readonly directory: string;
      readonly problem: Problem;
      /** It is being opened again in this moment; the problem stays in sight, so that no view flickers. */
      readonly retrying: boolean;
    }
  | {
      readonly kind: "open";
      readonly directory: string;
      readonly listing: QueueListing;
    };

/** What a look at the tasks folder showed. */
export interface QueueListing {
  /** How many tasks of ours wait. */
  readonly depth: number;
  /** The first of them in the webapp's order; the first is claimed next. At most 20. */
  readonly upcoming: readonly QueueEntry[];
  /** Whether the marker file `PAUSED` is there. */
  readonly paused: boolean;
  readonly problems: readonly Problem[];
}

export type QueueEntry =
  | { readonly kind: "task"; readonly task: Task }
  /** A file that will never be a task; it is claimed like one and answered with a failure. */
  | { readonly kind: "invalid"; readonly id: TaskId; readonly detail: string };

/** The marker file is the pause; a command counts at once and is `pending` until the file says the same. */
export interface PauseState {
  readonly paused: boolean;
  /** `user_requested` for a command, `marker_file` when somebody else wrote `PAUSED`. */
  readonly reason: "user_requested" | "marker_file" | null;
  /** The marker is being written or removed, or waits for the tasks folder to come back. */
  readonly pending: boolean;
  /** An order to write or remove it is under way. There is one at a time, or the older of two could come last. */
  readonly writing: boolean;
  /** Why the file could not be written or removed the last time. */
  readonly problem: Problem | null;
}

/** What is being done with a task or a disc. At most one makemkvcon runs. */
export type Activity =
  | { readonly kind: "idle" }
  | { readonly kind: "claiming"; readonly taskId: TaskId }
  /** Claimed, and there is no disc in the drive. */
  | {
      readonly kind: "waiting";
      readonly task: Task;
      readonly startedAt: number;
      /** For how long somebody could have put one in. */
      readonly waitedMs: number;
    }
  | Running
  /** Told to stop, not yet gone. */
  | {
      readonly kind: "stopping";
      readonly stopped: Running;
      readonly reason: StopReason;
    }
  /** The answer is being written to `complete/`. */
  | { readonly kind: "finishing"; readonly response: TaskResponse }
  | { readonly kind: "requeueing"; readonly taskId: TaskId };

export type Running = Scanning | Ripping;

export interface Scanning {
  readonly kind: "scanning";
  readonly run: number;
  readonly cause:
    | { readonly kind: "task"; readonly task: ScanTask }
    | { readonly kind: "inserted" };
  readonly startedAt: number;
  readonly pulse: Pulse;
}

export interface Ripping {
  readonly kind: "ripping";
  readonly run: number;
  readonly task: RipTask;
  readonly startedAt: number;
  readonly progress: Progress;
  readonly pulse: Pulse;
}

/** How makemkvcon is getting on, and since when. */
export interface Pulse {
  readonly notice: RunNotice;
  readonly at: number;
}

/** Who stopped a run first: that names the failure, not the exit code that follows. */
export type StopReason = "cancelled" | "ejected" | "quitting";

export interface Progress {
  /** `preparing`: checking the target; `opening`: makemkvcon reads the disc's tables; `saving`: the copy itself. */
  readonly phase: "preparing" | "opening" | "saving";
  /** 0 to 100, never goes back. */
  readonly percent: number;
  readonly currentSizeBytes: number;
  readonly bytesPerSecond: number | null;
  readonly etaMs: number | null;
  readonly savingSince: number | null;
  /** The last sizes seen, oldest first, for the speed of the moment. */
  readonly samples: readonly ProgressSample[];
}

export interface ProgressSample {
  readonly at: number;
  readonly fraction: number;
  readonly sizeBytes: number;
}

export interface FinishedTask {
  readonly taskId: TaskId;
  readonly kind: "scan" | "rip" | null;
  readonly trackNumber: number | null;
  readonly outcome: "success" | "failed";
  readonly code: ErrorCode | null;
  /** For a failure what went wrong and what to do; else what was made. */
  readonly message: string;
  readonly sizeBytes: number | null;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly warnings: number;
  /** A person has seen it. Only failures wait for that. */
  readonly acknowledged: boolean;
}

export interface People {
  /** WebSocket clients on the webapp's port. */
  readonly webappClients: number;
  /** Dashboards and other watchers on the control socket. */
  readonly watchers: number;
  readonly lastCommandAt: number | null;
}
