import type { DaemonState } from "../../src/state/state.ts";
import { holds } from "../../src/state/select.ts";
import { cutMiddle, steady } from "../text/width.ts";
import { discNameOf, headlineOf } from "../text/state-words.ts";
import { toAscii } from "./paint.ts";
import type { Link } from "./view.ts";

/** What reaches a person who looks at another window: the terminal's bell and its title. Pure. */

/** A task has failed, or nothing can be claimed any more, since the state before. */
export function ringsBell(previous: DaemonState, next: DaemonState): boolean {
  const before = new Set([...failures(previous), ...heldBy(previous)]);
  return [...failures(next), ...heldBy(next)].some((one) => !before.has(one));
}

/** What a tab can show of a name. */
const LONGEST_NAME = 40;

/** `⏵ 47 % THE_POLAR_EXPRESS` */
export function titleText(link: Link, isAscii: boolean): string {
  if (link.kind !== "live") return "Amphigory";
  const title = liveTitle(link.state);
  return isAscii ? toAscii(title.replace(/^[⏵⏸▲] /u, "")) : title;
}

function liveTitle(state: DaemonState): string {
  const disc = cutMiddle(
    steady(discNameOf(state) ?? "Amphigory"),
    LONGEST_NAME,
  );
  const { activity, pause } = state;
  if (failures(state).length > 0) return `▲ ${disc}`;
  if (activity.kind === "ripping" && activity.progress.phase === "saving")
    return `⏵ ${activity.progress.percent} % ${disc}`;
  if (pause.paused && activity.kind === "idle") return `⏸ ${disc}`;
  const { text, mood } = headlineOf(state);
  if (mood === "resting") return disc;
  return `${mood === "working" ? "⏵ " : ""}${text} ${disc}`;
}

function failures({ recent }: DaemonState): readonly string[] {
  return recent
    .filter(({ acknowledged }) => !acknowledged)
    .map(({ taskId, completedAt }) => `task ${taskId} ${completedAt}`);
}

function heldBy(state: DaemonState): readonly string[] {
  return holds(state).map(({ key }) => `problem ${key}`);
}
