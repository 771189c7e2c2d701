import { currentTaskId } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { taskToStop } from "../end-daemon.ts";
import type { Action, Page } from "./action.ts";
import { askEnd, askLeave, askPauseNow, askRestart } from "./questions.ts";
import type { Link } from "./view.ts";
import type { PanelId, Ui, UiChange } from "./ui.ts";

/** Every key there is. Footer, help and what happens are drawn from this one table. */
export interface KeyBinding {
  /** As `keyNameOf` names them; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** For the footer. */
  readonly label: string;
  /** For the footer of a narrow window, where it is another one. */
  readonly short?: string;
  /** For the help: what it does, as a sentence without a full stop. */
  readonly help: string;
  readonly group: Group;
  /** Whether it means something now. */
  readonly isOn: (context: KeyContext) => boolean;
  readonly action: (context: KeyContext) => Action;
  /** Its place in the footer, the smallest first; `null`: in the help only. */
  readonly rank: number | null;
}

/** In the order of the help. */
export const GROUPS = [
  "The queue",
  "The disc",
  "Pages",
  "Looking",
  "The daemon",
] as const;

export type Group = (typeof GROUPS)[number];

export interface KeyContext {
  readonly state: DaemonState | null;
  readonly link: Link["kind"];
  readonly ui: Ui;
  /** How far the panel or overlay in focus can be scrolled, and how many lines of it are seen. */
  readonly extent: { readonly limit: number; readonly page: number };
}

export const KEYS: readonly KeyBinding[] = [
  {
    keys: ["a"],
    label: "seen it",
    short: "seen",
    help: "Acknowledge failed tasks",
    group: "The queue",
    isOn: ({ state }) =>
      state?.recent.some((one) => !one.acknowledged) ?? false,
    action: () => command("acknowledge"),
    rank: 0,
  },
  {
    keys: ["s"],
    label: "start",
    help: "Start the daemon in the background",
    group: "The daemon",
    isOn: ({ link }) => link === "notRunning",
    action: () => ({ kind: "startDaemon" }),
    rank: 1,
  },
  {
    keys: ["p"],
    label: "pause after track",
    short: "pause",
    help: "Finish the running task, then begin nothing more",
    group: "The queue",
    isOn: ({ state }) => state !== null && !state.pause.paused,
    action: ({ state }) => command("pause", pauseText(state)),
    rank: 2,
  },
  {
    keys: ["r"],
    label: "resume",
    help: "Go on after a pause",
    group: "The queue",
    isOn: ({ state }) => state?.pause.paused ?? false,
    action: () => command("resume", "The queue goes on."),
    rank: 2,
  },
  {
    keys: ["P"],
    label: "pause now",
    short: "now",
    help: "Stop the running task and pause (asks)",
    group: "The queue",
    isOn: ({ state }) => state !== null && taskToStop(state) !== null,
    action: ({ state }) => ask(askPauseNow(state)),
    rank: 4,
  },
  {
    keys: ["e"],
    label: "eject",
    help: "Open the drive, when nothing is at work in it",
    group: "The disc",
    isOn: ({ state }) => state !== null && canEject(state),
    action: () => command("eject"),
    rank: 6,
  },
  {
    keys: ["w"],
    label: "webapp",
    help: "Open the webapp in the browser",
    group: "Pages",
    isOn: hasSettings,
    action: () => open("webapp"),
    rank: 5,
  },
  {
    keys: ["h"],
    label: "wiki",
    help: "Open help and documentation in the browser",
    group: "Pages",
    isOn: hasSettings,
    action: () => open("help"),
    rank: 9,
  },
  {
    keys: [","],
    label: "preferences",
    help: "Open the webapp's settings in the browser",
    group: "Pages",
    isOn: hasSettings,
    action: () => open("preferences"),
    rank: 10,
  },
  {
    keys: ["tab", "right", "l"],
    label: "next panel",
    help: "The next panel",
    group: "Looking",
    isOn: isPanelled,
    action: () => change({ type: "focusMoved", by: 1 }),
    rank: 11,
  },
  {
    keys: ["shift+tab", "left"],
    label: "previous panel",
    help: "The panel before",
    group: "Looking",
    isOn: isPanelled,
    action: () => change({ type: "focusMoved", by: -1 }),
    rank: null,
  },
  {
    keys: ["up", "k"],
    label: "up",
    help: "One line up",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, -1),
    rank: null,
  },
  {
    keys: ["down", "j"],
    label: "down",
    help: "One line down",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, 1),
    rank: null,
  },
  {
    keys: ["pageup"],
    label: "page up",
    help: "A page up",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, -context.extent.page),
    rank: null,
  },
  {
    keys: ["pagedown", "space"],
    label: "page down",
    help: "A page down",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, context.extent.page),
    rank: null,
  },
  {
    keys: ["home", "g"],
    label: "start",
    help: "The first line",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, -Infinity),
    rank: null,
  },
  {
    keys: ["end", "G"],
    label: "end",
    help: "The last line",
    group: "Looking",
    isOn: () => true,
    action: (context) => scroll(context, Infinity),
    rank: null,
  },
  {
    keys: ["enter"],
    label: "back",
    help: "All panels again",
    group: "Looking",
    isOn: (context) => isPanelled(context) && context.ui.enlarged,
    action: () => change({ type: "enlargedToggled" }),
    rank: 1,
  },
  {
    keys: ["enter"],
    label: "enlarge",
    help: "Give the panel the whole window",
    group: "Looking",
    isOn: (context) => isPanelled(context) && !context.ui.enlarged,
    action: () => change({ type: "enlargedToggled" }),
    rank: 12,
  },
  {
    keys: ["!"],
    label: "attention",
    help: "Everything that needs attention, in full",
    group: "Looking",
    isOn: ({ state }) => state !== null,
    action: () => change({ type: "overlayToggled", kind: "attention" }),
    rank: null,
  },
  {
    keys: ["?"],
    label: "help",
    help: "These keys",
    group: "Looking",
    isOn: () => true,
    action: () => change({ type: "overlayToggled", kind: "help" }),
    rank: 3,
  },
  {
    keys: ["R"],
    label: "restart",
    help: "Restart the daemon (asks when it is busy)",
    group: "The daemon",
    isOn: ({ state, link }) => state !== null || link === "otherVersion",
    action: ({ state }) => restart(state),
    rank: 8,
  },
  {
    keys: ["Q"],
    label: "end daemon",
    help: "End the daemon and leave (asks)",
    group: "The daemon",
    isOn: ({ state, link }) => state !== null || link === "otherVersion",
    action: ({ state }) => ask(askEnd(state)),
    rank: null,
  },
  {
    keys: ["q"],
    label: "quit",
    help: "Leave; the daemon goes on",
    group: "The daemon",
    isOn: () => true,
    action: leave,
    rank: 3,
  },
];

