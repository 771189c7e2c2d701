import type { Clock } from "../../lib/clock.ts";
import { climbStopLadder, signalGroup, sweepGroup } from "./process-group.ts";
import {
  findRecordedProcess,
  forgetRun,
  type RecordedProcess,
} from "./run-file.ts";
import { pause } from "./waiting.ts";

export interface LeftoverRequest {
  readonly runFile: string;
  readonly clock: Clock;
  readonly stopGraceMs: readonly [number, number];
}

export type Leftover =
  | Exclude<RecordedProcess, { readonly kind: "running" }>
  | { readonly kind: "stopped"; readonly pid: number }
  /** It survived SIGKILL and holds the drive. Its run file stays. */
  | { readonly kind: "stuck"; readonly pid: number };

const LOOK_AGAIN_MS = 50;

/**
 * Stops the makemkvcon that a killed daemon left running, if it is beyond doubt that one, and removes its run file.
 * Resolves when its process group is gone.
 */
export async function stopLeftover(
  request: LeftoverRequest,
): Promise<Leftover> {
  const { runFile, clock } = request;
  const found = findRecordedProcess(runFile);
  if (found.kind !== "running") {
    forgetRun(runFile);
    return found;
  }
  const { pid } = found;
  if (!(await stopProcess(pid, request))) return { kind: "stuck", pid };
  await sweepGroup({ pid, clock });
  forgetRun(runFile);
  return { kind: "stopped", pid };
}

/** For a daemon that has no time left: whatever its run file names is killed with its group, and nobody waits. */
export function killRecorded(runFile: string): void {
  const found = findRecordedProcess(runFile);
  if (found.kind === "running") signalGroup(found.pid, "SIGKILL");
}

/** It is not our child, so nobody tells us of its end: look until it is gone. `false`: it never went. */
async function stopProcess(
  pid: number,
  request: LeftoverRequest,
): Promise<boolean> {
  const { runFile, clock, stopGraceMs } = request;
  let unstoppable = false;
  const endLadder = climbStopLadder({
    pid,
    graceMs: stopGraceMs,
    clock,
    gaveUp: () => void (unstoppable = true),
  });
  while (findRecordedProcess(runFile).kind === "running") {
    if (unstoppable) return false;
    await pause(clock, LOOK_AGAIN_MS);
  }
  endLadder();
  return true;
}
