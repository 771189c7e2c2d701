import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../state/event.ts";

export interface Ticking {
  readonly clock: Clock;
  /** Whether something is missing or waited for. */
  readonly isPressing: () => boolean;
  readonly dispatch: (fact: Fact) => void;
}

export interface Ticker {
  /** Something has come to be missing or waited for. */
  hurry(): void;
  stop(): void;
}

/** How often what is missing is looked for again. */
const TICK_MS = 2000;
/** Otherwise the tasks folder is looked at as often as the webapp hears a heartbeat, unless something tells sooner. */
const CALM_MS = 10_000;
/** A machine that is only busy is not so late: it slept. */
const SLEPT_MS = 20_000;

/** Tells that time has gone on, and whether it made a jump. */
export function startTicking(ticking: Ticking): Ticker {
  const { clock, isPressing, dispatch } = ticking;
  let last = clock.now();
  let awake = clock.monotonic();
  let isCalm = false;
  let callOff = () => {};

  function arm(): void {
    isCalm = !isPressing();
    callOff = clock.after(isCalm ? CALM_MS : TICK_MS, tick);
  }

  function tick(): void {
    const now = clock.now();
    const slept = now - last > SLEPT_MS;
    last = now;
    // Not every system stops this clock while it sleeps.
    const awakeMs = Math.min(clock.monotonic() - awake, 2 * TICK_MS);
    awake = clock.monotonic();
    dispatch({ type: "ticked", slept, awakeMs });
    callOff();
    arm();
  }

  arm();
  return {
    hurry() {
      if (!isCalm) return;
      awake = clock.monotonic();
      callOff();
      arm();
    },
    stop: () => callOff(),
  };
}
