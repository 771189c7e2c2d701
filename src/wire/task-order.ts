import type { TaskId } from "../state/task.ts";
import { isTaskId } from "./task.ts";

/** `tasks.json`: the webapp's order. */
export type DecodedOrder =
  | {
      readonly kind: "order";
      readonly ids: readonly TaskId[];
      /** Entries that can not be a task id. */
      readonly skipped: number;
    }
  /** Half-written or broken. An empty file is no empty order: the webapp truncates before it writes. */
  | { readonly kind: "unreadable"; readonly detail: string };

export function decodeTaskOrder(text: string): DecodedOrder {
  if (text.trim() === "") {
    return { kind: "unreadable", detail: "it is empty" };
  }
  const json = parse(text);
  if (json instanceof Error) {
    return { kind: "unreadable", detail: `it is not JSON: ${json.message}` };
  }
  if (!Array.isArray(json)) {
    return { kind: "unreadable", detail: "it is not an array of task ids" };
  }
  const ids = json.filter(isTaskId);
  return { kind: "order", ids, skipped: json.length - ids.length };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
