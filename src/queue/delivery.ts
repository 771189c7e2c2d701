import type { TaskResponse } from "../state/response.ts";
import type { TaskId } from "../state/task.ts";
import {
  encodeFailedCopy,
  encodeResponse,
  outcomeWord,
  type KeptAnswer,
} from "../wire/response.ts";
import { decodeTaskText, isAnswered, markAnswered } from "../wire/task.ts";
import {
  renameUnlessTaken,
  replaceFile,
  unlinkIfThere,
} from "./atomic-write.ts";
import type { FileOps } from "./file-ops.ts";
import { answerOf, fileOf, type Layout } from "./layout.ts";
import { withTrouble } from "./trouble.ts";

/**
 * An answer reaches `complete/` by one rename, and what is left in `in_progress/` says whether that has taken place:
 * the webapp may remove an answer as soon as it is there, so its absence says nothing.
 *
 * | ID.json    | ID.answer | the answer                        |
 * | ---------- | --------- | --------------------------------- |
 * | the task   | -         | is not written                    |
 * | the task   | +         | is written                        |
 * | "answered" | +         | is about to be renamed            |
 * | "answered" | -         | was renamed: never to be repeated |
 */

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
 * Goes on from any of these rows to the last one. An answer that is in `complete/` already counts. The claim is left
 * to the caller: while it is there, nobody answers again. Throws what the file system throws.
 */
export async function deliverAnswer(
  ops: FileOps,
  layout: Layout,
  answer: KeptAnswer,
): Promise<void> {
  const id = answer.taskId;
  const claimFile = fileOf(layout.inProgress, id);
  const claim = await readClaim(ops, claimFile);
  const isMarked = claim !== null && isAnswered(decodeTaskText(claim, id));
  if (!isMarked) {
    await replaceFile(ops, answerOf(layout, id), answer.text);
    if (answer.outcome === "failed") {
      await copyToFailed(ops, layout, { claim, answer });
    }
    await replaceFile(ops, claimFile, markAnswered(claim, id));
  }
  await moveToComplete(ops, layout, id);
}

async function moveToComplete(
  ops: FileOps,
  layout: Layout,
  id: TaskId,
): Promise<void> {
  const answerFile = answerOf(layout, id);
  if ((await ops.lstat(answerFile)) !== null) {
    // Only we write to `complete/`, so looking first is enough. A link and an unlink would be two steps.
    await renameUnlessTaken(ops, answerFile, fileOf(layout.complete, id));
  }
  await ops.syncFolder(layout.complete);
  await ops.syncFolder(layout.inProgress);
}

/** The last step. The claim may be gone already. */
export function removeClaim(
  ops: FileOps,
  layout: Layout,
  id: TaskId,
): Promise<void> {
  return unlinkIfThere(ops, fileOf(layout.inProgress, id));
}

/** The same later on: by then the name may be that of a new claim. */
export async function removeAnsweredClaim(
  ops: FileOps,
  layout: Layout,
  id: TaskId,
): Promise<void> {
  const claim = await readClaim(ops, fileOf(layout.inProgress, id));
  if (claim !== null && isAnswered(decodeTaskText(claim, id)))
    await removeClaim(ops, layout, id);
}

const MAX_BYTES = 1024 * 1024;

async function readClaim(ops: FileOps, path: string): Promise<string | null> {
  const claim = await ops.read(path, MAX_BYTES);
  return claim.kind === "text" ? claim.text : null;
}

/** The existing webapp lists failures from `failed/`, where it has one. The answer in `complete/` is what counts. */
async function copyToFailed(
  ops: FileOps,
  layout: Layout,
  {
    claim,
    answer,
  }: { readonly claim: string | null; readonly answer: KeptAnswer },
): Promise<void> {
  await withTrouble(layout.failed, async () => {
    if ((await ops.stat(layout.failed))?.kind !== "folder") return;
    const copy = encodeFailedCopy(claim, answer.text);
    await replaceFile(ops, fileOf(layout.failed, answer.taskId), copy);
  });
}
