import type { Clock } from "../lib/clock.ts";

/** Many changes, one call: the first is told at once, and no other until somebody has begun to look. */
export interface Hints {
  raise(): void;
  /** A look begins: what happens from now on is news. */
  begin(): void;
  /** One hint after this time; `null`: none is needed. It replaces the one before. */
  schedule(ms: number | null): void;
}

export function createHints(clock: Clock, onHint: () => void): Hints {
  let isRaised = false;
  let callOff = () => {};

  function raise(): void {
    if (isRaised) return;
    isRaised = true;
    onHint();
  }

  return {
    raise,
    begin() {
      isRaised = false;
    },
    schedule(ms) {
      callOff();
      callOff = ms === null ? () => {} : clock.after(ms, raise);
    },
  };
}

/** The first of several times to look again, of which any may be missing. */
export function soonest(waits: readonly (number | null)[]): number | null {
  const known = waits.filter((wait) => wait !== null);
  return known.length === 0 ? null : Math.min(...known);
}
