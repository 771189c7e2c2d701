import type { Effect } from "./effect.ts";
import { holds, settingsOf, upcomingEntries } from "./select.ts";
import type { DaemonState, QueueState } from "./state.ts";
import { stay, type Step } from "./step.ts";

/**
 * What follows from the state itself, after every event: leave, open the tasks folder, claim the next task, or scan a
 * disc nobody has asked about yet, in this order. Nothing is begun before the last thing has ended, so at most one
 * makemkvcon runs and a change of the tasks folder never disturbs a task.
 */
export function schedule(state: DaemonState, at: number): Step {
  if (state.activity.kind !== "idle") return stay(state);
  if (state.life.kind !== "running") return leave(state);
  if (queueIsElsewhere(state)) return openQueue(state);
  if (!mayWork(state)) return stay(state);
  const next = upcomingEntries(state)[0];
  if (next) return claim(state, next.kind === "task" ? next.task.id : next.id);
  return scanNewDisc(state, at);
}

/** Not before the pause that somebody asked for is on disk: it is to survive a restart. */
function leave(state: DaemonState): Step {
  const { life, pause } = state;
  if (life.kind !== "stopping" || pause.writing) return stay(state);
  const { restart } = life;
  return [{ ...state, life: { kind: "left" } }, [{ type: "exit", restart }]];
}

function queueIsElsewhere(state: DaemonState): boolean {
  const settings = settingsOf(state);
  if (!settings) return false;
  const { queue } = state;
  if (queue.kind === "closed") return true;
  const isOpening =
    queue.kind === "opening" ||
    (queue.kind === "unavailable" && queue.retrying);
  return !isOpening && queue.directory !== settings.tasksDirectory;
}

function openQueue(state: DaemonState): Step {
  const settings = settingsOf(state);
  if (!settings) return stay(state);
  const queue: QueueState = {
    kind: "opening",
    directory: settings.tasksDirectory,
    recovered: false,
  };
  return [{ ...state, queue }, [{ type: "openQueue", settings }]];
}

/** I3: nothing is claimed while paused, while no makemkvcon is known, or before recovery is done. */
export function mayWork(state: DaemonState): boolean {
  return (
    state.config.kind === "ready" &&
    state.makemkvcon.kind === "found" &&
    state.queue.kind === "open" &&
    state.drive.device !== null &&
    state.drive.disc.kind !== "none" &&
    !state.pause.paused &&
    holds(state).length === 0
  );
}

function claim(state: DaemonState, taskId: string): Step {
  return [
    { ...state, activity: { kind: "claiming", taskId } },
    [{ type: "claimTask", taskId }],
  ];
}

/** The background scan of a disc that was just put in: its result is there before the webapp asks. */
function scanNewDisc(state: DaemonState, at: number): Step {
  const { disc } = state.drive;
  if (disc.kind !== "inserted" || disc.scan.kind !== "wanted")
    return stay(state);
  return startScan(state, { kind: "inserted" }, at);
}

export function startScan(
  state: DaemonState,
  cause: Extract<DaemonState["activity"], { kind: "scanning" }>["cause"],
  at: number,
): Step {
  const tools = toolsOf(state);
  if (!tools) return stay(state);
  const run = state.lastRun + 1;
  const effect: Effect = { type: "startScan", run, ...tools };
  const { disc } = state.drive;
  const drive =
    disc.kind === "inserted"
      ? {
          ...state.drive,
          disc: { ...disc, scan: { kind: "running" } as const },
        }
      : state.drive;
  return [
    {
      ...state,
      drive,
      lastRun: run,
      activity: { kind: "scanning", run, cause, startedAt: at },
    },
    [effect],
  ];
}

/** What every run needs; `null` when something of it went missing. */
export function toolsOf(state: DaemonState) {
  const settings = settingsOf(state);
  const { device } = state.drive;
  if (!settings || device === null || state.makemkvcon.kind !== "found")
    return null;
  return { makemkvcon: state.makemkvcon.path, device, settings };
}
