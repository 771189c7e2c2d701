import type { Clock } from "../lib/clock.ts";

/**
 * Many changes, one call: the first is told at once, and no other until somebody has begun to look, nor within
 * `REST_MS`. One rename makes several file events, and a second look before the claim would only delay the claim.
 */
export interface Hints {
  raise(): void;
  /** A look begins: it sees all that has happened, and what happens from now on is news. */
  begin(): void;
  /** One hint after this time; `null`: none is needed. It replaces the one before. */
  schedule(ms: number | null): void;
}

/** About as long as a look takes: by then the claim is on its way. */
const REST_MS = 5;

export function createHints(clock: Clock, onHint: () => void): Hints {
  let isRaised = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  let callOff = () => {};
  let callOffRest = () => {};

  function raise(): void {
    if (isRaised) return;
    isRaised = true;
    const rest = toldAt + REST_MS - clock.monotonic();
    if (rest <= 0) tell();
    else callOffRest = clock.after(rest, tell);
  }

  function tell(): void {
    toldAt = clock.monotonic();
    onHint();
  }

  return {
    raise,
    begin() {
      isRaised = false;
      callOffRest();
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
