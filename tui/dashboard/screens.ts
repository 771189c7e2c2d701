import type { DaemonState } from "../../src/state/state.ts";
import type { Tone } from "./palette.ts";
import { stateOf, type View } from "./view.ts";

/** Where there is nothing to watch: what is the matter, and what to do about it. */
export interface Screen {
  readonly title: string;
  readonly tone: Tone;
  /** One paragraph each. */
  readonly text: readonly string[];
}

/** `null`: there is a daemon that works, or could. */
export function screenOf(view: Pick<View, "link" | "now">): Screen | null {
  const state = stateOf(view);
  if (state) return setupScreen(state);
  const { link } = view;
  switch (link.kind) {
    case "connecting":
    case "live":
      return calm("Looking for the daemon", []);
    case "starting":
      return calm("Starting the daemon", [
        "None was running. It is started in the background and stays there when you leave.",
      ]);
    case "lost":
      return bad("The daemon is gone", [
        "Looking for it; as soon as it is back, you see it here.",
      ]);
    case "notRunning":
      return bad("No daemon is running", [
        ...(link.reason === null ? [] : [link.reason]),
        "Press s to start it in the background. As soon as it is there, you see it here.",
      ]);
    case "otherVersion":
      return bad("The daemon is of another version", [
        "This program can not read what it says. It works on all the same.",
        "Press R to restart it, which starts the version that is installed now. A running task goes back to the queue.",
      ]);
    case "failed":
      return bad("The daemon can not be reached", [
        link.text,
        "It is tried again all the time.",
      ]);
  }
}

function setupScreen({ config, daemon }: DaemonState): Screen | null {
  if (config.kind === "needsSetup")
    return bad("Amphigory has to be set up", [
      config.problem.text,
      config.problem.hint,
      `Leave with q; 'amphigory setup' asks two questions. The settings are in ${daemon.configDir}/daemon.yaml; as soon as they are right, the work begins.`,
    ]);
  if (config.kind === "noWebapp")
    return bad("The webapp has to be reached once", [
      config.problem.text,
      config.problem.hint,
      "It is tried again all the time.",
    ]);
  return null;
}

function calm(title: string, text: readonly string[]): Screen {
  return { title, text, tone: "strong" };
}

function bad(title: string, text: readonly string[]): Screen {
  return { title, text, tone: "warn" };
}
