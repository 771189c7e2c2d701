import { holds } from "../../../src/state/select.ts";
import type { Track } from "../../../src/state/scan-result.ts";
import type {
  DaemonState,
  Ripping,
  Running,
  Scanning,
  StopReason,
} from "../../../src/state/state.ts";
import type { Task } from "../../../src/state/task.ts";
import { formatBytes, formatDuration } from "../../format.ts";
import { pulseText } from "../../pulse-text.ts";
import { taskText } from "../../text/state-words.ts";
import {
  EMPTY,
  joinedWithin,
  name,
  prose,
  span,
  type Line,
  type Span,
} from "../line.ts";
import type { Look } from "../look.ts";

/** What is being done: in words, as a bar where there is one, in numbers. Always three lines, so that nothing jumps. */
export type ActivityLines = readonly [Line, Line, Line];

interface Drawing {
  readonly now: number;
  readonly look: Look;
  /** How wide the bar may be, with its number. */
  readonly width: number;
}

export function activityLines(
  state: DaemonState,
  drawing: Drawing,
): ActivityLines {
  const { activity } = state;
  const since = (at: number) =>
    span(`for ${formatDuration(drawing.now - at)}`, "muted");
  switch (activity.kind) {
    case "idle":
      return idle(state);
    case "claiming":
      return three([span("Beginning "), name(activity.taskId)]);
    case "waiting":
      return [
        [span("Waiting for a disc", "warn")],
        [name(whatFor(activity.task, drawing.look), "muted")],
        [since(activity.startedAt)],
      ];
    case "scanning":
      return scanning(activity, drawing);
    case "ripping":
      return ripping(activity, state, drawing);
    case "stopping":
      return [
        [span("Stopping makemkvcon", "warn")],
        [prose(stopText(activity.reason, activity.stopped), "muted")],
        [since(activity.stopped.startedAt)],
      ];
    case "finishing":
      return three([
        span("Writing the answer of "),
        name(activity.response.taskId),
      ]);
    case "requeueing":
      return three([span("Putting back "), name(activity.taskId)]);
  }
}

function idle(state: DaemonState): ActivityLines {
  if (state.life.kind !== "running") return three([span("Ending", "warn")]);
  if (state.pause.paused) {
    const by =
      state.pause.reason === "marker_file" ? "The webapp paused it." : "";
    return [
      [span("Paused", "warn")],
      [prose(`Nothing is begun until you resume. ${by}`.trimEnd(), "muted")],
      EMPTY,
    ];
  }
  if (holds(state).length > 0)
    return three([prose("Waiting until the above is put right", "warn")]);
  return state.config.kind === "loading"
    ? three([span("Starting", "muted")])
    : three([span("Idle", "muted")]);
}

function scanning(run: Scanning, { now, look }: Drawing): ActivityLines {
  const forTask = run.cause.kind === "task" ? run.cause.task.id : null;
  const elapsed = span(`for ${formatDuration(now - run.startedAt)}`, "muted");
  const pulse = pulseText(run.pulse, now);
  return [
    forTask === null
      ? [span("Scanning the disc", "strong")]
      : [
          span("Scanning the disc", "strong"),
          span(` ${look.glyphs.arrow} `, "muted"),
          name(forTask, "muted"),
        ],
    [elapsed],
    pulse === null ? EMPTY : [prose(pulse, "warn")],
  ];
}

function ripping(
  run: Ripping,
  state: DaemonState,
  { now, look, width }: Drawing,
): ActivityLines {
  const { progress, task } = run;
  const known = trackOf(state, task.track.number);
  const { dot, arrow } = look.glyphs;
  const head: Line = [
    span(`Ripping track ${task.track.number}`, "strong"),
    ...(known ? [span(` ${dot} ${known.duration}`, "muted")] : []),
    span(` ${arrow} `, "muted"),
    name(task.output.filename),
  ];
  const pulse = pulseText(run.pulse, now);
  const facts =
    pulse === null
      ? numbers(run, expectedBytes(run, known), { now, look, width })
      : [prose(pulse, "warn")];
  return [
    head,
    progress.phase === "saving"
      ? barLine(fractionOf(run), { look, width })
      : [
          span(
            progress.phase === "opening"
              ? "opening disc"
              : "checking the target folder",
            "accent",
          ),
        ],
    state.pause.paused
      ? [...facts, span(` ${dot} then paused`, "warn")]
      : facts,
  ];
}

/** `━━━━━━───────  47 %`, exactly `width` columns. */
export function barLine(
  fraction: number,
  { look, width }: Pick<Drawing, "look" | "width">,
): Line {
  const { full, rest } = look.glyphs.bar;
  const number = `${Math.floor(fraction * 100)} %`.padStart(6);
  const room = Math.max(0, width - number.length);
  const done = Math.floor(fraction * room);
  return [
    span(full.repeat(done), "accent"),
    span(rest.repeat(room - done), "rule"),
    span(number, "strong"),
  ];
}

function numbers(
  { progress, startedAt }: Ripping,
  expected: number | null,
  { now, look, width }: Drawing,
): Line {
  const { currentSizeBytes, bytesPerSecond, etaMs, phase } = progress;
  if (phase !== "saving")
    return [span(`for ${formatDuration(now - startedAt)}`, "muted")];
  const size = formatBytes(currentSizeBytes);
  const whole = expected === null ? "" : ` of ${formatBytes(expected)}`;
  const parts = [
    etaMs === null ? null : span(`${formatDuration(etaMs)} left`),
    bytesPerSecond === null ? null : span(`${formatBytes(bytesPerSecond)}/s`),
    span(`${size}${whole}`, "muted"),
  ];
  const mark = span(` ${look.glyphs.dot} `, "muted");
  return joinedWithin(parts, { mark, width });
}

/** Finer than the percent, so that the bar moves also in a long rip. */
function fractionOf({ progress }: Ripping): number {
  return progress.samples.at(-1)?.fraction ?? progress.percent / 100;
}

function expectedBytes({ task }: Ripping, known: Track | null): number | null {
  return task.track.expectedSizeBytes ?? known?.sizeBytes ?? null;
}

/** What the scan said of a track; a disc that is not watched may have been changed since. */
function trackOf(
  { drive: { disc } }: DaemonState,
  number: number,
): Track | null {
  if (disc.kind !== "inserted" || disc.scan.kind !== "done") return null;
  const { tracks } = disc.scan.result;
  return tracks.find((track) => track.number === number) ?? null;
}

function whatFor(task: Task, { glyphs }: Look): string {
  const what = `for the ${taskText(task)}`;
  return task.kind === "scan"
    ? what
    : `${what} ${glyphs.arrow} ${task.output.filename}`;
}

function stopText(reason: StopReason, stopped: Running): string {
  switch (reason) {
    case "cancelled":
      return "You stopped it: its answer is TASK_CANCELLED.";
    case "ejected":
      return "The disc is gone: its answer is DISC_EJECTED.";
    case "quitting":
      return stopped.kind === "scanning" && stopped.cause.kind === "inserted"
        ? "The daemon ends."
        : "The daemon ends; the task goes back to the queue.";
  }
}

function three(line: readonly Span[]): ActivityLines {
  return [line, EMPTY, EMPTY];
}
