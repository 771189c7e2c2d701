import type { TaskId } from "../state/task.ts";
import type { Sighting } from "./sighting.ts";
import type { TaskContent } from "./task-file.ts";

/**
 * What we believe about every id in `tasks.json`, `queued/` and `complete/`. All of it is a cache, the folders are the
 * truth: whatever is about to be claimed is looked at on disk again.
 *
 * Made for 100,000 ids (measured on Bun 1.4.5: as many look-ups in a Map or Set of strings take 30 to 40 ms). So the
 * order holds the slots themselves, and a new order finds nearly all of them by comparing it with the one before.
 */
export interface Slot {
  readonly id: TaskId;
  /** A name in `queued/`. */
  queued: boolean;
  /** A name in `complete/`: not claimed until the webapp has read that answer. */
  answered: boolean;
  /** `null`: to be read again. */
  look: Look | null;
  /** Outlives the look: a hint alone does not make a file younger. */
  sighting: Sighting | null;
  /** The last walk that came by: says duplicates in `tasks.json` once, and what is not listed any more. */
  walk: number;
}

/** What lay in `queued/` when it was last read. */
export type Look =
  | { readonly kind: "odd"; readonly mark: string }
  | {
      readonly kind: "file";
      readonly mark: string;
      readonly sighting: Sighting;
      readonly content: TaskContent;
    };

export interface Waiting {
  /** Listed and queued, not answered, not known to be somebody else's. */
  readonly count: number;
  /** The first of them. */
  readonly head: readonly Slot[];
  readonly answered: Answered;
  readonly misnamed: readonly Misnamed[];
}

/** A file in `queued/` that no id stands for, but one that is listed and has no file differs only in case or Unicode form. */
export interface Misnamed {
  readonly queued: TaskId;
  readonly listed: TaskId;
}

/** Listed and queued, but an answer to an earlier task of that id is still there. */
export interface Answered {
  readonly count: number;
  readonly first: TaskId | null;
}

export interface TaskIndex {
  setOrder(ids: readonly TaskId[]): void;
  setQueued(id: TaskId, isThere: boolean): void;
  setAnswered(id: TaskId, isThere: boolean): void;
  replaceQueued(ids: readonly TaskId[]): void;
  replaceAnswered(ids: readonly TaskId[]): void;
  slotOf(id: TaskId): Slot;
  waiting(limit: number): Waiting;
}

export function createTaskIndex(): TaskIndex {
  const slots = new Map<TaskId, Slot>();
  let order: readonly Slot[] = [];
  let walk = 0;

  function slotOf(id: TaskId): Slot {
    const known = slots.get(id);
    if (known) return known;
    const slot: Slot = {
      id,
      queued: false,
      answered: false,
      look: null,
      sighting: null,
      walk: 0,
    };
    slots.set(id, slot);
    return slot;
  }

  function sweep(): void {
    if (slots.size <= 2 * order.length + 1_000) return;
    const listed = new Set(order);
    for (const [id, slot] of slots) {
      const isUsed = slot.queued || slot.answered || listed.has(slot);
      if (!isUsed) slots.delete(id);
    }
  }

  /** After a walk: what it did not come by is queued and not listed. */
  function findMisnamed(missing: readonly TaskId[]): readonly Misnamed[] {
    const unlisted: TaskId[] = [];
    for (const slot of slots.values())
      if (slot.queued && slot.walk !== walk) unlisted.push(slot.id);
    if (unlisted.length === 0) return [];
    const meant = new Map(missing.map((id) => [fold(id), id]));
    return unlisted.flatMap((queued) => {
      const listed = meant.get(fold(queued));
      return listed === undefined ? [] : [{ queued, listed }];
    });
  }

  return {
    setOrder(ids) {
      order = resolveOrder(ids, order, slotOf);
      sweep();
    },
    setQueued(id, isThere) {
      const slot = slotOf(id);
      slot.queued = isThere;
      slot.look = null;
    },
    setAnswered(id, isThere) {
      slotOf(id).answered = isThere;
    },
    replaceQueued(ids) {
      for (const slot of slots.values()) slot.queued = false;
      for (const id of ids) slotOf(id).queued = true;
      for (const slot of slots.values()) if (!slot.queued) slot.look = null;
      sweep();
    },
    replaceAnswered(ids) {
      for (const slot of slots.values()) slot.answered = false;
      for (const id of ids) slotOf(id).answered = true;
      sweep();
    },
    slotOf,
    waiting(limit) {
      walk += 1;
      const head: Slot[] = [];
      let count = 0;
      let answered = 0;
      let first: TaskId | null = null;
      const missing: TaskId[] = [];
      for (const slot of order) {
        if (slot.walk === walk) continue;
        if (!slot.queued) {
          if (!slot.answered) missing.push(slot.id);
          continue;
        }
        slot.walk = walk;
        if (isForeign(slot.look)) continue;
        if (slot.answered) {
          first ??= slot.id;
          answered += 1;
          continue;
        }
        count += 1;
        if (head.length < limit) head.push(slot);
      }
      const misnamed = missing.length === 0 ? [] : findMisnamed(missing);
      return { count, head, answered: { count: answered, first }, misnamed };
    },
  };
}

/** The same for names that some file systems take for one: `Film` and `film`, é as one character and as two. */
function fold(id: TaskId): string {
  return id.normalize("NFC").toLowerCase();
}

function isForeign(look: Look | null): boolean {
  return look?.kind === "file" && look.content.kind === "foreign";
}

/** One more, one less or one moved is the usual change: then the next slot is the old order's next or the one after. */
function resolveOrder(
  ids: readonly TaskId[],
  previous: readonly Slot[],
  slotOf: (id: TaskId) => Slot,
): readonly Slot[] {
  let next = 0;
  return ids.map((id) => {
    if (previous[next]?.id !== id && previous[next + 1]?.id === id) next += 1;
    const slot = previous[next];
    if (slot?.id !== id) return slotOf(id);
    next += 1;
    return slot;
  });
}
