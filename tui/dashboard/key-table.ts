import type { DaemonState } from "../../src/state/state.ts";
import { taskToStop } from "../end-daemon.ts";
import type { Action } from "./action.ts";
import {
  ask,
  command,
  leave,
  open,
  pauseNow,
  restart,
  scroll,
  show,
} from "./key-actions.ts";
import { askEnd } from "./questions.ts";
import type { Link } from "./view.ts";
import type { Ui } from "./ui.ts";

/** Every key there is. Footer, help and what happens are drawn from this one table. */
export interface KeyBinding {
  /** As `keyNamesOf` names them; the first is the one that is shown. */
  readonly keys: readonly string[];
  readonly group: Group;
  /** What it does, as a sentence without a full stop. */
  readonly help: string;
  /** Without it, the key is named in the help only. */
  readonly footer?: FooterPlace;
  /** Whether it means something now; without it, always. */
  readonly isOn?: (context: KeyContext) => boolean;
  readonly action: (context: KeyContext) => Action;
}

interface FooterPlace {
  /** The smallest comes first. */
  readonly rank: number;
  readonly label: string;
  /** In a narrow window, where it is another one. */
  readonly short?: string;
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
  /** The state is on the screen, and not a sentence about what is missing. */
  readonly isWatching: boolean;
  readonly link: Link["kind"];
  readonly ui: Ui;
  /** How far the panel or overlay in focus can be scrolled, and how many lines of it are seen. */
  readonly extent: { readonly limit: number; readonly page: number };
}

export const KEYS: readonly KeyBinding[] = [
  {
    keys: ["a"],
    group: "The queue",
    help: "Acknowledge failed tasks",
    footer: { rank: 0, label: "seen it", short: "seen" },
    isOn: whenWatching(({ recent }) => recent.some((one) => !one.acknowledged)),
    action: () => command("acknowledge"),
  },
  {
    keys: ["p"],
    group: "The queue",
    help: "Finish the running task, then begin nothing more",
    footer: { rank: 2, label: "pause after track", short: "pause" },
    isOn: whenWatching(({ pause }) => !pause.paused),
    action: ({ state }) => command("pause", pauseText(state)),
  },
  {
    keys: ["r"],
    group: "The queue",
    help: "Go on after a pause",
    footer: { rank: 2, label: "resume" },
    isOn: whenWatching(({ pause }) => pause.paused),
    action: () => command("resume", "The queue goes on."),
  },
  {
    keys: ["P"],
    group: "The queue",
    help: "Stop the running task and pause (asks)",
    footer: { rank: 4, label: "pause now", short: "now" },
    isOn: whenWatching((state) => taskToStop(state) !== null),
    action: pauseNow,
  },
  {
    keys: ["e"],
    group: "The disc",
    help: "Open the drive, when nothing is at work in it",
    footer: { rank: 6, label: "eject" },
    isOn: whenWatching(
      ({ drive, life }) =>
        drive.disc.kind !== "none" && life.kind === "running",
    ),
    action: () => command("eject"),
  },
  {
    keys: ["w"],
    group: "Pages",
    help: "Open the webapp in the browser",
    footer: { rank: 5, label: "webapp" },
    isOn: whenWatching(hasSettings),
    action: () => open("webapp"),
  },
  {
    keys: ["h"],
    group: "Pages",
    help: "Open help and documentation in the browser",
    footer: { rank: 9, label: "wiki" },
    isOn: whenWatching(hasSettings),
    action: () => open("help"),
  },
  {
    keys: [","],
    group: "Pages",
    help: "Open the webapp's settings in the browser",
    footer: { rank: 10, label: "preferences" },
    isOn: whenWatching(hasSettings),
    action: () => open("preferences"),
  },
  {
    keys: ["tab", "right", "l"],
    group: "Looking",
    help: "The next panel",
    footer: { rank: 11, label: "next panel" },
    isOn: hasPanels,
    action: () => show({ type: "focusMoved", by: 1 }),
  },
  {
    keys: ["shift+tab", "left"],
    group: "Looking",
    help: "The panel before",
    isOn: hasPanels,
    action: () => show({ type: "focusMoved", by: -1 }),
  },
  {
    keys: ["enter"],
    group: "Looking",
    help: "Give the panel the whole window",
    footer: { rank: 12, label: "enlarge" },
    isOn: (context) => hasPanels(context) && !context.ui.enlarged,
    action: () => show({ type: "enlargedToggled" }),
  },
  {
    keys: ["enter"],
    group: "Looking",
    help: "All panels again",
    footer: { rank: 1, label: "back" },
    isOn: (context) => hasPanels(context) && context.ui.enlarged,
    action: () => show({ type: "enlargedToggled" }),
  },
  scrolling(["up", "k"], "One line up", () => -1),
  scrolling(["down", "j"], "One line down", () => 1),
  scrolling(["pageup"], "A page up", (page) => -page),
  scrolling(["pagedown", "space"], "A page down", (page) => page),
  scrolling(["home", "g"], "The first line", () => -Infinity),
  scrolling(["end", "G"], "The last line", () => Infinity),
  {
    keys: ["!"],
    group: "Looking",
    help: "Everything that needs attention, in full",
    isOn: ({ isWatching }) => isWatching,
    action: () => show({ type: "overlayToggled", kind: "attention" }),
  },
  {
    keys: ["?"],
    group: "Looking",
    help: "These keys",
    footer: { rank: 3, label: "help" },
    action: () => show({ type: "overlayToggled", kind: "help" }),
  },
  {
    keys: ["s"],
    group: "The daemon",
    help: "Start the daemon in the background",
    footer: { rank: 1, label: "start" },
    isOn: ({ link }) => link === "notRunning",
    action: () => ({ kind: "startDaemon" }),
  },
  {
    keys: ["R"],
    group: "The daemon",
    help: "Restart the daemon (asks when it is busy)",
    footer: { rank: 8, label: "restart" },
    isOn: hasDaemon,
    action: ({ state }) => restart(state),
  },
  {
    keys: ["Q"],
    group: "The daemon",
    help: "End the daemon and leave (asks)",
    isOn: hasDaemon,
    action: ({ state }) => ask(askEnd(state)),
  },
  {
    keys: ["q"],
    group: "The daemon",
    help: "Leave; the daemon goes on",
    footer: { rank: 3, label: "quit" },
    action: leave,
  },
  {
    keys: ["ctrl+z"],
    group: "The daemon",
    help: "Back to the shell for a while; 'fg' returns",
    action: () => ({ kind: "suspend" }),
  },
];

function scrolling(
  keys: readonly string[],
  help: string,
  by: (page: number) => number,
): KeyBinding {
  return {
    keys,
    group: "Looking",
    help,
    action: (context) => scroll(context, by(context.extent.page)),
  };
}

function whenWatching(
  isOn: (state: DaemonState) => boolean,
): (context: KeyContext) => boolean {
  return ({ state, isWatching }) => isWatching && state !== null && isOn(state);
}

function hasPanels({ isWatching, ui }: KeyContext): boolean {
  return isWatching && ui.overlay === null;
}

function hasDaemon({ state, link }: KeyContext): boolean {
  return state !== null || link === "otherVersion";
}

function hasSettings({ config }: DaemonState): boolean {
  return config.kind === "ready";
}

function pauseText(state: DaemonState | null): string {
  return state !== null && taskToStop(state) !== null
    ? "The running task ends first, then nothing more is begun."
    : "Paused.";
}
