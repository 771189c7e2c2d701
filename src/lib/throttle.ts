import type { Clock } from "./clock.ts";

/**
 * Lets at most one value through in `ms`: the first at once, and the last one when the time is up.
 * What comes in between is dropped, so this is for news that the next news replaces.
 */
export interface Throttle<T> {
  push(value: T): void;
  /** The value that waits, if there is one, goes out now. */
  flush(): void;
  /** The value that waits, if there is one, is forgotten. */
  cancel(): void;
}

export interface ThrottleOptions<T> {
  readonly clock: Clock;
  readonly ms: number;
  readonly run: (value: T) => void;
}

export function createThrottle<T>(options: ThrottleOptions<T>): Throttle<T> {
  const { clock, ms, run } = options;
  let lastRunAt = -Infinity;
  let waiting: { value: T; readonly cancelTimer: () => void } | null = null;

  function release(value: T): void {
    lastRunAt = clock.monotonic();
    run(value);
  }

  function flush(): void {
    if (!waiting) return;
    const { value, cancelTimer } = waiting;
    cancelTimer();
    waiting = null;
    release(value);
  }

  return {
    flush,
    push(value) {
      if (waiting) {
        waiting.value = value;
        return;
      }
      const wait = lastRunAt + ms - clock.monotonic();
      if (wait <= 0) {
        release(value);
        return;
      }
      waiting = { value, cancelTimer: clock.after(wait, flush) };
    },
    cancel() {
      waiting?.cancelTimer();
      waiting = null;
    },
  };
}
