import * as z from "zod/mini";
import type {
  Outcome,
  RippedFile,
  RipSource,
  TaskResponse,
} from "../state/response.ts";
import type { TaskId } from "../state/task.ts";
import { encodeScanResult, encodeWarnings } from "./scan-result.ts";

/**
 * The file in `complete/`. The design's keys come first and in its order; then `type` and a rip's `source`, by which
 * webapps newer than the design find the database row.
 */
export function encodeResponse(response: TaskResponse): string {
  const started = Math.floor(response.startedAt / 1000);
  const completed = Math.floor(response.completedAt / 1000);
  return toText({
    task_id: response.taskId,
    status: outcomeWord(response.outcome),
    started_at: timestamp(started),
    completed_at: timestamp(completed),
    // The wall clock may have been set back meanwhile.
    duration_seconds: Math.max(0, completed - started),
    ...encodeOutcome(response.outcome),
    ...(response.kind === null ? {} : { type: response.kind }),
    ...(response.source === null ? {} : encodeSource(response.source)),
  });
}

/** The word of the wire format for an outcome. */
export function outcomeWord(outcome: Outcome): "success" | "failed" {
  return outcome.kind === "failed" ? "failed" : "success";
}

/** The copy in `failed/`: the task's keys, as far as there are any, then the response's. */
export function encodeFailedCopy(
  task: string | null,
  response: string,
): string {
  try {
    const copy = { ...parseObject(task ?? ""), ...parseObject(response) };
    // Not indented: in a task of somebody else's nesting that grows with the square of the depth.
    return `${JSON.stringify(copy)}\n`;
  } catch {
    // Nested too deeply to be written again.
    return response;
  }
}

/** An answer that could not reach `complete/` yet, and the tasks folder that it is for. */
export interface KeptAnswer {
  readonly tasksDirectory: string;
  readonly taskId: TaskId;
  readonly outcome: "success" | "failed";
  /** The whole content of the file in `complete/`. */
  readonly text: string;
}

const keptAnswerSchema = z.object({
  tasks_directory: z.string(),
  task_id: z.string(),
  outcome: z.enum(["success", "failed"]),
  text: z.string(),
});

export function encodeKeptAnswer(answer: KeptAnswer): string {
  return toText({
    tasks_directory: answer.tasksDirectory,
    task_id: answer.taskId,
    outcome: answer.outcome,
    text: answer.text,
  });
}

/** `null` for anything that we did not write. */
export function decodeKeptAnswer(text: string): KeptAnswer | null {
  const kept = z.safeParse(keptAnswerSchema, parseObject(text));
  if (!kept.success) return null;
  return {
    tasksDirectory: kept.data.tasks_directory,
    taskId: kept.data.task_id,
    outcome: kept.data.outcome,
    text: kept.data.text,
  };
}

const answerSchema = z.object({
  task_id: z.string(),
  status: z.enum(["success", "failed"]),
});

/** The text of an answer that is on its way to `complete/`; `null` for anything that we did not write. */
export function decodeAnswer(
  text: string,
  tasksDirectory: string,
): KeptAnswer | null {
  const answer = z.safeParse(answerSchema, parseObject(text));
  if (!answer.success) return null;
  const { task_id: taskId, status: outcome } = answer.data;
  return { tasksDirectory, taskId, outcome, text };
}

function encodeOutcome(outcome: Outcome): object {
  switch (outcome.kind) {
    case "scanned":
      return { result: encodeScanResult(outcome.result) };
    case "ripped":
      return { result: encodeFile(outcome.file) };
    case "failed": {
      const { code, message, detail } = outcome.failure;
      return { error: { code, message, detail } };
    }
  }
}

function encodeFile(file: RippedFile): object {
  // The existing webapp joins directory and file name without a separator.
  const directory = file.directory.endsWith("/")
    ? file.directory
    : `${file.directory}/`;
  return {
    output_path: `${directory}${file.filename}`,
    size_bytes: file.sizeBytes,
    destination: {
      directory,
      filename: file.filename,
      size_bytes: file.sizeBytes,
    },
    ...encodeWarnings(file.warnings),
  };
}

function encodeSource(source: RipSource): object {
  return {
    source: {
      disc_fingerprint: source.discFingerprint,
      track_number: source.trackNumber,
    },
  };
}

/** `2025-12-21T14:30:52Z`. */
function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function toText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
