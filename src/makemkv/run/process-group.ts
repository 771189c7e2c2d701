import type { Clock } from "../../lib/clock.ts";
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

export interface Sweep {
  /** Of the leader, who is gone. */
  readonly pid: number;
  readonly clock: Clock;
  /** Something that those who are left may hold up. */
  readonly settled?: Promise<void>;
  signalled?(signal: NodeJS.Signals): void;
}

/**
 * Ends what is left of a group whose leader is gone: SIGTERM, up to a second for `settled` and for the group to vanish,
 * then SIGKILL, and up to five seconds more: whoever is left may hold the drive. Costs no time when the group is empty
 * and `settled` is. `false`: somebody survived even that.
 */
export async function sweepGroup(sweep: Sweep): Promise<boolean> {
  const { pid, clock, settled = Promise.resolve() } = sweep;
  const deadline = clock.monotonic() + SWEEP_MS;
  if (signalGroup(pid, "SIGTERM")) sweep.signalled?.("SIGTERM");
  await within(clock, SWEEP_MS, settled);
  while (signalGroup(pid, 0) && clock.monotonic() < deadline) {
    await pause(clock, LOOK_AGAIN_MS);
  }
  if (!hasLiving(pid)) return true;
  if (signalGroup(pid, "SIGKILL")) sweep.signalled?.("SIGKILL");
  const lastDeadline = clock.monotonic() + KILL_GRACE_MS;
  while (hasLiving(pid)) {
    if (clock.monotonic() >= lastDeadline) return false;
    await pause(clock, LOOK_AGAIN_MS);
  }
  return true;
}

/** Where nobody collects orphans (a container without init), the dead stay in the group for ever: only ps tells them apart. */
function hasLiving(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  try {
    const ps = Bun.spawnSync(["ps", "-A", "-o", "pgid=", "-o", "stat="], {
      stdin: "ignore",
      stderr: "ignore",
    });
    return new RegExp(`^ *${group} +[^ZX]`, "m").test(ps.stdout.toString());
  } catch {
    return false;
  }
}
