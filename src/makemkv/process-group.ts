import type { Clock } from "../lib/clock.ts";
import { pause, within } from "./waiting.ts";

/**
 * Signals for a whole process group. makemkvcon may have a Java helper that holds the drive or the pipe, so a signal
 * for one pid is not enough. SIGINT comes first and SIGKILL last, because a killed makemkvcon can leave the drive locked.
 */

/** How long a process may take to vanish after SIGKILL; one that waits for a device that does not answer never does. */
const KILL_GRACE_MS = 5000;
const SWEEP_MS = 1000;
const LOOK_AGAIN_MS = 50;

/** Sends `signal` (0: only look) to the group that `pid` leads. `false`: nobody is there to get it. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    // ESRCH; on macOS EPERM when only dead processes are left that nobody has waited for.
    return false;
  }
}

export interface StopLadder {
  readonly pid: number;
  /** SIGINT, wait the first, SIGTERM, wait the second, SIGKILL. */
  readonly graceMs: readonly [number, number];
  readonly clock: Clock;
  signalled?(signal: NodeJS.Signals): void;
  /** It survived even SIGKILL. */
  gaveUp(): void;
}

/** Starts to stop a group, harder each time; the returned function ends that (the process is gone). */
export function climbStopLadder(ladder: StopLadder): () => void {
  const rungs = [
    { signal: "SIGINT", waitMs: ladder.graceMs[0] },
    { signal: "SIGTERM", waitMs: ladder.graceMs[1] },
    { signal: "SIGKILL", waitMs: KILL_GRACE_MS },
  ] as const;
  let callOff = () => {};
  const climb = (step: number) => {
    const rung = rungs[step];
    if (!rung) return ladder.gaveUp();
    ladder.signalled?.(rung.signal);
    signalGroup(ladder.pid, rung.signal);
    callOff = ladder.clock.after(rung.waitMs, () => climb(step + 1));
  };
  climb(0);
  return () => callOff();
}

/**
 * Ends what is left of a group whose leader is gone: SIGTERM, up to a second for `settled` and for the group to vanish,
 * then SIGKILL. Costs no time when the group is empty and `settled` is.
 */
export async function sweepGroup(
  pid: number,
  clock: Clock,
  settled: Promise<void> = Promise.resolve(),
): Promise<void> {
  signalGroup(pid, "SIGTERM");
  const deadline = clock.monotonic() + SWEEP_MS;
  await within(clock, SWEEP_MS, settled);
  while (signalGroup(pid, 0) && clock.monotonic() < deadline) {
    await pause(clock, LOOK_AGAIN_MS);
  }
  signalGroup(pid, "SIGKILL");
}
