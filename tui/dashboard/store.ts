import type { LogEntry } from "./log-entry.ts";
import { changeUi, initialUi, type Ui, type UiChange } from "./ui.ts";
import type { Link } from "./view.ts";

/** What the frames are drawn from, and who wants to know when it changes. The only mutable thing of the dashboard. */
export interface Content {
  readonly link: Link;
  readonly now: number;
  readonly log: readonly LogEntry[];
  readonly ui: Ui;
}

export interface ContentStore {
  get(): Content;
  set(changes: Partial<Omit<Content, "ui">>): void;
  change(change: UiChange): void;
  /** Gives back a function that ends it. */
  subscribe(listener: () => void): () => void;
}

export function createContentStore(now: number): ContentStore {
  let content: Content = {
    link: { kind: "connecting" },
    now,
    log: [],
    ui: initialUi,
  };
  const listeners = new Set<() => void>();

  function update(next: Content): void {
    content = next;
    for (const listener of listeners) listener();
  }

  return {
    get: () => content,
    set: (changes) => update({ ...content, ...changes }),
    change(change) {
      const ui = changeUi(content.ui, change);
      if (ui !== content.ui) update({ ...content, ui });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
