import type { Effect } from "../state/effect.ts";
import type { Fact } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";

/**
 * A handler that throws is a bug of ours. The daemon does not stand still for it: the effect ends as failed, with the
 * fault in its detail, so that the task gets its answer and the next one its turn. `null`: nothing waits for the effect.
 */
export function factOfFault(
  effect: Effect,
  fault: unknown,
  directory: string,
): Fact | null {
  const problem = problemOf(effect, fault);
  switch (effect.type) {
    case "startScan":
      return { type: "scanEnded", run: effect.run, outcome: failed(fault) };
    case "startRip":
      return { type: "ripEnded", run: effect.run, outcome: failed(fault) };
    case "openQueue":
    case "readQueue":
    case "claimTask":
    case "requeueTask":
      return { type: "queueUnavailable", directory, problem };
    case "writeResponse": {
      const { taskId } = effect.response;
      return { type: "responseKept", taskId, problem };
    }
    case "setPauseMarker":
      return { type: "pauseMarkerFailed", problem };
    case "locateMakemkvcon":
      return { type: "makemkvconMissing", problem };
    case "listen":
      return { type: "serverFailed", problem };
    case "watchDiscs":
      return { type: "discMonitorUnavailable", problem };
    case "ejectDisc":
      return {
        type: "ejectEnded",
        device: effect.device,
        reason: String(fault),
      };
    case "loadConfig":
    case "traceLicence":
    case "lookAtDiscs":
    case "stopRun":
    case "exit":
      return null;
  }
}

function failed(fault: unknown) {
  return {
    kind: "failed",
    failure: {
      code: "UNKNOWN",
      message:
        "Something in Amphigory itself went wrong. Queue the task again; if it happens twice, please report it with the detail.",
      detail: describeFault(fault),
    },
  } as const;
}

function problemOf(effect: Effect, fault: unknown): Problem {
  return {
    key: "internal_error",
    text: `Something in Amphigory itself went wrong (${effect.type}): ${String(fault)}.`,
    hint: "It is tried again. If it stays, please report it with the daemon's log.",
  };
}

/** The stack where there is one: that is what a report needs. */
export function describeFault(fault: unknown): string {
  return fault instanceof Error
    ? (fault.stack ?? fault.message)
    : String(fault);
}
