import type { KnownScan } from "./effect.ts";
import { requeue } from "./ending.ts";
import { noProgress } from "./progress.ts";
import { isWatched, settingsOf } from "./select.ts";
import type { DaemonState, Drive, Pulse, Scanning } from "./state.ts";
import { stay, type Step } from "./step.ts";
import type { RipTask } from "./task.ts";

/** Out of `idle` into a run of makemkvcon. */

export function startScan(
  state: DaemonState,
  cause: Scanning["cause"],
  at: number,
): Step {
  const tools = toolsOf(state);
  if (!tools) return stay(state);
  const run = state.lastRun + 1;
  const pulse = alive(at);
  return [
    {
      ...state,
      drive: beingScanned(state.drive),
      lastRun: run,
      activity: { kind: "scanning", run, cause, startedAt: at, pulse },
    },
    [{ type: "startScan", run, ...tools }],
  ];
}

function beingScanned(drive: Drive): Drive {
  const { disc } = drive;
  if (disc.kind !== "inserted") return drive;
  return { ...drive, disc: { ...disc, scan: { kind: "running" } } };
}

export function startRip(state: DaemonState, task: RipTask, at: number): Step {
  const tools = toolsOf(state);
  if (!tools) return requeue(state, task.id);
  const run = state.lastRun + 1;
  return [
    {
      ...state,
      lastRun: run,
      activity: {
        kind: "ripping",
        run,
        task,
        startedAt: at,
        progress: noProgress,
        pulse: alive(at),
      },
    },
    [{ type: "startRip", run, ...tools, task, scan: knownScan(state) }],
  ];
}

/** Where nobody watches the drive, the disc may have been changed since it was scanned. */
function knownScan(state: DaemonState): KnownScan | null {
  const { disc } = state.drive;
  if (disc.kind === "inserted" && disc.scan.kind === "done") {
    const { result, renumbered } = disc.scan;
    return { result, renumbered, isCurrent: isWatched(state) };
  }
  if (disc.kind !== "unknown" || !disc.lastScan) return null;
  const { lastScan: result, renumbered } = disc;
  return { result, renumbered, isCurrent: false };
}

function alive(at: number): Pulse {
  return { notice: { kind: "working" }, at };
}

/** What every run needs; `null` when something of it went missing. */
export function toolsOf(state: DaemonState) {
  const settings = settingsOf(state);
  const { device } = state.drive;
  if (!settings || device === null || state.makemkvcon.kind !== "found")
    return null;
  return { makemkvcon: state.makemkvcon.path, device, settings };
}
