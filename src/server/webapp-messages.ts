import { sayProblem } from "../state/problem.ts";
import { currentTaskId, queueDepth, troubles } from "../state/select.ts";
import type {
  Activity,
  DaemonState,
  Drive,
  FinishedTask,
  PauseState,
  Ripping,
} from "../state/state.ts";
import type { TaskId } from "../state/task.ts";
import {
  completedMessage,
  ejectedMessage,
  errorMessage,
  heartbeatMessage,
  insertedMessage,
  pausedMessage,
  progressMessage,
  recoveredMessage,
  resumedMessage,
  startedMessage,
  syncMessage,
} from "../wire/message.ts";
import type {
  HeartbeatMessage,
  Message,
  SyncError,
  SyncMessage,
} from "../wire/message.ts";

/**
 * What the webapp is told, as a pure function of the states before and after a change.
 *
 * Applying these messages, and the heartbeats, to a `sync` gives what a new `sync` would say; percent and ETA
 * are exact whenever an ETA is known, since a `progress` without one can not be said. A task is `started` when
 * it becomes the current one and `completed` when its answer is on disk, which is when it appears in `recent`.
 * A task that goes back to the queue is not completed: the next heartbeat no longer names it.
 */
export function messagesBetween(
  previous: DaemonState,
  next: DaemonState,
  now: number,
): readonly Message[] {
  return [
    ...discMessages(previous.drive, next.drive),
    ...completedMessages(previous.recent, next.recent),
    ...startedMessages(previous.activity, next.activity),
    ...progressMessages(previous.activity, next.activity),
    ...pauseMessages(previous.pause, next.pause),
    ...errorMessages(previous, next),
    ...(needsSync(previous.drive, next.drive) ? [syncOf(next, now)] : []),
  ];
}

/** The whole truth for a webapp that has just connected. */
export function syncOf(state: DaemonState, now: number): SyncMessage {
  const { device, disc } = state.drive;
  const inserted = disc.kind === "inserted";
  return syncMessage({
    now,
    disc: {
      presence: disc.kind,
      device: inserted ? device : null,
      volumeName: inserted ? disc.volumeName : null,
    },
    currentTask: currentTask(state.activity),
    paused: state.pause.paused,
    queueDepth: queueDepth(state),
    error: errorOf(state),
  });
}

/** Why nothing is claimed: the first reason, in the words that every view has. */
function errorOf(state: DaemonState): SyncError | null {
  const [problem] = troubles(state);
  if (!problem) return null;
  return { reason: problem.key, message: sayProblem(problem) };
}

function errorMessages(
  previous: DaemonState,
  next: DaemonState,
): readonly Message[] {
  const [before, after] = [errorOf(previous), errorOf(next)];
  if (Bun.deepEquals(before, after)) return [];
  return [after ? errorMessage(after) : recoveredMessage()];
}

export function heartbeatOf(state: DaemonState, now: number): HeartbeatMessage {
  return heartbeatMessage({
    now,
    queueDepth: queueDepth(state),
    currentTask: currentTaskId(state),
    paused: state.pause.paused,
  });
}

interface CurrentTask {
  readonly id: TaskId;
  readonly percent: number;
  readonly etaMs: number | null;
}

/** The task that was started and is not yet answered; one that is only being claimed or given back is not. */
function currentTask(activity: Activity): CurrentTask | null {
  switch (activity.kind) {
    case "idle":
    case "claiming":
    case "requeueing":
      return null;
    case "waiting":
      return { id: activity.task.id, percent: 0, etaMs: null };
    case "scanning":
      if (activity.cause.kind === "inserted") return null;
      return { id: activity.cause.task.id, percent: 0, etaMs: null };
    case "ripping": {
      const { percent, etaMs, phase } = activity.progress;
      const id = activity.task.id;
      if (phase !== "saving") return { id, percent: 0, etaMs: null };
      return { id, percent, etaMs };
    }
    case "stopping":
      return currentTask(activity.stopped);
    case "finishing": {
      const { taskId: id, outcome } = activity.response;
      if (outcome.kind === "ripped") return { id, percent: 100, etaMs: 0 };
      return { id, percent: 0, etaMs: null };
    }
  }
}

function discMessages(previous: Drive, next: Drive): readonly Message[] {
  const left = previous.disc.kind === "inserted" ? previous.disc : null;
  const came = next.disc.kind === "inserted" ? next.disc : null;
  const sameDisc =
    left?.insertedAt === came?.insertedAt && previous.device === next.device;
  const sameName = left?.volumeName === came?.volumeName;
  // A disc of which nobody knows any more whether it is there was not ejected.
  const ejected = left !== null && !sameDisc && next.disc.kind !== "unknown";
  return [
    ...(ejected ? [ejectedMessage(previous.device)] : []),
    ...(came && !(sameDisc && sameName)
      ? [insertedMessage(next.device, came.volumeName)]
      : []),
  ];
}

/** Whether something became known or unknown about the drive that no event of the design can say. */
function needsSync(previous: Drive, next: Drive): boolean {
  const from = previous.disc.kind;
  const to = next.disc.kind;
  return (
    from !== to && (to === "unknown" || (from === "unknown" && to === "none"))
  );
}

function completedMessages(
  previous: readonly FinishedTask[],
  next: readonly FinishedTask[],
): readonly Message[] {
  const known = previous[0];
  const firstKnown = known
    ? next.findIndex((task) => isSameAnswer(task, known))
    : -1;
  const added = firstKnown < 0 ? next : next.slice(0, firstKnown);
  return added
    .toReversed()
    .map((task) => completedMessage(task.taskId, task.outcome));
}

/** The same task may be queued and answered twice, so the id alone does not name an answer. */
function isSameAnswer(one: FinishedTask, other: FinishedTask): boolean {
  return (
    one.taskId === other.taskId &&
    one.startedAt === other.startedAt &&
    one.completedAt === other.completedAt
  );
}

function startedMessages(
  previous: Activity,
  next: Activity,
): readonly Message[] {
  const started = currentTask(next);
  if (!started || started.id === currentTask(previous)?.id) return [];
  return [startedMessage(started.id)];
}

function progressMessages(
  previous: Activity,
  next: Activity,
): readonly Message[] {
  const before = progressOf(previous, null);
  const after = progressOf(next, ripOf(previous));
  if (!after || Bun.deepEquals(before, after)) return [];
  return [after];
}

function progressOf(activity: Activity, rip: Ripping | null): Message | null {
  const current = currentTask(activity);
  if (!current || current.etaMs === null) return null;
  const progress = (ripOf(activity) ?? rip)?.progress;
  return progressMessage({
    taskId: current.id,
    percent: current.percent,
    etaMs: current.etaMs,
    currentSizeBytes: savedBytes(activity) ?? progress?.currentSizeBytes ?? 0,
    bytesPerSecond: progress?.bytesPerSecond ?? 0,
  });
}

function ripOf(activity: Activity): Ripping | null {
  if (activity.kind === "stopping") return ripOf(activity.stopped);
  return activity.kind === "ripping" ? activity : null;
}

/** The size of a file that is complete and in its place. */
function savedBytes(activity: Activity): number | null {
  if (activity.kind !== "finishing") return null;
  const { outcome } = activity.response;
  return outcome.kind === "ripped" ? outcome.file.sizeBytes : null;
}

function pauseMessages(
  previous: PauseState,
  next: PauseState,
): readonly Message[] {
  if (previous.paused === next.paused) return [];
  if (!next.paused) return [resumedMessage()];
  return [pausedMessage(next.reason ?? "marker_file")];
}
