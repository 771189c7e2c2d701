import { beginTask } from "./begin.ts";
import { answer, requeue } from "./ending.ts";
import type { DaemonEvent } from "./event.ts";
import { finishedTask, remember } from "./finished-task.ts";
import { currentTaskId } from "./select.ts";
import { mayWork } from "./schedule.ts";
import type { DaemonState } from "./state.ts";
import { stay, type Step } from "./step.ts";
import type { TaskId } from "./task.ts";
import { unavailable } from "./tasks-folder.ts";

/** The way of a task through the folders: listed, claimed, answered or put back. */

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;

export function taskClaimed(
  state: DaemonState,
  event: Of<"taskClaimed">,
): Step {
  const { task, at } = event;
  if (!isClaiming(state, task.id)) return putBack(state, task.id);
  const claimed = withoutEntry(state, task.id);
  // Things may have changed while the file was being renamed.
  if (claimed.life.kind !== "running" || !mayWork(claimed))
    return requeue(claimed, task.id);
  return beginTask(claimed, task, { since: at, at });
}

export function taskRejected(
  state: DaemonState,
  event: Of<"taskRejected">,
): Step {
  if (!isClaiming(state, event.taskId)) return putBack(state, event.taskId);
  return answer(withoutEntry(state, event.taskId), {
    taskId: event.taskId,
    kind: event.kind,
    startedAt: event.at,
    completedAt: event.at,
    outcome: { kind: "failed", failure: event.failure },
    source: null,
  });
}

export function taskGone(state: DaemonState, taskId: TaskId): Step {
  if (!isClaiming(state, taskId)) return stay(state);
  return [
    { ...withoutEntry(state, taskId), activity: { kind: "idle" } },
    [{ type: "readQueue", resync: true }],
  ];
}

/** The folder was gone for a moment and nobody waited for this claim any more; it must not lie there for ever. */
function putBack(state: DaemonState, taskId: TaskId): Step {
  if (currentTaskId(state) === taskId) return stay(state);
  return [state, [{ type: "requeueTask", taskId }]];
}

export function taskRequeued(state: DaemonState, taskId: TaskId): Step {
  const { activity } = state;
  if (activity.kind !== "requeueing" || activity.taskId !== taskId)
    return stay(state);
  return [
    { ...state, activity: { kind: "idle" } },
    [{ type: "readQueue", resync: true }],
  ];
}

export function responseWritten(state: DaemonState, taskId: TaskId): Step {
  const { activity } = state;
  if (activity.kind !== "finishing" || activity.response.taskId !== taskId)
    return stay(state);
  const recent = remember(state.recent, finishedTask(activity.response));
  // Queued again while it ran, it waits until the webapp has taken this answer: only a new look can tell.
  return [
    { ...withoutEntry(state, taskId), recent, activity: { kind: "idle" } },
    [{ type: "readQueue", resync: true }],
  ];
}

export function responseKept(
  state: DaemonState,
  { taskId, problem }: Of<"responseKept">,
): Step {
  const { activity, queue } = state;
  if (activity.kind !== "finishing" || activity.response.taskId !== taskId)
    return stay(state);
  const kept = finishedTask(activity.response);
  return stay({
    ...state,
    undelivered: [...state.undelivered, kept],
    activity: { kind: "idle" },
    queue: unavailable(queue, problem),
  });
}

function isClaiming(state: DaemonState, taskId: TaskId): boolean {
  return state.activity.kind === "claiming" && state.activity.taskId === taskId;
}

/** A claimed task no longer waits; the next look at the folder says the same. */
function withoutEntry(state: DaemonState, taskId: TaskId): DaemonState {
  const { queue } = state;
  if (queue.kind !== "open") return state;
  const { listing } = queue;
  const upcoming = listing.upcoming.filter(
    (entry) => (entry.kind === "task" ? entry.task.id : entry.id) !== taskId,
  );
  const depth = Math.max(
    0,
    listing.depth - (listing.upcoming.length - upcoming.length),
  );
  return {
    ...state,
    queue: { ...queue, listing: { ...listing, upcoming, depth } },
  };
}
