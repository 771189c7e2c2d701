import type { DaemonState } from "../../src/state/state.ts";
import type { TaskId } from "../../src/state/task.ts";
import { taskToStop } from "../end-daemon.ts";
import type { Question } from "./ui.ts";

/** What is asked before something that can not be taken back. */

export function askPauseNow(taskId: TaskId): Question {
  return {
    text: `Stop task ${taskId} now? Its answer will be TASK_CANCELLED, and the queue is paused.`,
    about: taskId,
    options: [
      {
        key: "y",
        label: "stop it",
        action: { kind: "command", command: "pause-now", done: null },
      },
      no,
    ],
  };
}

export function askRestart(state: DaemonState | null): Question {
  return {
    text: `Restart the daemon? ${fate(state)}`,
    options: [
      {
        key: "y",
        label: "restart",
        action: { kind: "command", command: "restart", done: null },
      },
      no,
    ],
  };
}

export function askEnd(state: DaemonState | null): Question {
  return {
    text: `End the daemon? Nothing is ripped until it is started again. ${fate(state)}`.trimEnd(),
    options: [
      {
        key: "y",
        label: "end it",
        action: { kind: "leave", endDaemon: true },
      },
      no,
    ],
  };
}

/** The daemon was started by this dashboard and is at work. */
export function askLeave(): Question {
  return {
    text: "The daemon that was started here is at work. Keep it going in the background, or stop it? Stopped, its task goes back to the queue.",
    options: [
      {
        key: "k",
        label: "keep it",
        action: { kind: "leave", endDaemon: false },
      },
      {
        key: "s",
        label: "stop it",
        action: { kind: "leave", endDaemon: true },
      },
      { ...no, label: "stay here" },
    ],
  };
}

const no = {
  key: "n",
  label: "no",
  action: { kind: "ui", change: { type: "dismissed" } },
} as const;

function fate(state: DaemonState | null): string {
  if (state === null)
    return "If a task is running, it is stopped and goes back to the queue.";
  const taskId = taskToStop(state);
  return taskId === null
    ? ""
    : `Task ${taskId} is running: it is stopped and goes back to the queue.`;
}
