import { chmodSync } from "node:fs";
import { join } from "node:path";
import { examine, type Fault, figuresOf, isSuccess } from "./fault.ts";
import { type Lab, openLab } from "./lab.ts";
import { ids, rip } from "./orders.ts";
import { needsPermissions, withoutPrivilege } from "./mounts.ts";

/** Folders that may not be read or written for a while. */

/** A folder that refuses for a while, and what a person is told meanwhile. */
interface Refusal {
  readonly name: string;
  readonly folder: (lab: Lab) => string;
  readonly mode: number;
  /** Tasks are answered with a failure, not held until it is right again. */
  readonly answers?: boolean;
}

const REFUSALS: readonly Refusal[] = [
  { name: "tasks", folder: ({ tasks }) => tasks, mode: 0o000 },
  { name: "tasks-ro", folder: ({ tasks }) => tasks, mode: 0o500 },
  { name: "queued", folder: ({ tasks }) => join(tasks, "queued"), mode: 0o000 },
  {
    name: "queued-ro",
    folder: ({ tasks }) => join(tasks, "queued"),
    mode: 0o500,
  },
  {
    name: "in_progress",
    folder: ({ tasks }) => join(tasks, "in_progress"),
    mode: 0o500,
  },
  {
    name: "complete",
    folder: ({ tasks }) => join(tasks, "complete"),
    mode: 0o500,
  },
  {
    name: "target",
    folder: ({ target }) => target,
    mode: 0o500,
    answers: true,
  },
  { name: "basedir", folder: ({ basedir }) => basedir, mode: 0o000 },
];

const permissions: Fault = {
  what: "Folders may not be read or written for a while: tasks, queued, in_progress, complete, target, the webapp's folder",
  obstacle: needsPermissions,
  async run(form) {
    const refusals =
      form === "short"
        ? REFUSALS.filter(({ name }) => /tasks-ro|complete|target/.test(name))
        : REFUSALS;
    const attempts: (string | null)[] = [];
    let figures = "";
    for (const refusal of refusals) {
      await using lab = await openLab();
      const wrong = await refuse(lab, refusal);
      attempts.push(wrong === null ? null : `${refusal.name}: ${wrong}`);
      figures = figuresOf(lab, "storage_refused") || figures;
    }
    return { attempts, figures };
  },
};

async function refuse(lab: Lab, refusal: Refusal): Promise<string | null> {
  const folder = refusal.folder(lab);
  await lab.start({ prefix: withoutPrivilege() });
  await lab.until("an open queue", ({ queue }) => queue.kind === "open");
  const tasks = ids(refusal.name, 2);
  chmodSync(folder, refusal.mode);
  try {
    // We are root, perhaps, and write all the same; or the webapp can not, either, and wrote before.
    await lab.queue(...tasks.map((id) => rip(id))).catch(async () => {
      chmodSync(folder, 0o755);
      await lab.queue(...tasks.map((id) => rip(id)));
      chmodSync(folder, refusal.mode);
    });
    await Bun.sleep(1500);
  } finally {
    chmodSync(folder, 0o755);
  }
  await lab.answered(tasks);
  const isRight = refusal.answers ? () => true : isSuccess;
  return examine(lab, { ids: tasks, isRight });
}

export const permissionFaults: readonly Fault[] = [permissions];
