import { join } from "node:path";
import type { Clock } from "../lib/clock.ts";
import type { Failure } from "../state/error-code.ts";
import type { RippedFile, RipSource, TaskResponse } from "../state/response.ts";
import type { RipTask, TaskId } from "../state/task.ts";
import { decodeAnswer, type KeptAnswer } from "../wire/response.ts";
import { moveUnlessTaken, unlinkIfThere } from "./atomic-write.ts";
import { removeClaim, toAnswer } from "./delivery.ts";
import type { FileOps } from "./file-ops.ts";
import { soonest } from "./hints.ts";
import {
  answerOf,
  fileOf,
  idOfAnswer,
  idOfFile,
  isTemporary,
  type Layout,
} from "./layout.ts";
import {
  decideRecovery,
  type ClaimFile,
  type RecoveryAction,
} from "./recover.ts";
import type { Sighting } from "./sighting.ts";
import { readTaskFile, settle, type TaskFileSource } from "./task-file.ts";

/** A rip whose file is whole and in its place, but that was not answered before the daemon was killed. */
export interface FinishedRip {
  readonly startedAt: number;
  readonly file: RippedFile;
}

export interface Recovery extends Omit<TaskFileSource, "folder"> {
  readonly layout: Layout;
  readonly maxAttempts: number;
  /** Claims that are no leftovers: this process works on them, or their answer is on its way. */
  isHeld(id: TaskId): boolean;
  /** Removes what a killed rip left beside its target. Says so if that rip had been finished. */
  cleanUp(task: RipTask): Promise<FinishedRip | null>;
  give(answer: KeptAnswer): Promise<void>;
  /** Since when half-written claims have looked the way they do. */
  readonly sightings: Map<TaskId, Sighting>;
}

/**
 * Does what the table in recover.ts says for every claim of an earlier run. Twice is the same as once.
 * Returns when to look again, if a file may be half-written. Throws what the file system throws.
 */
export async function recoverClaims(
  recovery: Recovery,
): Promise<number | null> {
  const waits: number[] = [];
  const names = await recovery.ops.list(recovery.layout.inProgress);
  const ids = names.flatMap((name) => idOfFile(name) ?? idOfAnswer(name) ?? []);
  for (const id of new Set(ids)) {
    if (recovery.isHeld(id)) continue;
    const content = await recoverClaim(recovery, id);
    if (content?.kind === "notYet") waits.push(content.lookAgainInMs);
  }
  return soonest(waits);
}

async function recoverClaim(
  recovery: Recovery,
  id: TaskId,
): Promise<ClaimFile["content"]> {
  const { ops, clock, layout, maxAttempts } = recovery;
  const source = { ops, clock, folder: layout.inProgress };
  const known = recovery.sightings.get(id) ?? null;
  const file = await readTaskFile(source, id, known);
  if (file.kind === "file") recovery.sightings.set(id, file.sighting);
  const content =
    file.kind === "file" ? settle(file.content, file.sighting, clock) : null;
  const answer = await readAnswer(recovery, id);
  const presence = {
    queued: (await ops.lstat(fileOf(layout.queued, id))) !== null,
    inProgress: file.kind !== "absent",
    complete: (await ops.lstat(fileOf(layout.complete, id))) !== null,
    answer: answer !== null,
  };
  const action = decideRecovery(presence, { id, content }, maxAttempts);
  await carryOut(recovery, action, { id, content, answer });
  return content;
}

interface Leftover extends ClaimFile {
  readonly answer: KeptAnswer | null;
}

async function carryOut(
  recovery: Recovery,
  action: RecoveryAction,
  { id, content, answer }: Leftover,
): Promise<void> {
  const { ops, clock, layout } = recovery;
  const give = (response: TaskResponse) =>
    recovery.give(toAnswer(response, layout.directory));
  if (action.kind === "leave") return;
  if (action.kind === "removeClaim") return removeClaim(ops, layout, id);
  if (action.kind === "deliver") {
    if (answer) await recovery.give(answer);
    return;
  }
  const finished = await cleanUp(recovery, content);
  if (finished) return give(finished);
  if (action.kind === "requeue") return requeue(ops, layout, id);
  return give(failedResponse(id, content, { clock, ...action }));
}

const MAX_BYTES = 64 * 1024 * 1024;

async function readAnswer(
  { ops, layout }: Recovery,
  id: TaskId,
): Promise<KeptAnswer | null> {
  const file = await ops.read(answerOf(layout, id), MAX_BYTES);
  if (file.kind !== "text") return null;
  const answer = decodeAnswer(file.text, layout.directory);
  return answer?.taskId === id ? answer : null;
}

/** The answer of a rip that was finished, and only its answer was not. */
async function cleanUp(
  recovery: Recovery,
  content: ClaimFile["content"],
): Promise<TaskResponse | null> {
  if (content?.kind !== "task" || content.task.kind !== "rip") return null;
  const finished = await recovery.cleanUp(content.task);
  if (finished === null) return null;
  return {
    taskId: content.task.id,
    kind: "rip",
    startedAt: finished.startedAt,
    completedAt: recovery.clock.now(),
    outcome: { kind: "ripped", file: finished.file },
    source: sourceOf(content.task),
  };
}

function failedResponse(
  taskId: TaskId,
  content: ClaimFile["content"],
  { clock, failure }: { readonly clock: Clock; readonly failure: Failure },
): TaskResponse {
  const task = content?.kind === "task" ? content.task : null;
  const at = clock.now();
  return {
    taskId,
    kind: content?.kind === "invalid" ? content.taskKind : (task?.kind ?? null),
    startedAt: at,
    completedAt: at,
    outcome: { kind: "failed", failure },
    source: task?.kind === "rip" ? sourceOf(task) : null,
  };
}

function sourceOf({ discFingerprint, track }: RipTask): RipSource {
  return { discFingerprint, trackNumber: track.number };
}

async function requeue(
  ops: FileOps,
  layout: Layout,
  id: TaskId,
): Promise<void> {
  const claim = fileOf(layout.inProgress, id);
  await moveUnlessTaken(ops, claim, fileOf(layout.queued, id));
  await ops.syncFolder(layout.queued);
}

/** Removes the temporary files of writes that were killed, ours and those of earlier processes. */
export async function removeTemporaries(
  ops: FileOps,
  layout: Layout,
): Promise<void> {
  const { directory, queued, inProgress, complete, failed } = layout;
  for (const folder of [directory, queued, inProgress, complete, failed]) {
    // `failed` is the webapp's, and may be anything.
    if ((await ops.stat(folder))?.kind !== "folder") continue;
    for (const name of await ops.list(folder)) {
      if (!isTemporary(name)) continue;
      await unlinkIfThere(ops, join(folder, name));
    }
  }
}
