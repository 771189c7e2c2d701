import { holds } from "../../../src/state/select.ts";
import type {
  DaemonState,
  Running,
  Scanning,
  StopReason,
} from "../../../src/state/state.ts";
import type { Task } from "../../../src/state/task.ts";
import { pulseText } from "../../pulse-text.ts";
import { taskText } from "../../text/state-words.ts";
import { EMPTY, name, prose, span, type Line, type Span } from "../line.ts";
import type { Look } from "../look.ts";
import { elapsed, rippingLines } from "./ripping.ts";

/** What is being done: in words, as a bar where there is one, in numbers. Always three lines, so that nothing jumps. */
export type ActivityLines = readonly [Line, Line, Line];

export interface Drawing {
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
  const { now } = drawing;
  switch (activity.kind) {
    case "idle":
      return idle(state);
    case "claiming":
      return three([span("Beginning "), name(activity.taskId)]);
    case "waiting":
      return [
        [span("Waiting for a disc", "warn")],
        [name(whatFor(activity.task, drawing.look), "muted")],
        [elapsed(activity.startedAt, now)],
      ];
    case "scanning":
      return scanning(activity, drawing);
    case "ripping":
      return rippingLines(activity, state, drawing);
    case "stopping":
      return [
        [span("Stopping makemkvcon", "warn")],
        [prose(stopText(activity.reason, activity.stopped), "muted")],
        [elapsed(activity.stopped.startedAt, now)],
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
  if (state.config.kind === "loading") return three([span("Starting")]);
  return [[span("Idle")], [prose(idleText(state), "muted")], EMPTY];
}

/** What a person could do, so that it is idle no more. */
function idleText({ drive: { disc } }: DaemonState): string {
  if (disc.kind === "none") return "Insert a disc: it is scanned by itself.";
  const hasTracks =
    disc.kind === "inserted" &&
    disc.scan.kind === "done" &&
    disc.scan.result.tracks.length > 0;
  if (hasTracks) return "Choose in the webapp what is to be ripped.";
  return "Tasks come from the webapp.";
}

function scanning(run: Scanning, { now, look }: Drawing): ActivityLines {
  const forTask = run.cause.kind === "task" ? run.cause.task.id : null;
  const pulse = pulseText(run.pulse, now);
  return [
    forTask === null
      ? [span("Scanning the disc", "strong")]
      : [
          span("Scanning the disc", "strong"),
          span(` ${look.glyphs.arrow} `, "muted"),
          name(forTask, "muted"),
        ],
    [elapsed(run.startedAt, now)],
    pulse === null ? EMPTY : [prose(pulse, "warn")],
  ];
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
