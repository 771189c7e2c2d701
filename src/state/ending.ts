import type { TaskResponse } from "./response.ts";
import type { DaemonState } from "./state.ts";
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

/** The parts of an answer that the task itself decides. */
export function answerTo(
  task: Task,
): Pick<TaskResponse, "taskId" | "kind" | "source"> {
  return {
    taskId: task.id,
    kind: task.kind,
    source:
      task.kind === "rip"
        ? {
            discFingerprint: task.discFingerprint,
            trackNumber: task.track.number,
          }
        : null,
  };
}
