import type { Clock } from "../lib/clock.ts";

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
  press(): void;
  isPressed(): boolean;
  readonly pressed: Promise<"stopped">;
}

export function createStopSwitch(): StopSwitch {
  const { promise: pressed, resolve } = Promise.withResolvers<"stopped">();
  let isPressed = false;
  return {
    pressed,
    isPressed: () => isPressed,
    press() {
      isPressed = true;
      resolve("stopped");
    },
  };
}
