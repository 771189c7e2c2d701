import { basename, dirname, join } from "node:path";
import type { TaskId } from "../state/task.ts";
import { isTaskId } from "../wire/task.ts";

/** The names in a tasks folder. `failed` is the webapp's: used if it is there, never made. */
export interface Layout {
  readonly directory: string;
  readonly tasksJson: string;
  readonly paused: string;
  readonly lock: string;
  readonly queued: string;
  readonly inProgress: string;
  readonly complete: string;
  readonly failed: string;
}

export function createLayout(directory: string): Layout {
  return {
    directory,
    tasksJson: join(directory, "tasks.json"),
    paused: join(directory, "PAUSED"),
    lock: join(directory, ".amphigory.lock"),
    queued: join(directory, "queued"),
    inProgress: join(directory, "in_progress"),
    complete: join(directory, "complete"),
    failed: join(directory, "failed"),
  };
}

/** The file of a task or an answer in one of the folders. */
export function fileOf(folder: string, id: TaskId): string {
  return join(folder, `${id}.json`);
}

/** The answer to a claimed task, whole, on its way from `in_progress/` to `complete/`. */
export function answerOf({ inProgress }: Layout, id: TaskId): string {
  return join(inProgress, `${id}${ANSWER}`);
}

/** The id that a file name stands for; `null` for everything that is no task's file. */
export function idOfFile(name: string): TaskId | null {
  return idWithout(name, ".json");
}

/** The same for the name that `answerOf` gives. */
export function idOfAnswer(name: string): TaskId | null {
  return idWithout(name, ANSWER);
}

/** Not `*.json`: it is no task of the webapp's. */
const ANSWER = ".answer";

function idWithout(name: string, ending: string): TaskId | null {
  if (!name.endsWith(ending)) return null;
  const id = name.slice(0, -ending.length);
  return isTaskId(id) ? id : null;
}

/** A name beside `path` to write to first. Never `*.json`: the webapp reads those, dot files too. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.amphigory-${process.pid}.tmp`);
}

const TEMPORARY = /^\..+\.amphigory-\d+\.tmp$/;

/** Whether a file is one of our temporary ones, of this process or of one that was killed. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}
