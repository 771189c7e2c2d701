import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../state/event.ts";

export interface Ticking {
  readonly clock: Clock;
  /** Whether something is missing or waited for. */
  readonly isPressing: () => boolean;
  readonly dispatch: (fact: Fact) => void;
}

/** How often what is missing is looked for again. */
const TICK_MS = 2000;
/** Otherwise the tasks folder is looked at as often as the webapp hears a heartbeat, unless something tells sooner. */
const CALM_TICKS = 5;
/** A machine that is only busy is not so late: it slept. */
const SLEPT_MS = 20_000;

/** Tells that time has gone on, and whether it made a jump. Gives the end of it. */
export function startTicking(ticking: Ticking): () => void {
  const { clock, isPressing, dispatch } = ticking;
  let last = clock.now();
  let awake = clock.monotonic();
  let passed = 0;
  let stop = clock.after(TICK_MS, tick);
  function tick(): void {
    stop = clock.after(TICK_MS, tick);
    const now = clock.now();
    const slept = now - last > SLEPT_MS;
    last = now;
    // Not every system stops this clock while it sleeps.
    const awakeMs = Math.min(clock.monotonic() - awake, 2 * TICK_MS);
    awake = clock.monotonic();
    passed += 1;
    if (passed < CALM_TICKS && !slept && !isPressing()) return;
    passed = 0;
    dispatch({ type: "ticked", slept, awakeMs });
  }
  return () => stop();
}
