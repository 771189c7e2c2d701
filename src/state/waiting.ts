import { fail } from "./begin.ts";
import type { DaemonEvent } from "./event.ts";
import { settingsOf } from "./select.ts";
import type { DaemonState } from "./state.ts";
import { stay, type Step } from "./step.ts";

/**
 * A task has waited for a disc for a while longer, and gives up in the end. What counts is the time in which somebody
 * could have put one in: not what the machine slept, nor what a clock was set on or back by.
 */
export function waited(
  state: DaemonState,
  { awakeMs, at }: Extract<DaemonEvent, { type: "ticked" }>,
): Step {
  const { activity } = state;
  if (activity.kind !== "waiting") return stay(state);
  const { task, startedAt } = activity;
  const waitedMs = activity.waitedMs + awakeMs;
  if (waitedMs < (settingsOf(state)?.discWaitMs ?? 0))
    return stay({ ...state, activity: { ...activity, waitedMs } });
  const seconds = Math.round(waitedMs / 1000);
  const message = `There is no disc in the drive, and none was inserted within ${seconds} s. Insert it and queue the task again.`;
  const when = { since: startedAt, at };
  return fail(state, task, { ...when, code: "DISC_EJECTED", message });
}
