import type { Outcome, TaskResponse } from "./response.ts";
import type { FinishedTask } from "./state.ts";

/** How many answers the views remember. */
const RECENT = 20;

/** What is remembered of an answer once it is written. */
export function finishedTask(response: TaskResponse): FinishedTask {
  const { outcome } = response;
  return {
    taskId: response.taskId,
    kind: response.kind,
    trackNumber: response.source?.trackNumber ?? null,
    outcome: outcome.kind === "failed" ? "failed" : "success",
    code: outcome.kind === "failed" ? outcome.failure.code : null,
    message: messageOf(outcome),
    sizeBytes: outcome.kind === "ripped" ? outcome.file.sizeBytes : null,
    startedAt: response.startedAt,
    completedAt: response.completedAt,
    warnings: warningsOf(outcome),
    acknowledged: outcome.kind !== "failed",
  };
}

/** An answer that was delivered later, or made by crash recovery, of which nothing more is known. */
export function deliveredTask(of: {
  readonly taskId: string;
  readonly outcome: "success" | "failed";
  readonly at: number;
}): FinishedTask {
  return {
    taskId: of.taskId,
    kind: null,
    trackNumber: null,
    outcome: of.outcome,
    code: of.outcome === "failed" ? "UNKNOWN" : null,
    message:
      of.outcome === "failed"
        ? "The task had failed before the daemon was started again; its answer is in complete/."
        : "The answer was delivered when the tasks folder was back.",
    sizeBytes: null,
    startedAt: of.at,
    completedAt: of.at,
    warnings: 0,
    acknowledged: of.outcome !== "failed",
  };
}

export function remember(
  recent: readonly FinishedTask[],
  finished: FinishedTask,
): readonly FinishedTask[] {
  return [finished, ...recent].slice(0, RECENT);
}

function messageOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case "failed":
      return outcome.failure.message;
    case "ripped":
      return outcome.file.filename;
    case "scanned": {
      const { discName, tracks } = outcome.result;
      return `${discName}: ${tracks.length} ${tracks.length === 1 ? "track" : "tracks"}`;
    }
  }
}

function warningsOf(outcome: Outcome): number {
  if (outcome.kind === "ripped") return outcome.file.warnings.length;
  return outcome.kind === "scanned" ? outcome.result.warnings.length : 0;
}
