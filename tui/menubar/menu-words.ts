import {
  holds,
  problemsOf,
  queueDepth,
  runningOf,
  settingsOf,
  taskOf,
  upcomingEntries,
} from "../../src/state/select.ts";
import type {
  DaemonState,
  FinishedTask,
  Progress,
  Running,
} from "../../src/state/state.ts";
import type { Task } from "../../src/state/task.ts";
import { formatBar, formatCount, formatDuration } from "../format.ts";
import { pulseText } from "../pulse-text.ts";
import { discNameOf, finishedText } from "../text/state-words.ts";
import { isCutOff, unseenFailures } from "./icon.ts";
import { type Deed, type MenuItem, shorten, wrap } from "./menu-text.ts";

/** What the menu says about the daemon: state → lines, pure. */

/** A menu is as wide as its longest line. */
const WIDTH = 56;

export function discItems(state: DaemonState): readonly MenuItem[] {
  const { disc } = state.drive;
  const name = shorten(discNameOf(state) ?? "without a name", WIDTH);
  switch (disc.kind) {
    case "none":
      return [{ title: "No disc inserted" }];
    case "unknown":
      return disc.lastScan
        ? [{ title: `Disc: not watched, scanned last: ${name}` }]
        : [{ title: "Disc: not watched" }];
    case "inserted":
      return [
        { title: `Disc: ${name}` },
        ...(disc.scan.kind === "failed"
          ? problemItems(`It could not be scanned: ${disc.scan.message}`, "")
          : []),
      ];
  }
}

export function activityItems(
  state: DaemonState,
  now: number,
): readonly MenuItem[] {
  const lines = [...activityLines(state, now), ...pauseLines(state)];
  return [...lines, queueLine(state), ...webappLines(state)].map((title) => ({
    title,
  }));
}

function activityLines(state: DaemonState, now: number): readonly string[] {
  const { activity, life } = state;
  if (life.kind !== "running")
    return life.kind === "stopping" && life.restart
      ? ["Restarting"]
      : ["Ending"];
  switch (activity.kind) {
    case "idle":
    case "claiming":
    case "requeueing":
      return idleLines(state);
    case "waiting":
      return waitingLines(state, activity.task, now - activity.startedAt);
    case "stopping":
      return ["Stopping makemkvcon"];
    case "finishing":
      return ["Answering the webapp"];
    case "scanning":
      return [
        `Scanning: ${formatDuration(now - activity.startedAt)}`,
        ...pulseLines(activity, now),
      ];
    case "ripping":
      return [
        `Ripping: ${taskName(activity.task)}`,
        ...progressLines(activity.progress),
        ...pulseLines(activity, now),
      ];
  }
}

/** What it waits for is said among the problems. */
function idleLines(state: DaemonState): readonly string[] {
  const { config, licence, pause } = state;
  if (config.kind === "loading") return ["Starting"];
  if (config.kind === "needsSetup") return ["Needs setup"];
  if (config.kind === "noWebapp") return ["Waiting for the webapp"];
  if (licence.kind === "refused") return ["No valid licence"];
  if (holds(state).length > 0) return ["Waiting"];
  return pause.paused ? [] : ["Idle"];
}

function waitingLines(
  state: DaemonState,
  task: Task,
  waitedMs: number,
): readonly string[] {
  const limitMs = settingsOf(state)?.discWaitMs ?? 0;
  const left = formatDuration(Math.max(0, limitMs - waitedMs));
  return [
    `Waiting for disc: ${taskName(task)}`,
    `Insert it within ${left}, or the task fails`,
  ];
}

function progressLines(progress: Progress): readonly string[] {
  if (progress.phase === "preparing") return ["Checking the target folder"];
  if (progress.phase === "opening") return ["Opening disc"];
  const { percent, etaMs } = progress;
  return [
    `${formatBar(percent, 20)} ${percent}%`,
    ...(etaMs === null ? [] : [`ETA: ${formatDuration(etaMs)}`]),
  ];
}

function pulseLines({ pulse }: Running, now: number): readonly string[] {
  const text = pulseText(pulse, now);
  if (text === null) return [];
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return wrap(sentence, WIDTH);
}

function pauseLines({ pause, activity }: DaemonState): readonly string[] {
  if (!pause.paused) return [];
  const by = pause.reason === "marker_file" ? " by the webapp" : "";
  const isBusy = activity.kind === "ripping" || activity.kind === "waiting";
  return [isBusy ? `Paused${by} after this track` : `Paused${by}`];
}

/** Most tasks are tracks; the first of them are known, and scans among these are counted apart. */
function queueLine(state: DaemonState): string {
  if (state.queue.kind === "unavailable") return "Queue: not usable";
  if (state.queue.kind !== "open") return "Queue: not open yet";
  const scans = upcomingEntries(state).filter(
    (entry) => entry.kind === "task" && entry.task.kind === "scan",
  ).length;
  const tracks = queueDepth(state) - scans;
  const parts = [
    ...(tracks > 0 || scans === 0 ? [formatCount(tracks, "track")] : []),
    ...(scans > 0 ? [formatCount(scans, "scan")] : []),
  ];
  return `Queue: ${parts.join(", ")}`;
}

function webappLines(state: DaemonState): readonly string[] {
  return isCutOff(state) ? ["Webapp: not connected"] : [];
}

/** What a person should do something about: a failure that nobody has seen, then what keeps the daemon from working. */
export function attentionItems(
  state: DaemonState,
  seen: Deed,
): readonly MenuItem[] {
  return [
    ...failureItems(unseenFailures(state), seen),
    ...problemsOf(state).flatMap(({ text, hint }) => problemItems(text, hint)),
  ];
}

/** `seen` clears all of them. */
function failureItems(
  [first, ...more]: readonly FinishedTask[],
  seen: Deed,
): readonly MenuItem[] {
  if (!first) return [];
  return [
    ...problemItems(`${finishedText(first)} failed: ${first.message}`, ""),
    ...(more.length > 0 ? problemItems(`${more.length} more failed`, "") : []),
    { title: "✓ Seen", does: seen },
  ];
}

/** What is wrong, and below it what to do. */
export function problemItems(text: string, hint: string): readonly MenuItem[] {
  const lines = [...wrap(`⚠ ${text}`, WIDTH), ...hintLines(hint)];
  return lines.map((title) => ({ title, isProblem: true }));
}

function hintLines(hint: string): readonly string[] {
  return hint === "" ? [] : wrap(`→ ${hint}`, WIDTH);
}

/** The rip that an end of the daemon would stop; `null` if there is none. */
export function ripToStop(state: DaemonState): string | null {
  if (state.activity.kind === "stopping") return null;
  const running = runningOf(state);
  const task = running && taskOf(running);
  return task?.kind === "rip" ? `track ${task.track.number}` : null;
}

function taskName(task: Task): string {
  return task.kind === "rip" ? `Track ${task.track.number}` : "scan";
}
