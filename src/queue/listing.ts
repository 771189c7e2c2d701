import type { Problem } from "../state/problem.ts";
import type { QueueEntry } from "../state/state.ts";
import type { FileStat } from "./file-ops.ts";
import { fileOf } from "./layout.ts";
import { soonest } from "./hints.ts";
import { readTaskFile, settle, type TaskFileSource } from "./task-file.ts";
import type {
  Answered,
  Look,
  Misnamed,
  Slot,
  TaskIndex,
} from "./task-index.ts";

/** The next tasks, looked at on disk. */
export interface Selection {
  readonly depth: number;
  readonly upcoming: readonly QueueEntry[];
  readonly problems: readonly Problem[];
  /** When to look again: a file may be half-written, or there are more to go through. */
  readonly lookAgainInMs: number | null;
}

const UPCOMING = 20;
/** So many files at most are read for one listing; the others count as ours until the next. */
const MAX_LOOKS = 256;

/** Walks the webapp's order over what is believed to be there, and verifies the first of them. */
export async function selectUpcoming(
  source: TaskFileSource,
  index: TaskIndex,
): Promise<Selection> {
  const { count, head, answered, misnamed } = index.waiting(MAX_LOOKS);
  const upcoming: QueueEntry[] = [];
  const odd: Slot[] = [];
  const waits: number[] = [];
  let depth = count;
  let isThinned = false;
  for (let at = 0; at < head.length && upcoming.length < UPCOMING;) {
    const batch = head.slice(at, at + UPCOMING);
    at += batch.length;
    await Promise.all(batch.map((slot) => lookAt(source, slot)));
    for (const slot of batch) {
      const entry = toEntry(slot, source);
      if (entry.kind === "notYet") waits.push(entry.lookAgainInMs);
      if (entry.kind === "odd") odd.push(slot);
      if (entry.kind === "foreign" || entry.kind === "gone") isThinned = true;
      if (entry.kind !== "task" && entry.kind !== "invalid") depth -= 1;
      else if (upcoming.length < UPCOMING) upcoming.push(entry);
    }
  }
  const hasMore = isThinned && upcoming.length === 0 && depth > 0;
  if (hasMore) waits.push(0);
  return {
    depth,
    upcoming,
    problems: [
      ...oddProblems(source.folder, odd),
      ...unreadProblems(answered),
      ...misnamedProblems(misnamed),
    ],
    lookAgainInMs: soonest(waits),
  };
}

/** What lies there now. Reads the file again only if it changed since the last look. */
export async function lookAt(
  source: TaskFileSource,
  slot: Slot,
): Promise<Look | null> {
  const stat = await source.ops.lstat(fileOf(source.folder, slot.id));
  if (stat === null || slot.look?.mark !== stat.mark) {
    slot.look = stat && (await readLook(source, slot, stat));
  }
  slot.queued = slot.look !== null;
  return slot.look;
}

async function readLook(
  source: TaskFileSource,
  slot: Slot,
  { kind, mark }: FileStat,
): Promise<Look | null> {
  if (kind !== "file") return { kind: "odd", mark };
  const file = await readTaskFile(source, slot.id, slot.sighting);
  if (file.kind === "absent") return null;
  if (file.kind === "odd") return { kind: "odd", mark };
  const { sighting, content } = file;
  slot.sighting = sighting;
  return { kind: "file", mark, sighting, content };
}

type Entry =
  | QueueEntry
  | { readonly kind: "gone" | "odd" | "foreign" }
  | { readonly kind: "notYet"; readonly lookAgainInMs: number };

function toEntry({ id, look }: Slot, { clock }: TaskFileSource): Entry {
  if (look === null) return { kind: "gone" };
  if (look.kind === "odd") return { kind: "odd" };
  const settled = settle(look.content, look.sighting, clock);
  switch (settled.kind) {
    case "task":
      return { kind: "task", task: settled.task };
    case "invalid":
      return { kind: "invalid", id, detail: settled.detail };
    case "foreign":
      return { kind: "foreign" };
    case "notYet":
      return settled;
  }
}

function oddProblems(folder: string, odd: readonly Slot[]): readonly Problem[] {
  const first = odd[0];
  if (!first) return [];
  const path = fileOf(folder, first.id);
  return [
    {
      key: "odd_task_file",
      text:
        odd.length === 1
          ? `${path} is no plain file and is left alone.`
          : `${path} and ${odd.length - 1} more in the queue are no plain files and are left alone.`,
      hint: "Remove it, or put the task there as a file.",
    },
  ];
}

function unreadProblems({ count, first }: Answered): readonly Problem[] {
  if (first === null) return [];
  return [
    {
      key: "answer_unread",
      text:
        count === 1
          ? `1 task waits because its earlier answer in complete/ was not read yet: ${first}.`
          : `${count} tasks wait because their earlier answers in complete/ were not read yet: first ${first}.`,
      hint: `The webapp removes the answers it has read; to run the task again without that, delete complete/${first}.json.`,
    },
  ];
}

function misnamedProblems(misnamed: readonly Misnamed[]): readonly Problem[] {
  const [first, ...more] = misnamed;
  if (!first) return [];
  const others = more.length === 0 ? "" : ` (and ${more.length} more like it)`;
  return [
    {
      key: "task_misnamed",
      text: `queued/${first.queued}.json waits${others}: tasks.json does not name it, but ${first.listed}, which differs in upper and lower case or in how its accents are stored.`,
      hint: "Give both the same name. A disk that changes names needs ids in lower case without accents.",
    },
  ];
}
