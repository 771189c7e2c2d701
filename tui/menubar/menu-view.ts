import { runningOf, settingsOf } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { StateAnswer } from "../attach.ts";
import { iconName } from "./icon.ts";
import { ICONS } from "./icons.ts";
import { type Deed, type Menu, type MenuItem, menuText } from "./menu-text.ts";
import {
  activityItems,
  discItems,
  problemItems,
  attentionItems,
  ripToStop,
} from "./menu-words.ts";

/** One frame for SwiftBar or xbar: the daemon's answer, or why there is none → text. Pure. */
export function menuView(answer: StateAnswer, here: Here): string {
  return menuText(menuOf(answer, here));
}

/** The same as items, the way the design draws them. */
export function menuOf(answer: StateAnswer, here: Here): Menu {
  const icon = ICONS[iconName(answer, here.now)] ?? "";
  return {
    icon,
    sections: [[{ title: "Amphigory" }], ...sectionsOf(answer, here)],
  };
}

/** What the menu needs to know besides. */
export interface Here {
  readonly now: number;
  /** What starts this program, the first word an absolute path. */
  readonly command: readonly string[];
  readonly configDir: string;
}

type Sections = readonly (readonly MenuItem[])[];

function sectionsOf(answer: StateAnswer, here: Here): Sections {
  switch (answer.kind) {
    case "ok":
      return stateSections(answer.snapshot.state, here);
    case "notRunning":
      return [
        [{ title: "Daemon is not running" }],
        [{ title: "▶ Start Daemon", does: run(here, "start") }],
      ];
    case "otherVersion":
      return [
        problemItems(
          "The daemon that runs is of another version than this menu.",
          "Restart it: the new one is of this version.",
        ),
        [
          { title: "🔄 Restart Daemon", does: run(here, "restart", "--yes") },
          { title: "Quit", does: run(here, "quit", "--yes") },
        ],
      ];
    case "failed":
      return [problemItems(answer.text, "")];
  }
}

function stateSections(state: DaemonState, here: Here): Sections {
  return [
    discItems(state),
    activityItems(state, here.now),
    attentionItems(state, run(here, "acknowledge")),
    linkItems(state),
    controlItems(state, here),
  ];
}

function linkItems(state: DaemonState): readonly MenuItem[] {
  const settings = settingsOf(state);
  return [
    { title: "Open Webapp...", ...opens(settings?.webappUrl ?? null) },
    { title: "Help & Documentation...", ...opens(settings?.wikiUrl ?? null) },
  ];
}

function controlItems(state: DaemonState, here: Here): readonly MenuItem[] {
  const webappUrl = settingsOf(state)?.webappUrl.replace(/\/+$/, "") ?? null;
  const isWorking =
    runningOf(state) !== null && state.activity.kind !== "stopping";
  return [
    state.pause.paused
      ? { title: "▶ Resume", does: run(here, "resume") }
      : { title: "⏸ Pause After Track", does: run(here, "pause") },
    ...(isWorking
      ? [{ title: "⏹ Pause Now", does: run(here, "pause", "--now") }]
      : []),
    asked(state, { title: "🔄 Restart Daemon", word: "restart" }, here),
    {
      title: "Preferences...",
      ...opens(webappUrl === null ? null : `${webappUrl}/config`),
    },
    asked(state, { title: "Quit", word: "quit" }, here),
  ];
}

/**
 * An end of the daemon. Hours of a rip are not lost to a slip of the hand: then the item opens, and the one inside says
 * what happens and does it.
 */
function asked(
  state: DaemonState,
  { title, word }: { readonly title: string; readonly word: string },
  here: Here,
): MenuItem {
  const does = run(here, word, "--yes");
  const rip = ripToStop(state);
  if (rip === null) return { title, does };
  const question = `Stop ${rip}, put it back into the queue, and ${word}`;
  return { title, submenu: [{ title: question, does }] };
}

function opens(url: string | null): { readonly does?: Deed } {
  return url === null ? {} : { does: { kind: "open", url } };
}

function run({ command, configDir }: Here, ...verb: readonly string[]): Deed {
  const words = [...command, ...verb, "--config-dir", configDir];
  return { kind: "run", words };
}
