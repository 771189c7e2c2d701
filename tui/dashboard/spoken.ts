import { queueDepth, upcomingEntries } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { formatCount, formatDuration } from "../format.ts";
import { discNameOf, headlineOf } from "../text/state-words.ts";
import { steady } from "../text/width.ts";
import { concernsOf } from "./banner.ts";
import { footerKeys } from "./keys.ts";
import { noQueueText } from "./panels/queue.ts";
import { keyContextOf } from "./scene.ts";
import { screenOf } from "./screens.ts";
import { stateOf, type View } from "./view.ts";

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
    .map(({ keys: [key], label }) => `${key} ${label}`)
    .join(", ");
  const screen = screenOf(view);
  const state = stateOf(view);
  const text = screen
    ? [`${screen.title}.`, ...screen.text]
    : state
      ? stateSentences(state)
      : [];
  const notice = ui.notice === null ? [] : [ui.notice.text];
  return [...text, ...notice, `Keys: ${keys}.`].map(steady);
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
  const left =
    etaMs === null
      ? ""
      : `, about ${formatDuration(Math.ceil(etaMs / MINUTE_MS) * MINUTE_MS)} left`;
  const then = state.pause.paused ? ", then paused" : "";
  return `ripping track ${activity.task.track.number} to ${activity.task.output.filename}, ${told} percent${left}${then}`;
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
