import { beginTask, whatElse } from "./begin.ts";
import { requeue } from "./ending.ts";
import { holds, isWatched, settingsOf, upcomingEntries } from "./select.ts";
import { startScan } from "./start-run.ts";
import type { Activity, DaemonState, QueueState } from "./state.ts";
import { stay, type Step } from "./step.ts";

/**
 * What follows from the state itself, after every event: leave, open the tasks folder, claim the next task, or scan a
 * disc nobody has asked about yet, in this order. Nothing is begun before the last thing has ended, so at most one
 * makemkvcon runs and a change of the tasks folder never disturbs a task.
 */
export function schedule(state: DaemonState, at: number): Step {
  if (state.activity.kind === "waiting")
    return waitOn(state, state.activity, at);
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
    isDriveKnown(state) &&
    state.drive.eject.kind !== "ejecting" &&
    !state.pause.paused &&
    holds(state).length === 0
  );
}

/** Whether there is a disc is told by somebody, or will never be. */
function isDriveKnown({ monitor, config, drive }: DaemonState): boolean {
  if (drive.device === null && drive.disc.kind !== "none") return false;
  if (monitor.kind !== "off") return true;
  return config.kind === "ready" && config.settings.discMonitor === "none";
}

/** A task that waits for a disc goes back when it could not be worked at any more; `waited` gives up in the end. */
function waitOn(
  state: DaemonState,
  { task, startedAt }: Extract<Activity, { kind: "waiting" }>,
  at: number,
): Step {
  if (state.life.kind !== "running" || !mayWork(state))
    return requeue(state, task.id);
  if (state.drive.disc.kind === "none") return stay(state);
  return beginTask(state, task, { since: startedAt, at });
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
  if (!isWatched(state)) return stay(state);
  if (whatElse(disc.medium) !== null) return stay(state);
  return startScan(state, { kind: "inserted" }, at);
}
