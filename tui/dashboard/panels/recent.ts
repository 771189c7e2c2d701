import type { DaemonState, FinishedTask } from "../../../src/state/state.ts";
import { formatBytes, formatCount, formatDuration } from "../../format.ts";
import { finishedText } from "../../text/state-words.ts";
import { wrapWords } from "../../text/width.ts";
import { clockTime } from "../clock-time.ts";
import { name, prose, span, spread, type Line } from "../line.ts";
import type { Look } from "../look.ts";

interface Drawing {
  readonly look: Look;
  readonly width: number;
  /** The whole sentence of a failure, over as many lines as it takes. */
  readonly inFull: boolean;
}

/** From this width on there is room for times. */
const WITH_TIME = 44;

/** The last answers, newest first; above them what has not reached the tasks folder yet. */
export function recentLines(
  { undelivered, recent }: DaemonState,
  drawing: Drawing,
): readonly Line[] {
  const kept: Line =
    undelivered.length === 0
      ? []
      : [
          prose(
            `${formatCount(undelivered.length, "answer")} kept until the tasks folder is back`,
            "warn",
          ),
        ];
  return [
    ...(kept.length === 0 ? [] : [kept]),
    ...[...undelivered, ...recent].flatMap((task) => taskLines(task, drawing)),
  ];
}

function taskLines(task: FinishedTask, drawing: Drawing): readonly Line[] {
  return task.outcome === "success"
    ? [successLine(task, drawing)]
    : failureLines(task, drawing);
}

function successLine(
  task: FinishedTask,
  { look, width }: Omit<Drawing, "inFull">,
): Line {
  const { glyphs } = look;
  const ms = task.completedAt - task.startedAt;
  const speed =
    task.sizeBytes !== null && ms > 0
      ? `${formatBytes((task.sizeBytes * 1000) / ms)}/s`
      : null;
  const facts = [
    task.sizeBytes === null ? null : formatBytes(task.sizeBytes),
    speed,
    width >= WITH_TIME ? formatDuration(ms) : null,
  ].filter((fact) => fact !== null);
  const left = [
    span(`${glyphs.success} `, "good"),
    ...whenLine(task, width),
    name(task.message),
  ];
  const right = [
    ...warningSpans(task, { look, width }),
    span(facts.join(` ${glyphs.dot} `), "muted"),
  ];
  return spread(left, right, { width, mark: glyphs.cut });
}

function warningSpans(
  { warnings }: FinishedTask,
  { look: { glyphs }, width }: Omit<Drawing, "inFull">,
): Line {
  if (warnings === 0) return [];
  return width >= WITH_TIME
    ? [
        span(formatCount(warnings, "warning"), "warn"),
        span(` ${glyphs.dot} `, "muted"),
      ]
    : [span(`${glyphs.attention}${warnings} `, "warn")];
}

/** In a narrow panel the name is worth more. */
function whenLine({ completedAt }: FinishedTask, width: number): Line {
  return width >= WITH_TIME
    ? [span(`${clockTime(completedAt)} `, "muted")]
    : [];
}

function failureLines(
  task: FinishedTask,
  { look: { glyphs }, width, inFull }: Drawing,
): readonly Line[] {
  const tone = task.acknowledged ? "muted" : "bad";
  const dot = span(` ${glyphs.dot} `, "muted");
  const head: Line = [
    span(`${glyphs.failure} `, "bad"),
    ...whenLine(task, width),
    span(finishedText(task), tone),
    ...(task.code === null ? [] : [dot, span(task.code, tone)]),
  ];
  if (!inFull) return [[...head, span(" "), prose(task.message, "muted")]];
  const text = wrapWords(task.message, Math.max(10, width - 2));
  return [
    [...head, dot, name(task.taskId, "muted")],
    ...text.map((line): Line => [span("  "), span(line)]),
  ];
}
