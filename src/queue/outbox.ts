import { join } from "node:path";
import type { TaskId } from "../state/task.ts";
import {
  decodeKeptAnswer,
  encodeKeptAnswer,
  type KeptAnswer,
} from "../wire/response.ts";
import { replaceFile, unlinkIfThere } from "./atomic-write.ts";
import type { FileOps } from "./file-ops.ts";
import { withTrouble, type Trouble } from "./trouble.ts";

/**
 * Answers on their way to `complete/`: in memory from the moment they are given until they are there, and in a folder
 * of our own when the tasks folder does not take them.
 */
export interface Outbox {
  /** What an earlier process kept. Once; a folder that does not exist is empty. */
  load(): Promise<void>;
  /** In memory only; the first answer of a task stays. */
  add(answer: KeptAnswer): void;
  pending(tasksDirectory: string): readonly KeptAnswer[];
  has(tasksDirectory: string, id: TaskId): boolean;
  /** Writes what only memory has. `null`: everything is safe on the disk. */
  save(): Promise<Trouble | null>;
  /** It is in `complete/`. `null`: removed, for good. */
  remove(answer: KeptAnswer): Promise<Trouble | null>;
}

const MAX_BYTES = 64 * 1024 * 1024;

export function createOutbox(ops: FileOps, directory: string): Outbox {
  const answers = new Map<string, KeptAnswer>();
  const saved = new Set<string>();
  let isLoaded = false;

  async function loadFile(name: string): Promise<void> {
    const file = await ops.read(join(directory, name), MAX_BYTES);
    const answer = file.kind === "text" ? decodeKeptAnswer(file.text) : null;
    // Not one of ours: left where it is.
    if (answer === null || nameOf(answer) !== name) return;
    saved.add(name);
    if (!answers.has(name)) answers.set(name, answer);
  }

  return {
    async load() {
      if (isLoaded) return;
      if ((await ops.stat(directory)) !== null) {
        for (const name of await ops.list(directory)) await loadFile(name);
      }
      isLoaded = true;
    },
    add(answer) {
      const name = nameOf(answer);
      if (!answers.has(name)) answers.set(name, answer);
    },
    pending: (tasksDirectory) =>
      [...answers.values()].filter(
        (answer) => answer.tasksDirectory === tasksDirectory,
      ),
    has: (tasksDirectory, taskId) =>
      answers.has(nameOf({ tasksDirectory, taskId })),
    async save() {
      const unsaved = [...answers].filter(([name]) => !saved.has(name));
      if (unsaved.length === 0) return null;
      return withTrouble(directory, async () => {
        await ops.makeFolder(directory);
        for (const [name, answer] of unsaved) {
          await replaceFile(
            ops,
            join(directory, name),
            encodeKeptAnswer(answer),
          );
          saved.add(name);
        }
        return null;
      });
    },
    remove(answer) {
      const name = nameOf(answer);
      return withTrouble(directory, async () => {
        if (saved.has(name)) {
          await unlinkIfThere(ops, join(directory, name));
          await ops.syncFolder(directory);
        }
        saved.delete(name);
        answers.delete(name);
        return null;
      });
    },
  };
}

/** One file for a task of a tasks folder. */
function nameOf(answer: Pick<KeptAnswer, "tasksDirectory" | "taskId">): string {
  const folder = Bun.hash(answer.tasksDirectory).toString(16).padStart(16, "0");
  return `${folder}-${answer.taskId}.json`;
}
