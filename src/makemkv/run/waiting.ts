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

/** Waits for the end of what runs, and stops it when the switch is pressed. */
export function stopWith<End>(
  stop: StopSwitch,
  run: { stop(manner: StopManner): void; readonly ended: Promise<End> },
): Promise<End> {
  void stop.pressed.then((manner) => run.stop(manner));
  return run.ended;
}
