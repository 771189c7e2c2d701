import type { DaemonEvent } from "./event.ts";
import type { DaemonState } from "./state.ts";
import { stay, andThen, type Step } from "./step.ts";
import { stopRunning } from "./stop.ts";

/**
 * The marker file `PAUSED` in the tasks folder is the pause: it survives restarts, and the webapp may set and clear it
 * too. Our own command counts at once and is pending until the file says the same.
 */

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;

export function pauseRequested(
  state: DaemonState,
  { now }: Of<"pauseRequested">,
): Step {
  const paused = setPause(state, true);
  return now
    ? andThen(paused, (next) => stopRunning(next, "cancelled"))
    : paused;
}

export function resumeRequested(state: DaemonState): Step {
  return setPause(state, false);
}

function setPause(state: DaemonState, paused: boolean): Step {
  return writeMarker({
    ...state,
    pause: {
      ...state.pause,
      paused,
      reason: paused ? (state.pause.reason ?? "user_requested") : null,
      pending: true,
    },
  });
}

/** Has the marker say what we say, as soon as the folder is there and the last order about it has been answered. */
export function writeMarker(state: DaemonState): Step {
  const { pause, queue } = state;
  const canWrite =
    queue.kind === "open" || (queue.kind === "opening" && queue.recovered);
  if (!pause.pending || pause.writing || !canWrite) return stay(state);
  return [
    { ...state, pause: { ...pause, writing: true } },
    [{ type: "setPauseMarker", paused: pause.paused }],
  ];
}

/** The last word may have been another one in the meantime; then the marker is written once more. */
export function pauseMarkerSet(state: DaemonState, paused: boolean): Step {
  const { pause } = state;
  if (!pause.writing) return stay(state);
  const pending = pause.paused !== paused;
  return writeMarker({
    ...state,
    pause: { ...pause, pending, writing: false, problem: null },
  });
}

/** It stays pending and is tried again on the next tick; until then a crash would bring back the opposite. */
export function pauseMarkerFailed(
  state: DaemonState,
  { problem }: Of<"pauseMarkerFailed">,
): Step {
  return stay({ ...state, pause: { ...state.pause, writing: false, problem } });
}
