import type { Failure } from "./error-code.ts";
import type { Licence, LicenceRefusal } from "./licence.ts";
import type { Problem } from "./problem.ts";
import type { RippedFile } from "./response.ts";
import type { ScanResult } from "./scan-result.ts";
import type { Settings } from "./settings.ts";
import type { LinkState, QueueListing } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/**
 * Everything that can happen, grouped by who says it. A fact, in the past tense; what follows from it is
 * decided in `transition` alone. `at` is the wall clock in milliseconds since 1970.
 */
export type DaemonEvent = { readonly at: number } & Fact;

/** What an adapter reports; the store adds the time. */
export type Fact =
  | ConfigEvent
  | MakemkvconEvent
  | QueueEvent
  | DiscEvent
  | ServerEvent
  | PersonEvent
  /**
   * Some seconds have gone, or many more since the machine slept: whatever was missing is looked for again. `awakeMs`
   * is how long it was awake since the clock was last looked at, which is the last tick while something waits.
   */
  | {
      readonly type: "ticked";
      readonly slept: boolean;
      readonly awakeMs: number;
    };

export type ConfigEvent =
  | {
      readonly type: "configLoaded";
      readonly settings: Settings;
      readonly source: "webapp" | "cache";
      readonly problems: readonly Problem[];
    }
  | {
      readonly type: "configUnavailable";
      readonly reason: "needsSetup" | "noWebapp";
      readonly problem: Problem;
    };

export type MakemkvconEvent =
  | { readonly type: "makemkvconLocated"; readonly path: string }
  | { readonly type: "makemkvconMissing"; readonly problem: Problem }
  /** What it calls itself: `MakeMKV v1.18.2 darwin(arm64-release)`. */
  | { readonly type: "makemkvconSpoke"; readonly version: string }
  | {
      readonly type: "ripProgressed";
      readonly run: number;
      readonly sample: RipSample;
    }
  | {
      readonly type: "runNoticed";
      readonly run: number;
      readonly notice: RunNotice;
    }
  /** A rip had to look at the disc once more: this is what is in the drive. */
  | {
      readonly type: "discRead";
      readonly run: number;
      readonly result: ScanResult;
      readonly renumbered: ScanResult | null;
      /** It is the disc that was scanned before: what tasks mean by a number does not change. */
      readonly isSameDisc: boolean;
    }
  /** What a run said about the licence; told before its end. */
  | { readonly type: "licenceSeen"; readonly licence: Licence }
  /** A look at the files that change with a new key or a new version: equal traces, nothing changed. */
  | { readonly type: "licenceTraced"; readonly trace: string }
  | {
      readonly type: "scanEnded";
      readonly run: number;
      readonly outcome: ScanOutcome;
    }
  | {
      readonly type: "ripEnded";
      readonly run: number;
      readonly outcome: RipOutcome;
    };

/** One look at a running rip. `fraction` is of the whole copy, 0 to 1; `null` while the disc is still being opened. */
export interface RipSample {
  readonly fraction: number | null;
  readonly sizeBytes: number;
}

/** How a run is getting on, told when it changes. */
export type RunNotice =
  | { readonly kind: "working" }
  /** Quiet for a while, or busy with something that is known to take long: `why` says what, else `null`. */
  | { readonly kind: "slow"; readonly why: SlowReason | null }
  /** Half of the time that is allowed is over. */
  | { readonly kind: "silent"; readonly silentMs: number }
  /** It is being stopped for its silence. */
  | { readonly kind: "stalled"; readonly silentMs: number }
  /** The disc could not be opened yet; it is tried again after `waitMs`. `attempt` is the one that failed, from 1. */
  | {
      readonly kind: "retrying";
      readonly why: "drive_not_ready" | "no_disc";
      readonly attempt: number;
      readonly waitMs: number;
    }
  /** A rip scans the disc: it is not as it was, or nobody has looked at it yet. */
  | { readonly kind: "rescanning" };

/** A download from makemkv.com, a complex multiplex, a search through a damaged DVD. */
export type SlowReason = "download" | "multiplex" | "damaged_index";

export type ScanOutcome =
  | {
      readonly kind: "scanned";
      /** In the numbers under which the tracks of this disc were told before. */
      readonly result: ScanResult;
      /** In makemkvcon's numbers of now, where they are others. */
      readonly renumbered: ScanResult | null;
    }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Nothing is wrong with the disc: the task waits for a licence. */
  | Unlicensed
  /** It was told to stop and that came first; `detail` says what makemkvcon said last. */
  | { readonly kind: "stopped"; readonly detail: string }
  /** makemkvcon was gone before it could be started. Not the task's fault: it goes back. */
  | { readonly kind: "notStarted"; readonly reason: string };

