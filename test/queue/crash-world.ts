import { existsSync, unlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { createTasksFixture } from "./queue-fixture.ts";

/** A disk on which a process is killed, and a webapp that looks on. */

/** What a killed process never finds out. */
export class Killed extends Error {}

/** The disk without waiting for it: what is killed here is the process. */
export const disk: FileOps = {
  ...nodeFileOps,
  write: (path, text) => writeFile(path, text),
  syncFolder: async () => {},
};

export const diskWithoutLinks: FileOps = {
  ...disk,
  link: () =>
    Promise.reject(Object.assign(new Error("link"), { code: "ENOTSUP" })),
};

/** Does `limit` changes to the disk; the next one happens half or not at all, and nothing after it. */
export function killedAfter(limit: number, ops: FileOps, webapp: Webapp) {
  let changes = 0;
  const isAlive = () => changes++ < limit;
  const step =
    <A extends readonly unknown[]>(run: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (!isAlive()) throw new Killed();
      await run(...args);
      webapp.look();
    };
  return {
    wasKilled: () => changes > limit,
    ops: {
      ...ops,
      makeFolder: step(ops.makeFolder),
      rename: step(ops.rename),
      link: step(ops.link),
      unlink: step(ops.unlink),
      syncFolder: step(ops.syncFolder),
      async write(path: string, text: string) {
        const isLast = changes === limit;
        if (isLast) await ops.write(path, text.slice(0, text.length / 2));
        if (!isAlive()) throw new Killed();
        await ops.write(path, text);
      },
    } satisfies FileOps,
  };
}

export type Fixture = Awaited<ReturnType<typeof createTasksFixture>>;

/** Looks after every change to the disk, and removes an answer so many looks after it came to be. */
export interface Webapp {
  look(): void;
  /** How often an answer to this task has come to be. */
  answers(id: string): number;
  /** Not answered, and in none of the three folders: a webapp forgets such a task. */
  readonly missed: readonly string[];
}

export function createWebapp(
  { tasks, exists }: Fixture,
  ids: readonly string[],
  patience: number,
): Webapp {
  const counts = new Map<string, number>();
  const ages = new Map<string, number>();
  const missed: string[] = [];
  const answers = (id: string) => counts.get(id) ?? 0;
  return {
    look() {
      // The disk is not mounted.
      if (!existsSync(tasks)) return;
      for (const id of ids) {
        const answer = `complete/${id}.json`;
        const age = exists(answer) ? (ages.get(id) ?? 0) : null;
        if (age === 0) counts.set(id, answers(id) + 1);
        if (age === null) ages.delete(id);
        else ages.set(id, age + 1);
        if (age !== null && age >= patience) {
          unlinkSync(join(tasks, answer));
          ages.delete(id);
        }
        const isKnown =
          answers(id) > 0 ||
          exists(`in_progress/${id}.json`) ||
          exists(`queued/${id}.json`);
        if (!isKnown) missed.push(id);
      }
    },
    answers,
    missed,
  };
}
