import type { TaskId } from "../state/task.ts";
import { setAttempts } from "../wire/task.ts";
import { moveUnlessTaken, replaceFile } from "./atomic-write.ts";
import { fileOf, type Layout } from "./layout.ts";
import { readTaskFile, type TaskFileSource } from "./task-file.ts";

/**
 * Files in `in_progress/` that have to go back to `queued/`. A debt is noted before the first step and struck out after
 * the last: a folder that goes away in between loses nothing. It is paid when the folder is back, and after a crash
 * recovery does the same.
 */
export interface Debts {
  /** `uncount`: the attempt that was written down did not take place. */
  add(id: TaskId, layout: Layout, how: { readonly uncount: boolean }): void;
  cancel(id: TaskId, layout: Layout): void;
  has(id: TaskId, layout: Layout): boolean;
  /** Those of one tasks folder. Throws what the file system throws; what was not paid stays owed. */
  pay(layout: Layout): Promise<void>;
}

interface Debt {
  readonly id: TaskId;
  readonly layout: Layout;
  uncount: boolean;
}

export function createDebts(source: Omit<TaskFileSource, "folder">): Debts {
  const { ops } = source;
  const debts = new Map<string, Debt>();

  async function payOne(debt: Debt): Promise<void> {
    const { id, layout } = debt;
    const claim = fileOf(layout.inProgress, id);
    const file = await readTaskFile(
      { ...source, folder: layout.inProgress },
      id,
      null,
    );
    // Removed by somebody else: nothing is left to give back.
    if (file.kind === "absent") return;
    if (debt.uncount && file.kind === "file" && file.content.kind === "task") {
      const attempts = Math.max(0, file.content.task.attempts - 1);
      const text = setAttempts(file.text ?? "", attempts);
      if (text !== null) await replaceFile(ops, claim, text);
      debt.uncount = false;
    }
    // A file that was queued under the same name meanwhile counts.
    await moveUnlessTaken(ops, claim, fileOf(layout.queued, id));
    await ops.syncFolder(layout.queued);
    await ops.syncFolder(layout.inProgress);
  }

  return {
    add: (id, layout, { uncount }) =>
      void debts.set(fileOf(layout.inProgress, id), { id, layout, uncount }),
    cancel: (id, layout) => void debts.delete(fileOf(layout.inProgress, id)),
    has: (id, layout) => debts.has(fileOf(layout.inProgress, id)),
    async pay({ directory }) {
      for (const [path, debt] of debts) {
        if (debt.layout.directory !== directory) continue;
        await payOne(debt);
        debts.delete(path);
      }
    },
  };
}
