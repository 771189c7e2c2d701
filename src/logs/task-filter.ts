import type { LogRecord } from "../lib/log-text.ts";

/**
 * Which lines belong to a task: those that name it, and, from its claim to its end, those of its runs (they have a run's
 * number and no task) and whatever went wrong meanwhile. Only one task is worked on at a time.
 */
export function createTaskFilter(
  taskId: string,
): (record: LogRecord) => boolean {
  let isAtWork = false;
  return ({ level, message, fields }) => {
    const named = fields["taskId"];
    if (message === "taskClaimed") isAtWork = named === taskId;
    else if (message === "started") isAtWork = false; // another daemon
    const wasAtWork = isAtWork;
    if (named === taskId) {
      if (ENDS.has(message)) isAtWork = false;
      return true;
    }
    if (!wasAtWork || named !== undefined) return false;
    return fields["run"] !== undefined || level === "warn" || level === "error";
  };
}

const ENDS: ReadonlySet<string> = new Set([
  "task finished",
  "taskRequeued",
  "taskGone",
]);