/** A panel shows its end first when it is a log. */
const FROM_END: ReadonlySet<PanelId> = new Set(["log"]);

function scroll({ ui, extent }: KeyContext, by: number): Action {
  const isFromEnd = ui.overlay === null && FROM_END.has(ui.focus);
  return change({
    type: "scrolled",
    by: isFromEnd ? -by : by,
    limit: extent.limit,
  });
}

function restart(state: DaemonState | null): Action {
  const isBusy = state === null || taskToStop(state) !== null;
  return isBusy ? ask(askRestart(state)) : command("restart");
}

/** A daemon that was here before stays; one of ours that is busy is a question. */
function leave({ state, ui }: KeyContext): Action {
  const isBusy = state !== null && currentTaskId(state) !== null;
  if (isBusy && ui.startedHere) return ask(askLeave());
  return { kind: "leave", endDaemon: false };
}

function pauseText(state: DaemonState | null): string {
  return state !== null && taskToStop(state) !== null
    ? "The running task ends first, then nothing more is begun."
    : "Paused.";
}

function canEject({ drive, life }: DaemonState): boolean {
  return drive.disc.kind !== "none" && life.kind === "running";
}

function hasSettings({ state }: KeyContext): boolean {
  return state?.config.kind === "ready";
}

function isPanelled({ state, ui }: KeyContext): boolean {
  return state !== null && ui.overlay === null;
}

function command(
  order: Extract<Action, { kind: "command" }>["command"],
  done: string | null = null,
): Action {
  return { kind: "command", command: order, done };
}

function open(page: Page): Action {
  return { kind: "open", page };
}

function ask(
  question: Extract<UiChange, { type: "asked" }>["question"],
): Action {
  return change({ type: "asked", question });
}

function change(one: UiChange): Action {
  return { kind: "ui", change: one };
}
