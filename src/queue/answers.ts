import type { TaskResponse } from "../state/response.ts";
import type { TaskId } from "../state/task.ts";
import {
  encodeFailedCopy,
  encodeResponse,
  outcomeWord,
  type KeptAnswer,
} from "../wire/response.ts";
import { replaceFile, writeNewFile } from "./atomic-write.ts";
import type { FileOps } from "./file-ops.ts";
import { fileOf, type Layout } from "./layout.ts";
import { hasCode, withTrouble } from "./trouble.ts";

export function toAnswer(
  response: TaskResponse,
  tasksDirectory: string,
): KeptAnswer {
  return {
    tasksDirectory,
    taskId: response.taskId,
    outcome: outcomeWord(response.outcome),
    text: encodeResponse(response),
  };
}

/**
 * Puts the answer into `complete/`, and only then removes the claim: whatever is killed in between, the task is
 * answered once. An answer that is already there counts. Throws what the file system throws.
 */
export async function deliverAnswer(
  ops: FileOps,
  layout: Layout,
  answer: KeptAnswer,
): Promise<void> {
  const id = answer.taskId;
  await writeNewFile(ops, fileOf(layout.complete, id), answer.text);
  if (answer.outcome === "failed") await copyToFailed(ops, layout, answer);
  await removeClaim(ops, layout, id);
}

/** The claim may be gone already. */
export async function removeClaim(
  ops: FileOps,
  layout: Layout,
  id: TaskId,
): Promise<void> {
  try {
    await ops.unlink(fileOf(layout.inProgress, id));
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

const MAX_BYTES = 1024 * 1024;

/** The existing webapp lists failures from `failed/`, where it has one. The answer in `complete/` is what counts. */
async function copyToFailed(
  ops: FileOps,
  layout: Layout,
  { taskId, text }: KeptAnswer,
): Promise<void> {
  await withTrouble(layout.failed, async () => {
    if ((await ops.stat(layout.failed)) === null) return;
    const claim = await ops.read(fileOf(layout.inProgress, taskId), MAX_BYTES);
    const task = claim.kind === "text" ? claim.text : null;
    const copy = encodeFailedCopy(task, text);
    await replaceFile(ops, fileOf(layout.failed, taskId), copy);
  });
}
