import { sayProblem, type Problem } from "../../src/state/problem.ts";
import { holds, problemsOf } from "../../src/state/select.ts";
import type { DaemonState, FinishedTask } from "../../src/state/state.ts";
import { finishedText } from "../text/state-words.ts";
import { steady, wrapWords } from "../text/width.ts";
import { EMPTY, span, spread, type Line } from "./line.ts";
import type { Look } from "./look.ts";
import type { Tone } from "./palette.ts";

/** What needs a person's attention, the most urgent first. */
export interface Concern {
  readonly tone: Tone;
  readonly text: string;
}

/** Nothing is claimed; failures that nobody has seen; whatever else is not as it should be. */
export function concernsOf(state: DaemonState): readonly Concern[] {
  const held = holds(state);
  const failed = state.recent.filter(({ acknowledged }) => !acknowledged);
  const keys = new Set(held.map(({ key }) => key));
  const others = problemsOf(state).filter(({ key }) => !keys.has(key));
  return [
    ...held.map((one) => concern(one, "bad")),
    ...failed.map(failure),
    ...others.map((one) => concern(one, "warn")),
  ];
}

interface Room {
  readonly look: Look;
  readonly width: number;
  /** Lines that it may take. */
  readonly rows: number;
}

/**
 * The upper part of the window as long as something needs attention: as much of the concerns as there is room for, and
 * the key that shows all of them where that is not enough.
 */
export function bannerLines(
  state: DaemonState,
  { look, width, rows }: Room,
): readonly Line[] {
  const all = concernsOf(state).flatMap((one) => wrapped(one, { look, width }));
  const shown = all.slice(0, rows);
  const last = shown.at(-1);
  if (!last || shown.length === all.length) return shown;
  const more = [span("!", "accent"), span(" all", "muted")];
  const mark = look.glyphs.cut;
  return [...shown.slice(0, -1), spread(last, more, { width, mark })];
}

/** Every concern in full. */
export function attentionLines(
  state: DaemonState,
  room: Omit<Room, "rows">,
): readonly Line[] {
  const concerns = concernsOf(state);
  if (concerns.length === 0)
    return [[span("Nothing. Everything is as it should be.", "good")]];
  return concerns.flatMap((one) => [...wrapped(one, room), EMPTY]);
}

function wrapped(
  { text, tone }: Concern,
  { look, width }: Omit<Room, "rows">,
): readonly Line[] {
  const { attention } = look.glyphs;
  return wrapWords(steady(text), width - 2).map((line, index) => [
    span(index === 0 ? `${attention} ` : "  ", tone),
    { ...span(line, index === 0 ? tone : "plain"), cut: "end" },
  ]);
}

function concern(problem: Problem, tone: Tone): Concern {
  return { tone, text: sayProblem(problem) };
}

function failure(task: FinishedTask): Concern {
  const code = task.code === null ? "" : ` (${task.code})`;
  const text = `${finishedText(task)} failed${code}: ${task.message}`;
  return { tone: "bad", text };
}
