import type { Clock } from "../lib/clock.ts";
import { createThrottle } from "../lib/throttle.ts";
import type { Activity, DaemonState } from "../state/state.ts";

/**
 * Decides when watchers get a new snapshot: news at once, bare progress at most five times a second. A snapshot is
 * the whole state, so news also carries the progress that was waiting.
 */
export interface Publisher {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  close(): void;
}

const PROGRESS_INTERVAL_MS = 200;

export function createPublisher(
  clock: Clock,
  publish: (state: DaemonState) => void,
): Publisher {
  const progress = createThrottle<DaemonState>({
    clock,
    ms: PROGRESS_INTERVAL_MS,
    run: publish,
  });
  return {
    changed(next, previous) {
      progress.push(next);
      if (!isBareProgress(next, previous)) progress.flush();
    },
    close: () => progress.cancel(),
  };
}

/** Whether nothing but the progress of the running rip differs. Parts that are equal but not the same count as news. */
export function isBareProgress(
  next: DaemonState,
  previous: DaemonState,
): boolean {
  return (
    differOnlyIn("activity", next, previous) &&
    isRipGoingOn(next.activity, previous.activity)
  );
}

function isRipGoingOn(next: Activity, previous: Activity): boolean {
  return (
    next.kind === "ripping" &&
    previous.kind === "ripping" &&
    next.progress.phase === previous.progress.phase &&
    differOnlyIn("progress", next, previous)
  );
}

function differOnlyIn<T extends object>(
  key: string & keyof T,
  next: T,
  previous: T,
): boolean {
  const before = new Map(Object.entries(previous));
  return Object.entries(next).every(
    ([name, value]) => name === key || before.get(name) === value,
  );
}
