import type { Clock } from "../lib/clock.ts";
import type { Delivered } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import type { TaskResponse } from "../state/response.ts";
import type { QueueListing } from "../state/state.ts";
import type { TaskId } from "../state/task.ts";
import { createAnswering, type Completed } from "./answering.ts";
import { claimTask, type ClaimResult } from "./claims.ts";
import { createDebts } from "./debts.ts";
import { nodeFileOps, type FileOps } from "./file-ops.ts";
import { createHints, soonest } from "./hints.ts";
import type { Layout } from "./layout.ts";
import {
  openFolder,
  type OpenFolder,
  type OpenRequest,
  type QueueParts,
} from "./opening.ts";
import { createOutbox } from "./outbox.ts";
import { createSerial } from "./serial.ts";
import { withTrouble, type Trouble } from "./trouble.ts";

export type { Completed, OpenRequest };

/**
 * The file-based task queue. Three folders are three states, a rename is the step from one to the next, and every
 * crash between two steps is a row in recover.ts. The methods run one after another in the order of the calls; what
 * can be expected to fail comes back as data.
 */
export interface Queue {
  /** The tasks folder that is open. */
  directory(): string | null;
  /** Locks the folder, delivers answers that were kept, clears up after a crash, and begins to watch. */
  open(request: OpenRequest): Promise<Opened>;
  /** `resync`: on heartbeats and after a task, to catch what the watch missed. */
  read(how?: { readonly resync: boolean }): Promise<QueueReading>;
  claim(id: TaskId): Promise<Claim>;
  /** Back to `queued/`, the attempt not counted. If the folder is away, it is made up for when it is back. */
  requeue(id: TaskId): Promise<Requeued>;
  complete(response: TaskResponse): Promise<Completed>;
  setPaused(isPaused: boolean): Promise<PauseMarked>;
  /** Lets go of the folder. What was claimed stays in `in_progress/`. */
  close(): Promise<void>;
}

export type Opened =
  | { readonly kind: "opened"; readonly delivered: readonly Delivered[] }
  /** By another daemon; the text says which. */
  | { readonly kind: "held"; readonly problem: Problem }
  | Trouble;

export type QueueReading =
  | {
      readonly kind: "read";
      readonly directory: string;
      readonly listing: QueueListing;
      /** Answers that had been kept and have reached `complete/` since the last look. */
      readonly delivered: readonly Delivered[];
    }
  | Trouble;

export type Claim = ClaimResult | Trouble;
export type Requeued = { readonly kind: "requeued" } | Trouble;
export type PauseMarked = { readonly kind: "set" } | Trouble;

export interface QueueOptions {
  readonly clock: Clock;
  /** Our own folder for answers that can not be delivered yet. */
  readonly outboxDir: string;
  /** Look again. Not told a second time before a read has begun. */
  onHint(): void;
  /** The disk; only tests hand in another. */
  readonly ops?: FileOps;
}

export function createQueue(options: QueueOptions): Queue {
  const { clock, outboxDir, ops = nodeFileOps } = options;
  const inTurn = createSerial();
  const hints = createHints(clock, options.onHint);
  const outbox = createOutbox(ops, outboxDir);
  const parts: QueueParts = {
    ops,
    clock,
    outbox,
    debts: createDebts({ ops, clock }),
    answering: createAnswering(ops, outbox),
    claimed: new Map<TaskId, Layout>(),
    seen: new Set<string>(),
    onHint: hints.raise,
  };
  let current: OpenFolder | null = null;
  let lastLayout: Layout | null = null;

  function withFolder<T>(
    run: (folder: OpenFolder) => Promise<T>,
  ): Promise<T | Trouble> {
    return inTurn(async () => {
      const open = current;
      if (open === null) return NOT_OPEN;
      return withTrouble(open.folder.layout.directory, () => run(open));
    });
  }

  async function open(request: OpenRequest): Promise<Opened> {
    const previous = current;
    current = null;
    const opened = await withTrouble(request.directory, () =>
      openFolder(parts, request, previous),
    );
    if (opened.kind !== "opened") return opened;
    current = opened;
    lastLayout = opened.folder.layout;
    return { kind: "opened", delivered: parts.answering.takeDelivered() };
  }

  async function read(
    { folder, recheckClaims }: OpenFolder,
    resync: boolean,
  ): Promise<QueueReading> {
    hints.begin();
    const { directory } = folder.layout;
    const { debts, answering } = parts;
    // What is left over from before must not keep the rest of the queue from being seen.
    const leftover = await withTrouble(directory, async () => {
      await debts.pay(folder.layout);
      return answering.retry(folder.layout);
    });
    const recheckInMs = await recheckClaims();
    const answered = outbox.pending(directory).map((answer) => answer.taskId);
    const { listing, lookAgainInMs } = await folder.read({ resync, answered });
    hints.schedule(soonest([recheckInMs, lookAgainInMs]));
    const problems = leftover ? [leftover.problem] : [];
    return {
      kind: "read",
      directory,
      listing: { ...listing, problems: [...problems, ...listing.problems] },
      delivered: answering.takeDelivered(),
    };
  }

  async function claim({ folder }: OpenFolder, id: TaskId): Promise<Claim> {
    const { layout } = folder;
    const isOurs = parts.claimed.has(id) || outbox.has(layout.directory, id);
    if (isOurs) return { kind: "gone" };
    const { look } = folder;
    const source = { ops, clock, layout, debts: parts.debts, look };
    folder.moved(id);
    const result = await claimTask(source, id);
    if (result.kind === "gone") folder.refused(id);
    else parts.claimed.set(id, layout);
    return result;
  }

  async function requeue(id: TaskId): Promise<Requeued> {
    const layout = layoutOf(id);
    if (layout === null) return NOT_OPEN;
    parts.claimed.delete(id);
    current?.folder.moved(id);
    parts.debts.add(id, layout, { uncount: true });
    return withTrouble(layout.directory, async () => {
      await parts.debts.pay(layout);
      return { kind: "requeued" };
    });
  }

  async function complete(response: TaskResponse): Promise<Completed> {
    const layout = layoutOf(response.taskId);
    if (layout === null) throw new Error("complete() before open()");
    current?.folder.moved(response.taskId);
    const completed = await parts.answering.give(response, layout);
    parts.claimed.delete(response.taskId);
    return completed;
  }

  /** Where a task was claimed: that need not be the folder that is open now. */
  function layoutOf(id: TaskId): Layout | null {
    return parts.claimed.get(id) ?? current?.folder.layout ?? lastLayout;
  }

  return {
    directory: () => current?.folder.layout.directory ?? null,
    open: (request) => inTurn(() => open(request)),
    read: (how = { resync: false }) =>
      withFolder((folder) => read(folder, how.resync)),
    claim: (id) => withFolder((folder) => claim(folder, id)),
    requeue: (id) => inTurn(() => requeue(id)),
    complete: (response) => inTurn(() => complete(response)),
    setPaused: (isPaused) =>
      withFolder(async ({ folder }) => {
        await folder.setPaused(isPaused);
        return { kind: "set" };
      }),
    close: () =>
      inTurn(async () => {
        hints.schedule(null);
        current?.folder.close();
        await current?.lock.release();
        current = null;
      }),
  };
}

const NOT_OPEN: Trouble = {
  kind: "unavailable",
  problem: {
    key: "queue_not_open",
    text: "The tasks folder is not open.",
    hint: "It is tried again by itself; the reason was told when it was tried last.",
  },
};
