import type { DiscEvent } from "../state/event.ts";

/**
 * Tells when a disc comes or goes, without polling. An adapter reports `discMonitorReady` once it has told of the
 * discs that are already in, or `discMonitorUnavailable` with the reason; it never falls back to polling in silence.
 * What was told stays told: when it is ready again, it reports only what is different from that.
 */
export interface DiscMonitor {
  start(report: (event: DiscEvent) => void): DiscWatch;
}

/** Disposing of it ends its programs; nothing is reported any more. */
export interface DiscWatch extends Disposable {
  /**
   * Compares the drives with what was reported, now, and reports the difference. Resolves when that is told, after a few
   * seconds at most; never rejects.
   */
  look(): Promise<void>;
}
