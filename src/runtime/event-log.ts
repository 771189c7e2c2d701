import type { Fields, Level, Log } from "../lib/log.ts";
import type { DaemonEvent } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import { problemsOf } from "../state/select.ts";
import type { DaemonState, FinishedTask } from "../state/state.ts";

/** Events that come many times a second, or announce a look rather than a finding. */
const NOISE: ReadonlySet<DaemonEvent["type"]> = new Set([
  "ticked",
  "queueHinted",
  "queueRead",
  "ripProgressed",
  "watchersChanged",
  "licenceTraced",
] as const);

/** What is missing is looked for every other second, as long as it is missing: told once, not thirty times a minute. */
const LOOKED_FOR: ReadonlySet<DaemonEvent["type"]> = new Set([
  "configUnavailable",
  "makemkvconMissing",
  "queueUnavailable",
  "serverFailed",
  "discMonitorUnavailable",
] as const);

/**
 * The log: one line an event, what changed, and one wide line for every finished task. It is a listener of the store,
 * so log, state and messages can not disagree; no adapter logs by itself.
 */
export function logChange(log: Log) {
  return (
    next: DaemonState,
    previous: DaemonState,
    event: DaemonEvent,
  ): void => {
    const level = levelOf(event.type, next, previous);
    log[level](event.type, { ...fieldsOf(event), ...changeOf(next, previous) });
    for (const task of newlyFinished(next, previous)) logFinished(log, task);
    for (const problem of newProblems(next, previous))
      log.warn(problem.key, { text: problem.text, hint: problem.hint });
  };
}

function levelOf(
  type: DaemonEvent["type"],
  next: DaemonState,
  previous: DaemonState,
): Level {
  if (NOISE.has(type)) return "debug";
  if (!LOOKED_FOR.has(type)) return "info";
  return newProblems(next, previous).length > 0 ? "info" : "debug";
}

/** The small facts of an event; listings, settings and results stay out. */
function fieldsOf(event: DaemonEvent): Fields {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    if (key === "type" || key === "at") continue;
    if (value === null || typeof value !== "object") fields[key] = value;
  }
  if (event.type === "taskClaimed") {
    fields["taskId"] = event.task.id;
    fields["kind"] = event.task.kind;
    fields["attempts"] = event.task.attempts;
  }
  if (event.type === "runNoticed") fields["notice"] = event.notice;
  if (event.type === "scanEnded" || event.type === "ripEnded") {
    fields["outcome"] = event.outcome.kind;
    if (event.outcome.kind === "failed")
      fields["failure"] = event.outcome.failure;
  }
  return fields;
}

function changeOf(next: DaemonState, previous: DaemonState): Fields {
  const [from, to] = [previous.activity.kind, next.activity.kind];
  return from === to ? {} : { from, to };
}

function logFinished(log: Log, task: FinishedTask): void {
  const seconds = Math.round((task.completedAt - task.startedAt) / 1000);
  const level = task.outcome === "failed" ? "warn" : "info";
  const { message: text, ...facts } = task;
  log[level]("task finished", { ...facts, seconds, text });
}

export function newlyFinished(
  next: DaemonState,
  previous: DaemonState,
): readonly FinishedTask[] {
  if (next.recent === previous.recent) return [];
  const known = new Set(previous.recent.map(keyOf));
  return next.recent.filter((task) => !known.has(keyOf(task))).reverse();
}

function keyOf({ taskId, completedAt }: FinishedTask): string {
  return `${completedAt} ${taskId}`;
}

function newProblems(
  next: DaemonState,
  previous: DaemonState,
): readonly Problem[] {
  const known = new Set(problemsOf(previous).map(({ text }) => text));
  return problemsOf(next).filter(({ text }) => !known.has(text));
}
