import {
  isConnected,
  problemsOf,
  queueDepth,
  runningOf,
  settingsOf,
  taskOf,
} from "../src/state/select.ts";
import type {
  DaemonState,
  Disc,
  DiscScan,
  FinishedTask,
  Progress,
} from "../src/state/state.ts";
import {
  formatBar,
  formatBytes,
  formatCount,
  formatDuration,
  printable,
} from "./format.ts";
import { pulseText } from "./pulse-text.ts";
import { licenceText, mediumText } from "./text/state-words.ts";

/** How many results `status` shows. */
const RECENT = 5;

/** `amphigory status`: the whole daemon in a few lines. Pure. */
export function statusView(state: DaemonState, now: number): string {
  const { daemon } = state;
  const rows: readonly (readonly [string, string])[] = [
    ["Disc", discLine(state)],
    ["Activity", activityLine(state, now)],
    ...progressRow(state),
    ...pulseRow(state, now),
    ["Queue", queueLine(state)],
    ["Webapp", webappLine(state)],
    ["makemkvcon", makemkvconLine(state)],
  ];
  const lines = [
    `Amphigory ${daemon.version}, running for ${formatDuration(now - daemon.startedAt)} (process ${daemon.pid})`,
    "",
    ...rows.map(([label, text]) => `  ${label.padEnd(11)} ${printable(text)}`),
    ...section(
      "Needs attention",
      problemsOf(state).map(({ text, hint }) => `! ${text} ${hint}`),
    ),
    ...section("Recent", state.recent.slice(0, RECENT).map(recentLine)),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ["", title, ...lines.map((line) => `  ${printable(line)}`)];
}

function discLine(state: DaemonState): string {
  const { device, disc } = state.drive;
  const where = device === null ? "" : ` (${device})`;
  return `${discText(disc)}${where}`;
}

function discText(disc: Disc): string {
  switch (disc.kind) {
    case "unknown":
      return disc.lastScan
        ? `not watched, scanned last: ${disc.lastScan.discName}`
        : "not watched";
    case "none":
      return "No disc inserted";
    case "inserted":
      return [
        disc.volumeName ?? "disc without a name",
        ...listed(mediumText(disc.medium)),
        ...scanText(disc.scan),
      ].join(", ");
  }
}

function listed(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}

function scanText(scan: DiscScan): readonly string[] {
  switch (scan.kind) {
    case "wanted":
      return [];
    case "running":
      return ["being scanned"];
    case "done":
      return [formatCount(scan.result.tracks.length, "track")];
    case "failed":
      return [`could not be scanned: ${scan.message}`];
  }
}

function activityLine(state: DaemonState, now: number): string {
  const { activity } = state;
  if (activity.kind === "stopping") return "stopping makemkvcon";
  if (activity.kind === "waiting") {
    const waited = formatDuration(now - activity.startedAt);
    return `waiting for a disc for ${activity.task.id}, ${waited}`;
  }
  if (activity.kind === "finishing")
    return `answering ${activity.response.taskId}`;
  const running = runningOf(state);
  if (!running) return state.pause.paused ? "paused" : "idle";
  const since = formatDuration(now - running.startedAt);
  if (running.kind === "scanning") {
    const task = taskOf(running);
    return `scanning${task ? ` for ${task.id}` : " in the background"}, ${since}`;
  }
  const { track, output } = running.task;
  return `ripping track ${track.number} to ${output.filename}, ${since}`;
}

function progressRow(
  state: DaemonState,
): readonly (readonly [string, string])[] {
  const { activity } = state;
  if (activity.kind !== "ripping") return [];
  const { kind } = activity.pulse.notice;
  const isStuck = kind === "silent" || kind === "stalled";
  return [["", progressText(activity.progress, isStuck)]];
}

function pulseRow(
  state: DaemonState,
  now: number,
): readonly (readonly [string, string])[] {
  const { activity } = state;
  if (activity.kind !== "ripping" && activity.kind !== "scanning") return [];
  const text = pulseText(activity.pulse, now);
  return text === null ? [] : [["", text]];
}

/** Of a rip that gets nowhere the last speed, and what would follow from it, are not true any more. */
function progressText(progress: Progress, isStuck: boolean): string {
  if (progress.phase === "preparing") return "checking the target folder";
  if (progress.phase === "opening") return "opening disc";
  const parts = [
    `${formatBar(progress.percent, 20)} ${progress.percent} %`,
    formatBytes(progress.currentSizeBytes),
  ];
  if (isStuck) return parts.join(", ");
  if (progress.bytesPerSecond !== null)
    parts.push(`${formatBytes(progress.bytesPerSecond)}/s`);
  if (progress.etaMs !== null)
    parts.push(`${formatDuration(progress.etaMs)} left`);
  return parts.join(", ");
}

function queueLine(state: DaemonState): string {
  const { queue } = state;
  if (queue.kind === "unavailable") return `not usable: ${queue.directory}`;
  if (queue.kind !== "open") return "not open yet";
  const waiting = `${formatCount(queueDepth(state), "task")} waiting in ${queue.directory}`;
  if (!state.pause.paused) return waiting;
  const by = state.pause.reason === "marker_file" ? " by the webapp" : "";
  return `${waiting}, paused${by}`;
}

function webappLine(state: DaemonState): string {
  const settings = settingsOf(state);
  if (!settings) return "not known yet";
  const port =
    state.server.kind === "listening"
      ? `, listening on port ${state.server.port}`
      : ", not listening";
  const cached =
    state.config.kind === "ready" && state.config.source === "cache"
      ? ", settings from its last answer"
      : "";
  return `${settings.webappUrl}: ${connectionText(state)}${port}${cached}`;
}

/** Who hears us, by either way; either one is enough. */
function connectionText(state: DaemonState): string {
  if (!isConnected(state)) return "not connected";
  const { webappClients } = state.people;
  return [
    ...(state.link.kind === "connected" ? ["connected to its /ws"] : []),
    ...(webappClients > 0 ? [formatCount(webappClients, "client")] : []),
  ].join(", ");
}

function makemkvconLine(state: DaemonState): string {
  const { makemkvcon, licence, makemkvVersion } = state;
  if (makemkvcon.kind === "found")
    return [
      makemkvcon.path,
      ...listed(makemkvVersion),
      ...listed(licenceText(licence)),
    ].join(", ");
  return makemkvcon.kind === "missing" ? "not usable" : "not looked for yet";
}

function recentLine(task: FinishedTask): string {
  const mark = task.outcome === "success" ? "✓" : "✗";
  const code = task.code === null ? "" : ` ${task.code}:`;
  const facts = [
    ...(task.sizeBytes === null ? [] : [formatBytes(task.sizeBytes)]),
    formatDuration(task.completedAt - task.startedAt),
    ...(task.warnings === 0 ? [] : [formatCount(task.warnings, "warning")]),
  ];
  return `${mark} ${task.taskId}${code} ${task.message} (${facts.join(", ")})`;
}
