import type { DaemonState, StopReason } from "./state.ts";
import { stay, type Step } from "./step.ts";

/** Tells what runs to stop. The first reason wins: whoever comes later only waits with the others. */
export function stopRunning(state: DaemonState, reason: StopReason): Step {
  const { activity } = state;
  if (activity.kind !== "scanning" && activity.kind !== "ripping")
    return stay(state);
  return [
    { ...state, activity: { kind: "stopping", stopped: activity, reason } },
    [{ type: "stopRun", run: activity.run, urgent: reason === "ejected" }],
  ];
}
