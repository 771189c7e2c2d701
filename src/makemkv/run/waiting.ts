import type { Clock } from "../../lib/clock.ts";

/** Resolves after `ms` of this clock. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

/** What the promise gives, or `"late"` when it has not after `ms`; the promise itself goes on. */
export async function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
): Promise<T | "late"> {
  const late = Promise.withResolvers<"late">();
  const callOff = clock.after(ms, () => late.resolve("late"));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    callOff();
  }
}

/** A stop that may come at any time, also before there is anything to stop. Pressing it again changes nothing. */
export interface StopSwitch {
  press(manner?: StopManner): void;
  isPressed(): boolean;
  readonly pressed: Promise<StopManner>;
}

/** Work that is under way. */
export interface Handle<Outcome> {
  /** No effect once there is something to show for it. */
  stop(manner?: StopManner): void;
  /** Resolves when makemkvcon is gone and everything is in order. */
  readonly outcome: Promise<Outcome>;
}

export function begin<Outcome>(
  work: (stop: StopSwitch) => Promise<Outcome>,
): Handle<Outcome> {
  const stop = createStopSwitch();
  return { stop: stop.press, outcome: work(stop) };
}

/** `urgent` when there is nothing left to be gentle with: the disc is out. */
export type StopManner = "gentle" | "urgent";

export function createStopSwitch(): StopSwitch {
  const { promise: pressed, resolve } = Promise.withResolvers<StopManner>();
  let isPressed = false;
  return {
    pressed,
    isPressed: () => isPressed,
    press(manner = "gentle") {
      isPressed = true;
      resolve(manner);
    },
  };
}
