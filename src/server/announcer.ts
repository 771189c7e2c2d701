import type { Clock } from "../lib/clock.ts";
import { createThrottle } from "../lib/throttle.ts";
import { currentTaskId, settingsOf } from "../state/select.ts";
import type { DaemonState } from "../state/state.ts";
import type { Message } from "../wire/message.ts";
import { heartbeatOf, messagesBetween } from "./webapp-messages.ts";

/**
 * Tells the webapp what happens, when it happens. News goes out at once; progress three times a second and,
 * before the task is left, its last one: with that one still at most four in any second. A heartbeat goes out
 * every `heartbeat_interval`, whatever else is said.
 */
export interface Announcer {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  close(): void;
}

export interface AnnouncerOptions {
  readonly clock: Clock;
  readonly getState: () => DaemonState;
  readonly broadcast: (messages: readonly Message[]) => void;
}

const PROGRESS_INTERVAL_MS = 334;
const SHORTEST_HEARTBEAT_MS = 100;
const DEFAULT_HEARTBEAT_MS = 10_000;

export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { clock, getState, broadcast } = options;
  const progress = createThrottle<Message>({
    clock,
    ms: PROGRESS_INTERVAL_MS,
    run: (message) => broadcast([message]),
  });
  let stopHeartbeat = scheduleHeartbeat();

  function scheduleHeartbeat(): () => void {
    return clock.after(heartbeatMs(getState()), () => {
      stopHeartbeat = scheduleHeartbeat();
      broadcast([heartbeatOf(getState(), clock.now())]);
    });
  }

  return {
    changed(next, previous) {
      if (currentTaskId(next) !== currentTaskId(previous)) progress.flush();
      for (const message of messagesBetween(previous, next, clock.now())) {
        if (message.type === "progress") progress.push(message);
        else broadcast([message]);
      }
      if (heartbeatMs(next) === heartbeatMs(previous)) return;
      stopHeartbeat();
      stopHeartbeat = scheduleHeartbeat();
    },
    close() {
      stopHeartbeat();
      progress.cancel();
    },
  };
}

/** A webapp that asks for one every millisecond would have a flood sent to every client. */
function heartbeatMs(state: DaemonState): number {
  const wanted = settingsOf(state)?.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_MS;
  return Math.max(wanted, SHORTEST_HEARTBEAT_MS);
}
