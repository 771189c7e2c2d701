import type { Clock } from "../lib/clock.ts";
import type { Effect } from "../state/effect.ts";
import type { DaemonEvent, Fact } from "../state/event.ts";
import type { DaemonState } from "../state/state.ts";
import { transition } from "../state/transition.ts";

/** Is told of every event that was taken in, with the state before and after it. */
export type Listener = (
  next: DaemonState,
  previous: DaemonState,
  event: DaemonEvent,
) => void;

export interface Store {
  state(): DaemonState;
  dispatch(fact: Fact): void;
  subscribe(listener: Listener): void;
}

/**
 * Holds the only mutable variable of the daemon. Events that are raised while one is handled wait their turn. A
 * listener or an effect that throws is a bug; it is given to `onFault`, and the events behind it are still handled.
 */
export function createStore(options: {
  readonly initial: DaemonState;
  readonly clock: Clock;
  readonly run: (effect: Effect) => void;
  readonly onFault: (fault: unknown) => void;
}): Store {
  let state = options.initial;
  let draining = false;
  const inbox: Fact[] = [];
  const listeners: Listener[] = [];

  function guard(action: () => void): void {
    try {
      action();
    } catch (fault) {
      options.onFault(fault);
    }
  }

  function take(event: DaemonEvent): void {
    const previous = state;
    const [next, effects] = transition(previous, event);
    state = next;
    for (const listener of listeners)
      guard(() => listener(next, previous, event));
    for (const effect of effects) guard(() => options.run(effect));
  }

  return {
    state: () => state,
    subscribe: (listener) => void listeners.push(listener),
    dispatch(fact) {
      inbox.push(fact);
      if (draining) return;
      draining = true;
      for (let next = inbox.shift(); next; next = inbox.shift()) {
        const event = { ...next, at: options.clock.now() };
        guard(() => take(event));
      }
      draining = false;
    },
  };
}
