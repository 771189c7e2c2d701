import type { Clock } from "../lib/clock.ts";
import type { DaemonState } from "../state/state.ts";

/** After the grace of makemkvcon: what has not answered by then hangs, like a share whose server is gone. */
const BEYOND_GRACE_MS = 30_000;

/** A stop ends: `cut` is called once one has been under way for too long. */
export interface StopLimit {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  /** It has ended by itself. */
  over(): void;
}

export function createStopLimit(
  clock: Clock,
  cut: (restart: boolean) => void,
): StopLimit {
  let over = () => {};
  return {
    changed({ life, config }, previous) {
      if (life.kind === "running" || previous.life.kind !== "running") return;
      const grace = config.kind === "ready" ? config.settings.stopGraceMs : [];
      const limit = grace.reduce((sum, ms) => sum + ms, BEYOND_GRACE_MS);
      const restart = life.kind === "stopping" && life.restart;
      over = clock.after(limit, () => cut(restart));
    },
    over: () => over(),
  };
}
