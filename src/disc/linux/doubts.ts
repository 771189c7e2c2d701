import type { Clock } from "../../lib/clock.ts";

/**
 * During a rip a removal is believed when no sign of the disc came for so long: drives under load are known to deny
 * their disc for a moment. Short enough for a failure within three seconds of a true eject.
 */
const DOUBT_MS = 1500;

/** Removals that are not believed yet. */
export interface Doubts {
  begin(end: () => void): void;
  /** Resolves when there are none. */
  settled(): Promise<void>;
  callOff(): void;
}

export function createDoubts(clock: Clock): Doubts {
  const running = new Map<object, () => void>();
  let waiting: (() => void)[] = [];

  function wake(): void {
    if (running.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    begin(end) {
      const doubt = {};
      const callOff = clock.after(DOUBT_MS, () => {
        running.delete(doubt);
        end();
        wake();
      });
      running.set(doubt, callOff);
    },
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      }),
    callOff() {
      for (const callOff of running.values()) callOff();
      running.clear();
      wake();
    },
  };
}
