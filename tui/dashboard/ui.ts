import type { TaskId } from "../../src/state/task.ts";
import type { Action } from "./action.ts";
import type { Tone } from "./palette.ts";

/** What a person has done to the view: where they look, what they are asked. Nothing of the daemon is in here. */
export interface Ui {
  readonly focus: PanelId;
  /** The panel in focus has the whole window. */
  readonly enlarged: boolean;
  /** The first line that is shown; for the log how many lines are left out at its end. */
  readonly scroll: Readonly<Record<PanelId, number>>;
  readonly overlay: Overlay | null;
  readonly question: Question | null;
  readonly notice: Notice | null;
  /** This dashboard started the daemon, so that it asks what to do with it when it leaves. */
  readonly startedHere: boolean;
}

/** In the order that Tab moves in. */
export const PANELS = [
  "tracks",
  "queue",
  "recent",
  "connections",
  "log",
] as const;

export type PanelId = (typeof PANELS)[number];

export interface Overlay {
  readonly kind: "help" | "attention";
  readonly scroll: number;
}

export interface Question {
  readonly text: string;
  /** The task that it would hit; when that has ended by itself, the question means nothing any more. */
  readonly about?: TaskId;
  /** Escape always means: nothing. */
  readonly options: readonly Option[];
}

export interface Option {
  readonly key: string;
  readonly label: string;
  readonly action: Action;
}

/** A sentence that goes away by itself. */
export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  readonly until: number;
}

export type UiChange =
  | { readonly type: "focusMoved"; readonly by: 1 | -1 }
  | { readonly type: "enlargedToggled" }
  /** `limit`: the furthest that there is something to see. */
  | { readonly type: "scrolled"; readonly by: number; readonly limit: number }
  | { readonly type: "overlayToggled"; readonly kind: Overlay["kind"] }
  | { readonly type: "asked"; readonly question: Question }
  /** Escape, and the answer to a question: what lies on top is gone. */
  | { readonly type: "dismissed" }
  | { readonly type: "noticed"; readonly notice: Notice }
  /** The task that runs now. */
  | { readonly type: "runSeen"; readonly taskId: TaskId | null }
  | { readonly type: "timePassed"; readonly now: number }
  | { readonly type: "daemonStarted" };

export const initialUi: Ui = {
  focus: "queue",
  enlarged: false,
  scroll: { tracks: 0, queue: 0, recent: 0, connections: 0, log: 0 },
  overlay: null,
  question: null,
  notice: null,
  startedHere: false,
};

/** Pure; gives the same object where nothing changes. */
export function changeUi(ui: Ui, change: UiChange): Ui {
  switch (change.type) {
    case "focusMoved":
      return { ...ui, focus: neighbour(ui.focus, change.by) };
    case "enlargedToggled":
      return { ...ui, enlarged: !ui.enlarged };
    case "scrolled":
      return scrolled(ui, change);
    case "overlayToggled": {
      const isOpen = ui.overlay?.kind === change.kind;
      const overlay = isOpen ? null : { kind: change.kind, scroll: 0 };
      return { ...ui, overlay };
    }
    case "asked":
      return { ...ui, question: change.question, notice: null };
    case "dismissed":
      return dismissed(ui);
    case "noticed":
      return { ...ui, notice: change.notice };
    case "runSeen":
      return ui.question?.about && ui.question.about !== change.taskId
        ? { ...ui, question: null }
        : ui;
    case "timePassed":
      return ui.notice !== null && ui.notice.until <= change.now
        ? { ...ui, notice: null }
        : ui;
    case "daemonStarted":
      return { ...ui, startedHere: true };
  }
}

type Scrolled = Extract<UiChange, { type: "scrolled" }>;

function scrolled(ui: Ui, { by, limit }: Scrolled): Ui {
  const from = ui.overlay ? ui.overlay.scroll : ui.scroll[ui.focus];
  // What was scrolled to may have become shorter since.
  const to = Math.max(0, Math.min(limit, Math.min(from, limit) + by));
  if (ui.overlay) return { ...ui, overlay: { ...ui.overlay, scroll: to } };
  return { ...ui, scroll: { ...ui.scroll, [ui.focus]: to } };
}

/** One layer at a time. */
function dismissed(ui: Ui): Ui {
  if (ui.question) return { ...ui, question: null };
  if (ui.overlay) return { ...ui, overlay: null };
  if (ui.notice) return { ...ui, notice: null };
  return { ...ui, enlarged: false };
}

function neighbour(panel: PanelId, by: 1 | -1): PanelId {
  const at = PANELS.indexOf(panel) + by + PANELS.length;
  return PANELS[at % PANELS.length] ?? panel;
}
