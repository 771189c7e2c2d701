import type { Failure } from "../state/error-code.ts";
import type { TaskId } from "../state/task.ts";
import { isAnswered } from "../wire/task.ts";
import type { Settled } from "./task-file.ts";

/**
 * What a crash can leave, and what is done about it at the next start. Nothing here does anything.
 *
 * | in_progress         | queued | complete | it means                                  | action           |
 * | ------------------- | ------ | -------- | ----------------------------------------- | ---------------- |
 * | -                   | +      | -        | waiting                                   | leave            |
 * | -                   | -      | +        | done, the webapp has not read it          | leave            |
 * | -                   | +      | +        | queued again before the answer was read   | leave            |
 * | -                   | -      | -        | cancelled or consumed                     | leave            |
 * | ID.answer           | any    | any      | crashed while answering                   | deliver it       |
 * | "answered"          | any    | any      | crashed after the answer arrived          | remove the claim |
 * | a task              | -      | -        | crashed in the middle                     | requeue, or fail |
 * | a task              | +      | -        | crashed while requeueing, or queued again | remove the claim |
 * | a task              | any    | +        | an answer is there, whoever wrote it      | remove the claim |
 *
 * A file of another type in `in_progress/` is the webapp's own work and left in every row. Attempts were recorded when
 * the task was claimed, so a requeue adds none.
 */
export interface Presence {
  readonly queued: boolean;
  readonly inProgress: boolean;
  readonly complete: boolean;
  /** Written by an earlier run, and still in `in_progress/`. */
  readonly answer: boolean;
}

export type RecoveryAction =
  | { readonly kind: "leave" }
  | { readonly kind: "deliver" }
  | { readonly kind: "removeClaim" }
  | { readonly kind: "requeue" }
  | { readonly kind: "fail"; readonly failure: Failure };

export interface ClaimFile {
  readonly id: TaskId;
  /** What the file in `in_progress/` says; `null` where there is none, or none that is a plain file. */
  readonly content: Settled | null;
}

export function decideRecovery(
  { queued, inProgress, complete, answer }: Presence,
  { id, content }: ClaimFile,
  maxAttempts: number,
): RecoveryAction {
  if (inProgress && content === null) return { kind: "leave" };
  // Ours are never half-written; what is, somebody else is writing now.
  if (content?.kind === "notYet") return { kind: "leave" };
  const isMarked = content !== null && isAnswered(content);
  if (content?.kind === "foreign" && !isMarked) return { kind: "leave" };
  if (answer) return { kind: "deliver" };
  if (content === null) return { kind: "leave" };
  const isOver = content.kind === "foreign" || complete || queued;
  if (isOver) return { kind: "removeClaim" };
  if (content.kind === "invalid") {
    return { kind: "fail", failure: notUnderstood(id, content.detail) };
  }
  const { attempts } = content.task;
  if (attempts < maxAttempts) return { kind: "requeue" };
  return { kind: "fail", failure: startedTooOften(attempts) };
}

/** The answer to a file that is no task. */
export function notUnderstood(id: TaskId, detail: string): Failure {
  return {
    code: "UNKNOWN",
    message: `The task file ${id}.json can not be understood: ${detail}. Correct it and queue the task again.`,
    detail,
  };
}

function startedTooOften(attempts: number): Failure {
  const times = attempts === 1 ? "once" : `${attempts} times`;
  return {
    code: "UNKNOWN",
    message: `This task was started ${times} and the daemon ended each time before it was done. Look into the daemon's log for the reason, then queue the task again.`,
    detail: `attempts: ${attempts}, and nothing in complete/`,
  };
}
