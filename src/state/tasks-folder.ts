import type { DaemonEvent, Delivered } from "./event.ts";
import { deliveredTask, remember } from "./finished-task.ts";
import { writeMarker } from "./pause.ts";
import type { Problem } from "./problem.ts";
import type { DaemonState, QueueState } from "./state.ts";
import { andThen, stay, type Step } from "./step.ts";

/** The tasks folder as a whole: opened, looked at, gone, back. */

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;

export function queueOpened(
  state: DaemonState,
  { directory, delivered, at }: Of<"queueOpened">,
): Step {
  if (!isBeingOpened(state.queue, directory)) return stay(state);
  const opened: DaemonState = {
    ...answersDelivered(state, { delivered, at }),
    queue: { kind: "opening", directory, recovered: true },
  };
  return andThen(writeMarker(opened), (next) => [
    next,
    [{ type: "readQueue", resync: true }],
  ]);
}

function isBeingOpened(queue: QueueState, directory: string): boolean {
  const isOpening = queue.kind === "opening" || queue.kind === "unavailable";
  return isOpening && queue.directory === directory;
}

function isOpenAt(queue: QueueState, directory: string): boolean {
  const isReady =
    queue.kind === "open" || (queue.kind === "opening" && queue.recovered);
  return isReady && queue.directory === directory;
}

/** Answers that were kept while the folder was away, or made by crash recovery: now they are there for the webapp. */
export function answersDelivered(
  state: DaemonState,
  { delivered, at }: Pick<Of<"answersDelivered">, "delivered" | "at">,
): DaemonState {
  return delivered.reduce(deliver(at), state);
}

function deliver(at: number) {
  return (state: DaemonState, { taskId, outcome }: Delivered): DaemonState => {
    const kept = state.undelivered.find((task) => task.taskId === taskId);
    return {
      ...state,
      recent: remember(
        state.recent,
        kept ?? deliveredTask({ taskId, outcome, at }),
      ),
      undelivered: state.undelivered.filter((task) => task !== kept),
    };
  };
}

/**
 * What was being put back is so when the folder is there again, and a claim that succeeds after all is put back, too.
 * The folder is the one that we wanted, whatever the event calls it: another one would be opened at once, for ever.
 */
export function queueUnavailable(
  state: DaemonState,
  { problem }: Of<"queueUnavailable">,
): Step {
  const waits =
    state.activity.kind === "claiming" || state.activity.kind === "requeueing";
  return stay({
    ...state,
    queue: unavailable(state.queue, problem),
    activity: waits ? { kind: "idle" } : state.activity,
  });
}

/** The folder can not be used; `ticked` has it opened again. */
export function unavailable(queue: QueueState, problem: Problem): QueueState {
  if (queue.kind === "closed") return queue;
  const { directory } = queue;
  return { kind: "unavailable", directory, problem, retrying: false };
}

export function queueRead(
  state: DaemonState,
  { directory, listing }: Of<"queueRead">,
): Step {
  if (!isOpenAt(state.queue, directory)) return stay(state);
  const next: DaemonState = {
    ...state,
    queue: { kind: "open", directory, listing },
  };
  // Until our own marker is written, the folder does not know better than we do.
  if (state.pause.pending || state.pause.paused === listing.paused)
    return stay(next);
  return stay({
    ...next,
    pause: {
      ...state.pause,
      paused: listing.paused,
      reason: listing.paused ? "marker_file" : null,
    },
  });
}

/** Also while the first look is under way: it may have been over before that happened, and nobody says it twice. */
export function queueHinted(state: DaemonState): Step {
  const { queue } = state;
  const isRead =
    queue.kind === "open" || (queue.kind === "opening" && queue.recovered);
  return isRead ? [state, [{ type: "readQueue", resync: false }]] : stay(state);
}
