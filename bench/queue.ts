import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../src/lib/clock.ts";
import { createQueue, type Queue } from "../src/queue/queue.ts";
import type { QueueListing } from "../src/state/state.ts";
import type { TaskId } from "../src/state/task.ts";
import type { Row } from "./row.ts";

const IDS = 100_000;
const FEW = 40;
const TURNS = 15;
const SETTLE_MS = 2_500;

/** A look at a tasks folder with very many tasks, and at one where nearly all ids of `tasks.json` have no file any more. */
export async function benchQueue(): Promise<Row[]> {
  const many = await looks(ids(IDS), ids(IDS));
  const stale = await looks(ids(IDS), ids(IDS).slice(-FEW));
  const row = (what: string, samples: readonly number[], target: number) => ({
    what,
    unit: "ms" as const,
    samples,
    target,
    note: "",
  });
  return [
    row(`next task among ${IDS} queued`, many.next, 50),
    row("… looked at again on a heartbeat, nothing new", many.idle, 50),
    row("… after the webapp wrote tasks.json again", many.reordered, 50),
    row(`next task with ${IDS} ids, ${FEW} of them queued`, stale.next, 50),
    row("… looked at again on a heartbeat, nothing new", stale.idle, 50),
    row("… after the webapp wrote tasks.json again", stale.reordered, 50),
  ];
}

interface Looks {
  readonly next: readonly number[];
  readonly idle: readonly number[];
  readonly reordered: readonly number[];
}

async function looks(
  order: readonly TaskId[],
  queued: readonly TaskId[],
): Promise<Looks> {
  const root = mkdtempSync(join(tmpdir(), "amphigory-bench-"));
  const directory = join(root, "tasks");
  fill(directory, order, queued);
  const outboxDir = join(root, "outbox");
  const queue = createQueue({ clock: systemClock, outboxDir, onHint() {} });
  try {
    await queue.open({
      directory,
      basedir: root,
      maxAttempts: 3,
      holder: "the bench",
      cleanUp: () => Promise.resolve(null),
    });
    let first = firstOf(await listing(queue));
    await settle(queue);
    const next = await sample(
      async () => {
        await finish(queue, first);
      },
      async () => {
        first = firstOf(await listing(queue));
      },
    );
    await settle(queue);
    const idle = await sample(
      () => Bun.sleep(1),
      () => listing(queue),
    );
    const reordered = await sample(
      () => writeOrder(directory, order),
      () => listing(queue),
    );
    return { next, idle, reordered };
  } finally {
    await queue.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function ids(count: number): readonly TaskId[] {
  return Array.from(
    { length: count },
    (_, number) => `20251221-143052-${String(number).padStart(6, "0")}`,
  );
}

function fill(
  directory: string,
  order: readonly TaskId[],
  queued: readonly TaskId[],
): void {
  for (const folder of ["queued", "in_progress", "complete"]) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  for (const id of queued) {
    const text = JSON.stringify({ id, type: "scan" });
    writeFileSync(join(directory, "queued", `${id}.json`), text);
  }
  writeOrder(directory, order);
}

function writeOrder(directory: string, order: readonly TaskId[]): void {
  writeFileSync(join(directory, "tasks.json"), JSON.stringify(order));
}

/** The time of `timed` alone, each after its `prepare`. */
async function sample(
  prepare: () => void | Promise<void>,
  timed: () => Promise<unknown>,
): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await prepare();
    const started = performance.now();
    await timed();
    samples.push(performance.now() - started);
  }
  return samples;
}

/** Files are read again until they are older than the file system's clock is coarse. */
async function settle(queue: Queue): Promise<void> {
  await Bun.sleep(SETTLE_MS);
  await listing(queue);
}

/** What the daemon does on a heartbeat and after every task. */
async function listing(queue: Queue): Promise<QueueListing> {
  const read = await queue.read({ resync: true });
  if (read.kind === "read") return read.listing;
  throw new Error(read.problem.text);
}

function firstOf({ upcoming }: QueueListing): TaskId {
  const entry = upcoming[0];
  if (entry?.kind !== "task") throw new Error("no task is listed");
  return entry.task.id;
}

async function finish(queue: Queue, id: TaskId): Promise<void> {
  const claim = await queue.claim(id);
  if (claim.kind !== "claimed") throw new Error(`${id}: ${claim.kind}`);
  const now = systemClock.now();
  await queue.complete({
    taskId: id,
    kind: "scan",
    startedAt: now,
    completedAt: now,
    source: null,
    outcome: {
      kind: "failed",
      failure: { code: "UNKNOWN", message: "A bench.", detail: "" },
    },
  });
}
