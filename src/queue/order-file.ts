import type { Clock } from "../lib/clock.ts";
import type { Problem } from "../state/problem.ts";
import type { TaskId } from "../state/task.ts";
import { decodeTaskOrder } from "../wire/task-order.ts";
import type { FileContent, FileOps } from "./file-ops.ts";
import { settlesInMs, sight, type Sighting } from "./sighting.ts";

/** `tasks.json`, parsed only when it changed. What can not be read changes nothing: the last good order stays. */
export interface OrderFile {
  read(): Promise<OrderReading>;
}

export interface OrderReading {
  /** `null`: as before. */
  readonly ids: readonly TaskId[] | null;
  readonly problems: readonly Problem[];
  /** It may be half-written: look again then. */
  readonly lookAgainInMs: number | null;
}

const MAX_BYTES = 64 * 1024 * 1024;

export function createOrderFile(options: {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly path: string;
}): OrderFile {
  const { ops, clock, path } = options;
  let sighting: Sighting | null = null;
  /** What this very mark was found to mean; it needs no second reading. */
  let known: { readonly mark: string; readonly reading: OrderReading } | null =
    null;
  let lastGood: {
    readonly hash: number | bigint;
    readonly skipped: number;
  } | null = null;

  function decode(content: FileContent): OrderReading | string {
    if (content.kind === "absent") {
      // A new tasks folder has none yet.
      return lastGood === null ? reading({}) : "it is gone";
    }
    if (content.kind === "unusable") return content.reason;
    const hash = Bun.hash(content.text);
    if (hash === lastGood?.hash) {
      return reading({ problems: skippedProblems(path, lastGood.skipped) });
    }
    const order = decodeTaskOrder(content.text);
    if (order.kind === "unreadable") return order.detail;
    lastGood = { hash, skipped: order.skipped };
    const problems = skippedProblems(path, order.skipped);
    return reading({ ids: order.ids, problems });
  }

  return {
    async read() {
      const stat = await ops.lstat(path);
      if (stat !== null && stat.mark === known?.mark) return known.reading;
      const content: FileContent =
        stat === null ? { kind: "absent" } : await ops.read(path, MAX_BYTES);
      const absent = { kind: "other", mark: "absent", identity: "" } as const;
      const seen = content.kind === "text" ? content.stat : stat;
      sighting = sight(
        sighting,
        seen ?? { ...absent, mtimeMs: clock.now() },
        clock,
      );
      const decoded = decode(content);
      const wait = settlesInMs(sighting, clock);
      const isReadable = typeof decoded !== "string";
      if (!isReadable && wait > 0) return reading({ lookAgainInMs: wait });
      const result = isReadable
        ? decoded
        : reading({ problems: [unreadable(path, decoded)] });
      // A change in the same tick of the file system's clock would not show in the mark.
      const isFinal = wait === 0 && seen !== null;
      known = isFinal
        ? { mark: seen.mark, reading: { ...result, ids: null } }
        : null;
      return result;
    },
  };
}

function reading(part: Partial<OrderReading>): OrderReading {
  return { ids: null, problems: [], lookAgainInMs: null, ...part };
}

function skippedProblems(path: string, skipped: number): readonly Problem[] {
  if (skipped === 0) return [];
  return [
    {
      key: "task_ids_skipped",
      text: `${skipped} ${skipped === 1 ? "entry" : "entries"} of ${path} can not be the name of a task and ${skipped === 1 ? "is" : "are"} skipped.`,
      hint: 'Task ids are plain file names of at most 200 bytes, without "/", "\\" and control characters, and do not begin with a dot.',
    },
  ];
}

function unreadable(path: string, detail: string): Problem {
  return {
    key: "tasks_json_unreadable",
    text: `${path} can not be understood: ${detail}. The last good order is kept.`,
    hint: "Let the webapp write it again, or make it a JSON array of task ids.",
  };
}
