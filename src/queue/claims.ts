import { hasCode } from "../lib/error.ts";
import type { Failure } from "../state/error-code.ts";
import type { Task, TaskId } from "../state/task.ts";
import { setAttempts } from "../wire/task.ts";
import { replaceContent, unlinkIfThere } from "./atomic-write.ts";
import type { Debts } from "./debts.ts";
import { fileOf, type Layout } from "./layout.ts";
import { notUnderstood } from "./recover.ts";
import {
  readTaskFile,
  settle,
  type TaskFile,
  type TaskFileSource,
} from "./task-file.ts";
import type { Look } from "./task-index.ts";
import { FolderGone } from "./trouble.ts";

export type ClaimResult =
  | {
      readonly kind: "claimed";
      /** With this start counted in its `attempts`, as it now stands in `in_progress/`. */
      readonly task: Task;
    }
  /** In `in_progress/` and no task: to be answered with this failure. */
  | {
      readonly kind: "rejected";
      readonly taskKind: "scan" | "rip" | null;
      readonly failure: Failure;
    }
  /** Taken back, answered already, half-written or not ours: nothing was done to it. */
  | { readonly kind: "gone" };

export interface ClaimSource extends Omit<TaskFileSource, "folder"> {
  readonly layout: Layout;
  readonly debts: Debts;
  /** What lies in `queued/` now. */
  look(id: TaskId): Promise<Look | null>;
}

const GONE: ClaimResult = { kind: "gone" };

/**
 * One rename from `queued/` to `in_progress/`; then the attempt is written down, before anybody acts on it.
 * From the rename on the file is owed to `queued/`, until it is known what it is. Throws what the file system throws.
 */
export async function claimTask(
  source: ClaimSource,
  id: TaskId,
): Promise<ClaimResult> {
  const { ops, clock, layout, debts } = source;
  const [answer, inTheWay, look] = await Promise.all([
    ops.lstat(fileOf(layout.complete, id)),
    findInTheWay(source, id),
    source.look(id),
  ]);
  if (answer !== null || inTheWay === "theirs" || look?.kind !== "file")
    return GONE;
  const verdict = settle(look.content, look.sighting, clock);
  if (verdict.kind === "foreign" || verdict.kind === "notYet") return GONE;
  debts.add(id, layout, { uncount: false });
  // The rename would replace it; but where it is a second name of the same file, a rename does nothing.
  if (inTheWay === "leftover")
    await unlinkIfThere(ops, fileOf(layout.inProgress, id));
  const isMoved = await renameIfThere(source, id);
  const file = await readClaim(source, id);
  // Removed by somebody else, or written to between the look and the rename: not ours to start.
  const isSame =
    file.kind === "file" && Bun.deepEquals(file.content, look.content, true);
  // A share may have lost its answer to the rename, and says of the second try that nothing is there.
  if (!isMoved && !isSame) {
    debts.cancel(id, layout);
    return GONE;
  }
  if (!isSame) return giveBack(source);
  await makeLasting(source);
  if (verdict.kind === "invalid") {
    debts.cancel(id, layout);
    return reject(id, verdict);
  }
  return countAttempt(source, verdict.task, file.text ?? "");
}

async function countAttempt(
  { ops, layout, debts }: ClaimSource,
  task: Task,
  text: string,
): Promise<ClaimResult> {
  const attempts = task.attempts + 1;
  const counted = setAttempts(text, attempts);
  if (counted !== null) {
    // Without a sync of its own: a power cut that takes the count back costs one try more.
    await replaceContent(ops, fileOf(layout.inProgress, task.id), counted);
  }
  debts.cancel(task.id, layout);
  if (counted !== null) return { kind: "claimed", task: { ...task, attempts } };
  const detail = "the file is nested too deeply to be written again";
  return reject(task.id, { taskKind: task.kind, detail });
}

/**
 * A power cut must not put a task back that has been answered, or whose file has its name. First where it is, then
 * where it was: in between it is in both, which recovery knows.
 */
async function makeLasting({ ops, layout }: ClaimSource): Promise<void> {
  await ops.syncFolder(layout.inProgress);
  await ops.syncFolder(layout.queued);
}

function reject(
  id: TaskId,
  file: { readonly taskKind: "scan" | "rip" | null; readonly detail: string },
): ClaimResult {
  const { taskKind, detail } = file;
  return { kind: "rejected", taskKind, failure: notUnderstood(id, detail) };
}

async function giveBack(source: ClaimSource): Promise<ClaimResult> {
  await source.debts.pay(source.layout);
  return GONE;
}

/** A rename replaces, and under that name may be work of the webapp's own. */
async function findInTheWay(
  source: ClaimSource,
  id: TaskId,
): Promise<"nothing" | "leftover" | "theirs"> {
  const file = await readClaim(source, id);
  if (file.kind !== "file") return file.kind === "odd" ? "theirs" : "nothing";
  const { kind } = settle(file.content, file.sighting, source.clock);
  return kind === "foreign" || kind === "notYet" ? "theirs" : "leftover";
}

function readClaim(
  { ops, clock, layout }: ClaimSource,
  id: TaskId,
): Promise<TaskFile> {
  return readTaskFile({ ops, clock, folder: layout.inProgress }, id, null);
}

/** `false`: nothing was there; the webapp took the task back. Both folders have to be there for that to be the reason. */
async function renameIfThere(
  { ops, layout }: ClaimSource,
  id: TaskId,
): Promise<boolean> {
  try {
    await ops.rename(fileOf(layout.queued, id), fileOf(layout.inProgress, id));
    return true;
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  for (const folder of [layout.queued, layout.inProgress]) {
    if ((await ops.stat(folder)) === null) {
      throw new FolderGone(`ENOENT: there is no folder ${folder}`);
    }
  }
  return false;
}
