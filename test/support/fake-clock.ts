import type { Clock } from "../../src/lib/clock.ts";

/** A clock that stands still until it is told to move; timers that fall due run in order. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** The wall clock goes on and nothing else does: a machine that sleeps. */
  jump(ms: number): void;
}

export function createFakeClock(
  start = Date.parse("2025-12-21T14:30:45Z"),
): FakeClock {
  let elapsed = 0;
  let slept = 0;
  let timers: { readonly due: number; readonly run: () => void }[] = [];
  return {
    now: () => start + slept + elapsed,
    monotonic: () => elapsed,
    after(ms, run) {
      const timer = { due: elapsed + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    jump(ms) {
      slept += ms;
    },
    advance(ms) {
      const target = elapsed + ms;
      for (;;) {
        const next = timers
          .filter((timer) => timer.due <= target)
          .sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        elapsed = next.due;
        next.run();
      }
      elapsed = target;
    },
  };
}
