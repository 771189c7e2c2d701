import { queueDepth, upcomingEntries } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { formatCount, formatDuration } from "../format.ts";
import { discNameOf, headlineOf } from "../text/state-words.ts";
import { steady } from "../text/width.ts";
import { concernsOf } from "./banner.ts";
import { footerKeys } from "./keys.ts";
import { noQueueText } from "./panels/queue.ts";
import { textOf, type Line } from "./line.ts";
import { contentLines, emptyText, TITLES } from "./panel.ts";
import { keyContextOf, sceneOf } from "./scene.ts";
import type { View } from "./view.ts";

/**
 * The dashboard for a screen reader: what a person would be told. It changes only when there is something to tell, since
 * every change is read out: progress in steps of ten percent, time left in whole minutes, no clock.
 */
export function spokenLines(view: View): readonly string[] {
  const { ui } = view;
  if (ui.question)
    return [
      steady(ui.question.text),
      ...ui.question.options.map(({ key, label }) => `${key}: ${label}.`),
    ];
  const keys = footerKeys(keyContextOf(view))
    .map(({ keys: [key], footer }) => `${key} ${footer.label}`)
    .join(", ");
  const notice = ui.notice === null ? [] : [ui.notice.text];
  const text = [...whatIsSeen(view), ...notice];
  return ui.overlay
    ? [...text, "Keys: escape back."].map(steady)
    : [...text, `Keys: ${keys}.`].map(steady);
}

/** Wide enough for a line with all there is to say. */
const SPOKEN_WIDTH = 200;

function whatIsSeen(view: View): readonly string[] {
  const size = { columns: SPOKEN_WIDTH, rows: SPOKEN_WIDTH };
  const scene = sceneOf({ ...view, size });
  switch (scene.kind) {
    case "overlay":
      return spoken(scene.lines);
    case "screen":
      return [`${scene.screen.title}.`, ...scene.screen.text];
    case "enlarged":
      return panelSentences(scene.state, view);
    case "panels":
      return [
        ...stateSentences(scene.state),
        `Panel: ${TITLES[view.ui.focus]}.`,
      ];
    case "tooSmall":
      return [];
  }
}

/** One panel in full: what a person sees who looks at it. */
function panelSentences(state: DaemonState, view: View): readonly string[] {
  const panel = view.ui.focus;
  const lines = spoken(contentLines({ panel, state, view }, SPOKEN_WIDTH));
  return [
    `${TITLES[panel]}:`,
    ...(lines.length === 0 ? [emptyText(panel, state)] : lines),
  ];
}

function spoken(lines: readonly Line[]): readonly string[] {
  return lines
    .map((line) => textOf(line).replaceAll(/\s+/g, " ").trim())
    .filter((text) => text !== "");
}

function stateSentences(state: DaemonState): readonly string[] {
  return [
    `Amphigory is ${activitySentence(state)}.`,
    `Disc: ${discNameOf(state) ?? "none"}.`,
    `Queue: ${queueSentence(state)}`,
    ...concernsOf(state).map(({ text }) => `Attention: ${text}`),
    ...state.recent
      .slice(0, 1)
      .map(({ outcome, message }) => `Last result, ${outcome}: ${message}`),
  ];
}

const STEP = 10;
const MINUTE_MS = 60_000;

function activitySentence(state: DaemonState): string {
  const { activity } = state;
  if (activity.kind !== "ripping" || activity.progress.phase !== "saving")
    return headlineOf(state).text;
  const { percent, etaMs } = activity.progress;
  const told = Math.floor(percent / STEP) * STEP;
  const left = etaMs === null ? "" : `, about ${minutes(etaMs)} left`;
  const then = state.pause.paused ? ", then paused" : "";
  return `ripping track ${activity.task.track.number} to ${activity.task.output.filename}, ${told} percent${left}${then}`;
}

/** `7 minutes`, `1h 35m`. */
function minutes(ms: number): string {
  const count = Math.ceil(ms / MINUTE_MS);
  return count < 60
    ? formatCount(count, "minute")
    : formatDuration(count * MINUTE_MS);
}

function queueSentence(state: DaemonState): string {
  const depth = queueDepth(state);
  if (depth === 0) return noQueueText(state);
  const [next] = upcomingEntries(state);
  const name =
    next?.kind === "task" && next.task.kind === "rip"
      ? `, next is ${next.task.output.filename}`
      : "";
  return `${formatCount(depth, "task")} waiting${name}.`;
}
