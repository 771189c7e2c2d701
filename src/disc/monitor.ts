import type { DiscEvent } from "../state/event.ts";

/**
 * Tells when a disc comes or goes, without polling. An adapter reports `discMonitorReady` once it has told of the
 * discs that are already in, or `discMonitorUnavailable` with the reason; it never falls back to polling in silence.
 */
export interface DiscMonitor {
  start(report: (event: DiscEvent) => void): Disposable;
}
