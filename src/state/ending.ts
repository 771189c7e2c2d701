import type { TaskResponse } from "./response.ts";
import type { DaemonState, Drive } from "./state.ts";
import type { Step } from "./step.ts";
import type { Task, TaskId } from "./task.ts";

/** I2: a claimed task ends here … */
export function answer(state: DaemonState, response: TaskResponse): Step {
  return [
    { ...state, activity: { kind: "finishing", response } },
    [{ type: "writeResponse", response }],
  ];
}

/** … or here. */
export function requeue(state: DaemonState, taskId: TaskId): Step {
  return [
    { ...state, activity: { kind: "requeueing", taskId } },
    [{ type: "requeueTask", taskId }],
  ];
}

/**
 * The parts of an answer that the task decides. A webapp finds the row of a rip by the disc's fingerprint, so one that the
 * task does not name is that of the scan.
 */
export function answerTo(
  task: Task,
  drive: Drive,
): Pick<TaskResponse, "taskId" | "kind" | "source"> {
  return {
    taskId: task.id,
    kind: task.kind,
    source:
      task.kind === "rip"
        ? {
            discFingerprint: task.discFingerprint ?? fingerprintOf(drive),
            trackNumber: task.track.number,
          }
        : null,
  };
}

/** The last scan of a drive that nobody watches counts, too: the rip has compared the disc with it. */
function fingerprintOf({ disc }: Drive): string | null {
  if (disc.kind === "unknown") return disc.lastScan?.fingerprint ?? null;
  if (disc.kind === "none" || disc.scan.kind !== "done") return null;
  return disc.scan.result.fingerprint;
}
