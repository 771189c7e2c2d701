import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import type { DaemonState, QueueEntry, Running } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/** Questions that several views and the core ask of the state. */

export function settingsOf(state: DaemonState): Settings | null {
  return state.config.kind === "ready" ? state.config.settings : null;
}

/** Whether a webapp hears us: a client of our WebSocket, or the `/ws` that we dialled. */
export function isConnected({ people, link }: DaemonState): boolean {
  return people.webappClients > 0 || link.kind === "connected";
}

/** How many tasks of ours wait, the one in work not among them. */
export function queueDepth(state: DaemonState): number {
  return state.queue.kind === "open" ? state.queue.listing.depth : 0;
}

export function upcomingEntries(state: DaemonState): readonly QueueEntry[] {
  return state.queue.kind === "open" ? state.queue.listing.upcoming : [];
}

/** Whether the disc in the drive is the one that was told: somebody would have told of another one. */
export function isWatched(state: DaemonState): boolean {
  return state.monitor.kind === "watching";
}

/** The run that makemkvcon is busy with, told to stop or not. */
export function runningOf(state: DaemonState): Running | null {
  const { activity } = state;
  if (activity.kind === "stopping") return activity.stopped;
  return activity.kind === "scanning" || activity.kind === "ripping"
    ? activity
    : null;
}

/** The task a run was started for; a background scan has none. */
export function taskOf(running: Running): Task | null {
  if (running.kind === "ripping") return running.task;
  return running.cause.kind === "task" ? running.cause.task : null;
}

/** The task in work, from its claim until its answer is on disk. */
export function currentTaskId(state: DaemonState): TaskId | null {
  const { activity } = state;
  if (activity.kind === "finishing") return activity.response.taskId;
  if (activity.kind === "waiting") return activity.task.id;
  const running = runningOf(state);
  return running ? (taskOf(running)?.id ?? null) : null;
}

/**
 * A person is about: a dashboard is attached, or somebody gave a command lately. Decides how cautious an ETA is;
 * nothing else.
 */
export function isAttended(state: DaemonState, at: number): boolean {
  if (state.people.watchers > 0) return true;
  const { lastCommandAt } = state.people;
  const attendedMs = settingsOf(state)?.attendedMs ?? 0;
  return lastCommandAt !== null && at - lastCommandAt < attendedMs;
}

/** Why nothing is claimed, for people; empty when the daemon works or could. A pause is no problem and not among them. */
export function holds(state: DaemonState): readonly Problem[] {
  const found: Problem[] = [];
  if (state.config.kind === "needsSetup" || state.config.kind === "noWebapp")
    found.push(state.config.problem);
  if (state.makemkvcon.kind === "missing") found.push(state.makemkvcon.problem);
  if (state.queue.kind === "unavailable") found.push(state.queue.problem);
  if (state.licence.kind === "refused") found.push(state.licence.problem);
  if (hasNoDrive(state)) found.push(noDrive);
  return found;
}

/** What kept the daemon from working and is being tried again: not over before a run has shown it. */
function doubts(state: DaemonState): readonly Problem[] {
  const found: Problem[] = [];
  if (state.makemkvcon.kind === "found" && state.failedStarts)
    found.push(state.failedStarts.problem);
  if (state.licence.kind === "doubted") found.push(state.licence.problem);
  return found;
}

/** Why the daemon does not work, or did not when it last tried. */
export function troubles(state: DaemonState): readonly Problem[] {
  return [...holds(state), ...doubts(state)];
}

/** Where discs are detected, a drive is known when there is a disc in it, and a task waits for one. */
function hasNoDrive({ config, drive, monitor }: DaemonState): boolean {
  if (config.kind !== "ready" || drive.device !== null) return false;
  const isStarting =
    monitor.kind === "off" && config.settings.discMonitor !== "none";
  return monitor.kind !== "watching" && !isStarting;
}

const noDrive: Problem = {
  key: "no_drive",
  text: "No drive is known: discs are not detected and daemon.yaml names no drive.",
  hint: "Set drive: (for example /dev/sr0 or /dev/rdisk4) in daemon.yaml.",
};

/** Everything a person should know about, holds first. */
export function problemsOf(state: DaemonState): readonly Problem[] {
  const found = [...troubles(state)];
  if (state.config.kind === "ready") found.push(...state.config.problems);
  if (state.server.kind === "failed") found.push(state.server.problem);
  if (state.server.kind === "listening") found.push(...state.server.problems);
  if (state.queue.kind === "open") found.push(...state.queue.listing.problems);
  found.push(...pauseProblems(state));
  if (state.monitor.kind === "unavailable") found.push(state.monitor.problem);
  if (state.licence.kind === "limited") found.push(state.licence.problem);
  if (state.drive.eject.kind === "failed")
    found.push(state.drive.eject.problem);
  return found;
}

/** A pause or its end that is not in the marker file yet would be forgotten by a crash. */
export function pauseProblems({
  pause,
  queue,
}: DaemonState): readonly Problem[] {
  if (pause.problem) return [pause.problem];
  const isOpen = queue.kind === "open" || queue.kind === "opening";
  if (!pause.pending || isOpen) return [];
  return [
    {
      key: "pause_not_on_disk",
      text: `${pause.paused ? "The pause" : "The end of the pause"} is not on disk yet, since the tasks folder is not open.`,
      hint: "It is written as soon as the folder is there; a crash before that would forget it.",
    },
  ];
}

/** Something is missing that is looked for on every tick, or a task waits: time matters. */
export function isPressing(state: DaemonState): boolean {
  return (
    state.makemkvcon.kind !== "found" ||
    state.server.kind === "failed" ||
    state.queue.kind === "unavailable" ||
    state.pause.pending ||
    state.licence.kind === "refused" ||
    state.activity.kind === "waiting"
  );
}