export type RipOutcome =
  | { readonly kind: "ripped"; readonly file: RippedFile }
  | { readonly kind: "failed"; readonly failure: Failure }
  | Unlicensed
  | { readonly kind: "stopped"; readonly detail: string }
  | { readonly kind: "notStarted"; readonly reason: string };

export interface Unlicensed {
  readonly kind: "unlicensed";
  readonly licence: LicenceRefusal;
  readonly detail: string;
}

export type QueueEvent =
  /** Locked, cleared up after a crash, answers kept elsewhere delivered. */
  | {
      readonly type: "queueOpened";
      readonly directory: string;
      readonly delivered: readonly Delivered[];
    }
  | {
      readonly type: "queueUnavailable";
      readonly directory: string;
      readonly problem: Problem;
    }
  /** Something changed in the tasks folder, perhaps. */
  | { readonly type: "queueHinted" }
  | {
      readonly type: "queueRead";
      readonly directory: string;
      readonly listing: QueueListing;
    }
  /** Answers that had been kept reached `complete/` after all. */
  | {
      readonly type: "answersDelivered";
      readonly delivered: readonly Delivered[];
    }
  | { readonly type: "taskClaimed"; readonly task: Task }
  /** Claimed, but not a task: to be answered with a failure. */
  | {
      readonly type: "taskRejected";
      readonly taskId: TaskId;
      readonly kind: "scan" | "rip" | null;
      readonly failure: Failure;
    }
  /** The webapp took it back before we could claim it. */
  | { readonly type: "taskGone"; readonly taskId: TaskId }
  | { readonly type: "taskRequeued"; readonly taskId: TaskId }
  | { readonly type: "responseWritten"; readonly taskId: TaskId }
  /** The tasks folder is gone; the answer is safe in our own folder and is delivered when it is back. */
  | {
      readonly type: "responseKept";
      readonly taskId: TaskId;
      readonly problem: Problem;
    }
  | { readonly type: "pauseMarkerSet"; readonly paused: boolean }
  | { readonly type: "pauseMarkerFailed"; readonly problem: Problem };

/** An answer that reached `complete/` when the queue was opened: one kept while the folder was away, or one of crash recovery. */
export interface Delivered {
  readonly taskId: TaskId;
  readonly outcome: "success" | "failed";
}

export type DiscEvent =
  | { readonly type: "discMonitorReady" }
  | { readonly type: "discMonitorUnavailable"; readonly problem: Problem }
  | {
      readonly type: "discInserted";
      readonly device: string;
      readonly volumeName: string | null;
      readonly medium: Medium;
    }
  | { readonly type: "discEjected"; readonly device: string }
  /** An eject that a person asked for is over; `reason` says why the system refused it, `null` that it did not. */
  | {
      readonly type: "ejectEnded";
      readonly device: string;
      readonly reason: string | null;
    };

/** What kind of disc the system says it is. Only a `data` disc, or one of which nobody knows, is worth a scan. */
export interface Medium {
  readonly kind: "cd" | "dvd" | "bluray" | null;
  readonly content: "data" | "audio" | "blank" | null;
}

export type ServerEvent =
  | {
      readonly type: "serverListening";
      readonly port: number;
      readonly addresses: readonly string[];
      readonly problems: readonly Problem[];
    }
  | { readonly type: "serverFailed"; readonly problem: Problem }
  | { readonly type: "webappClientsChanged"; readonly clients: number }
  | { readonly type: "watchersChanged"; readonly watchers: number }
  /** Our connection to the webapp's `/ws` is there, lost, not possible or not wanted. */
  | {
      readonly type: "linkChanged";
      readonly link: LinkState["kind"];
      /** For people; `null` when there is nothing to explain. */
      readonly reason: string | null;
    }
  /** The webapp says that it wrote or removed the marker `PAUSED`. */
  | { readonly type: "pauseHinted" }
  /** The webapp says that its `/config.json` changed. */
  | { readonly type: "configUpdateRequested" };

export type PersonEvent =
  | { readonly type: "pauseRequested"; readonly now: boolean }
  | { readonly type: "resumeRequested" }
  | { readonly type: "failuresAcknowledged" }
  | { readonly type: "ejectRequested" }
  /** A command, SIGINT or SIGTERM. */
  | { readonly type: "stopRequested"; readonly restart: boolean };
