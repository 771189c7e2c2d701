import type { Effect } from "./effect.ts";
import type { DaemonState } from "./state.ts";

/** What a transition gives: the next state, and what is to be done, in order. */
export type Step = readonly [DaemonState, readonly Effect[]];

export function stay(state: DaemonState): Step {
  return [state, []];
}

/** Joins a further decision to a step. */
export function andThen(
  [state, effects]: Step,
  next: (state: DaemonState) => Step,
): Step {
  const [nextState, more] = next(state);
  return more.length === 0
    ? [nextState, effects]
    : [nextState, [...effects, ...more]];
}
