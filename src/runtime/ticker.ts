import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../state/event.ts";

/** How often what is missing is looked for again. */
const TICK_MS = 2000;
/** A machine that is only busy is not so late: it slept. */
const SLEPT_MS = 20_000;

/** Tells every two seconds that time has gone on, and whether it made a jump. Gives the end of it. */
export function startTicking(
  clock: Clock,
  dispatch: (fact: Fact) => void,
): () => void {
  let last = clock.now();
  let stop = clock.after(TICK_MS, tick);
  function tick(): void {
    stop = clock.after(TICK_MS, tick);
    const now = clock.now();
    const slept = now - last > SLEPT_MS;
    last = now;
    dispatch({ type: "ticked", slept });
  }
  return () => stop();
}
