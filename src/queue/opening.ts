import type { Clock } from "../lib/clock.ts";
import { acquireLock } from "../lib/lock.ts";
import type { Problem } from "../state/problem.ts";
import type { RipTask, TaskId } from "../state/task.ts";
import type { Answering } from "./answering.ts";
import type { Debts } from "./debts.ts";
import type { FileOps } from "./file-ops.ts";
import { createLayout, type Layout } from "./layout.ts";
import type { Outbox } from "./outbox.ts";
import { prepareFolders } from "./prepare.ts";
import {
  type FinishedRip,
  recoverClaims,
  removeTemporaries,
} from "./recovery.ts";
import type { Sighting } from "./sighting.ts";
import { createTasksFolder, type TasksFolder } from "./tasks-folder.ts";
import { FolderGone, type Trouble } from "./trouble.ts";

export interface OpenRequest {
  readonly directory: string;
  /** The tasks folder is made only if this one exists. */
  readonly basedir: string;
  readonly maxAttempts: number;
  /** One line about this process, for the one who finds the folder locked. */
  readonly holder: string;
  /** Removes what a killed rip left beside its target; says so if that rip had been finished. Does not throw. */
  cleanUp(task: RipTask): Promise<FinishedRip | null>;
}

/** What outlives a single tasks folder. */
export interface QueueParts {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly debts: Debts;
  readonly outbox: Outbox;
  readonly answering: Answering;
  /** What this process works on, and where it was claimed. */
  readonly claimed: Map<TaskId, Layout>;
  /** Tasks folders that were there once: they are not made again. */
  readonly seen: Set<string>;
  onHint(): void;
}

/** A tasks folder that is locked, cleared up and watched. */
export interface OpenFolder {
  readonly kind: "opened";
  readonly folder: TasksFolder;
  readonly identity: string;
  readonly lock: HeldLock;
  /** Looks again at claims that may have been half-written; when to do so once more. */
  recheckClaims(): Promise<number | null>;
}

interface HeldLock {
  release(): Promise<void>;
}

type LockResult =
  | { readonly kind: "locked"; readonly lock: HeldLock }
  /** By another daemon; the text says which. */
  | { readonly kind: "held"; readonly problem: Problem }
  | Trouble;

/**
 * Lock first, recover after: or a second daemon would "recover" the task that the first one works on.
 * `previous` is over in any case; its lock is kept if the folder is still the same. Throws what the file system throws.
 */
export async function openFolder(
  parts: QueueParts,
  request: OpenRequest,
  previous: OpenFolder | null,
): Promise<OpenFolder | Exclude<LockResult, { kind: "locked" }>> {
  const layout = createLayout(request.directory);
  previous?.folder.close();
  const prepared = await prepare(parts, layout, request).catch(
    async (error: unknown) => {
      await previous?.lock.release();
      throw error;
    },
  );
  const locked = await lockFolder(layout, request.holder, {
    identity: prepared,
    previous,
  });
  if (locked.kind !== "locked") return locked;
  try {
    return await clearUp(parts, request, {
      layout,
      identity: prepared,
      lock: locked.lock,
    });
  } catch (error) {
    await locked.lock.release();
    throw error;
  }
}

/** The identity of the folder. */
async function prepare(
  { ops, seen }: QueueParts,
  layout: Layout,
  { basedir }: OpenRequest,
): Promise<string> {
  const { directory } = layout;
  await prepareFolders(ops, layout, { basedir, wasSeen: seen.has(directory) });
  const stat = await ops.stat(directory);
  if (stat === null) throw new FolderGone(`ENOENT: ${directory} vanished`);
  seen.add(directory);
  return stat.identity;
}

async function lockFolder(
  layout: Layout,
  holder: string,
  now: { readonly identity: string; readonly previous: OpenFolder | null },
): Promise<LockResult> {
  if (now.previous?.identity === now.identity) {
    return { kind: "locked", lock: now.previous.lock };
  }
  await now.previous?.lock.release();
  const attempt = await acquireLock(layout.lock, holder);
  switch (attempt.kind) {
    case "held":
      return { kind: "locked", lock: attempt };
    case "taken":
      return { kind: "held", problem: heldBy(layout, attempt.holder) };
    case "failed":
      return { kind: "unavailable", problem: noLock(layout, attempt.reason) };
  }
}

async function clearUp(
  parts: QueueParts,
  request: OpenRequest,
  locked: Pick<OpenFolder, "identity" | "lock"> & { readonly layout: Layout },
): Promise<OpenFolder> {
  const { ops, clock, answering, outbox, debts, onHint } = parts;
  const { layout, identity, lock } = locked;
  await outbox.load();
  await answering.retry(layout);
  await debts.pay(layout);
  const recheckClaims = createRecovery(parts, request, layout);
  await recheckClaims();
  await removeTemporaries(ops, layout);
  const folder = createTasksFolder({
    ops,
    clock,
    layout,
    identity,
    onHint,
    basedir: request.basedir,
  });
  await folder.watch();
  return { kind: "opened", folder, identity, lock, recheckClaims };
}

function createRecovery(
  parts: QueueParts,
  { maxAttempts, cleanUp }: OpenRequest,
  layout: Layout,
): () => Promise<number | null> {
  const { ops, clock, outbox, debts, claimed, answering } = parts;
  const { directory } = layout;
  const isHeld = (id: TaskId) =>
    claimed.get(id)?.directory === directory ||
    outbox.has(directory, id) ||
    debts.has(id, layout);
  const recovery = {
    ops,
    clock,
    layout,
    maxAttempts,
    cleanUp,
    isHeld,
    sightings: new Map<TaskId, Sighting>(),
    give: answering.giveLate,
  };
  let isDone = false;
  return async () => {
    if (isDone) return null;
    const wait = await recoverClaims(recovery);
    isDone = wait === null;
    return wait;
  };
}

function heldBy({ directory }: Layout, holder: string | null): Problem {
  return {
    key: "queue_held",
    text: `Another daemon (${holder ?? "which one is not known"}) works on the tasks folder ${directory}.`,
    hint: "Stop that one first, or give this one another webapp_basedir in its daemon.yaml.",
  };
}

function noLock({ directory }: Layout, reason: string): Problem {
  return {
    key: "queue_lock_failed",
    text: `The tasks folder ${directory} can not be locked (${reason}).`,
    hint: "Put it on a file system that can lock files and that this user may write to; it is tried again by itself.",
  };
}
