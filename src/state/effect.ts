import type { TaskResponse } from "./response.ts";
import type { ScanResult } from "./scan-result.ts";
import type { Settings } from "./settings.ts";
import type { RipTask, TaskId } from "./task.ts";

/**
 * Everything the core can order, in the imperative. Adapters carry it out and report what came of it as an event.
 * Orders about the tasks folder are carried out and reported one after the other, in the order they were given: a look
 * that was ordered before a claim or a marker tells what was there before it.
 */
export type Effect =
  /** Fetch `/config.json` again. → configLoaded | configUnavailable */
  | { readonly type: "loadConfig" }
  /** → makemkvconLocated | makemkvconMissing */
  | {
      readonly type: "locateMakemkvcon";
      readonly configuredPath: string | null;
    }
  /** Listen for the webapp; an open server on another port is closed. → serverListening | serverFailed */
  | { readonly type: "listen"; readonly settings: Settings }
  /** → discMonitorReady | discMonitorUnavailable, then discInserted and discEjected */
  | { readonly type: "watchDiscs"; readonly mode: Settings["discMonitor"] }
  /** Lock the tasks folder, stop what a killed daemon left running, recover. → queueOpened | queueUnavailable */
  | { readonly type: "openQueue"; readonly settings: Settings }
  /** With `resync` also for what no file event told of. → queueRead | queueUnavailable */
  | { readonly type: "readQueue"; readonly resync: boolean }
  /** → taskClaimed | taskRejected | taskGone | queueUnavailable */
  | { readonly type: "claimTask"; readonly taskId: TaskId }
  /** Back to `queued/`, the attempt not counted. → taskRequeued | queueUnavailable */
  | { readonly type: "requeueTask"; readonly taskId: TaskId }
  /** → responseWritten | responseKept */
  | { readonly type: "writeResponse"; readonly response: TaskResponse }
  /** → pauseMarkerSet | pauseMarkerFailed */
  | { readonly type: "setPauseMarker"; readonly paused: boolean }
  /** → scanEnded */
  | {
      readonly type: "startScan";
      readonly run: number;
      readonly makemkvcon: string;
      readonly device: string;
      readonly settings: Settings;
    }
  /** → ripProgressed, then ripEnded */
  | {
      readonly type: "startRip";
      readonly run: number;
      readonly makemkvcon: string;
      readonly device: string;
      readonly settings: Settings;
      readonly task: RipTask;
      /** What this very disc was found to hold, if it has been scanned. */
      readonly scan: KnownScan | null;
    }
  /**
   * Stop the run with the ladder of signals; its end is reported by scanEnded or ripEnded. `urgent` when there is nothing
   * left to be gentle with, since the disc is out.
   */
  | {
      readonly type: "stopRun";
      readonly run: number;
      readonly urgent: boolean;
    }
  /** Look at the files that a new key or version changes. → licenceTraced */
  | { readonly type: "traceLicence"; readonly makemkvcon: string }
  /** Compare what is known about the drives with the drives. → discInserted, discEjected */
  | { readonly type: "lookAtDiscs" }
  /** → discEjected, if somebody watches the drive, then ejectEnded */
  | { readonly type: "ejectDisc"; readonly device: string }
  /** Everything is in order: leave, or make way for a successor. */
  | { readonly type: "exit"; readonly restart: boolean };

/** What a scan found, and whether it is sure that this disc is still in the drive. */
export interface SeenScan {
  readonly result: ScanResult;
  readonly isCurrent: boolean;
}

/** Tasks mean the numbers of `result`. */
export interface KnownScan extends SeenScan {
  /** The same disc scanned again by a rip: the numbers of now. */
  readonly renumbered: ScanResult | null;
}
