import { cellsOf, cutEnd, cutMiddle, padTo, steady } from "../text/width.ts";
import type { Tone } from "./palette.ts";

/** What is drawn: lines of spans, each with a tone that a palette makes a colour of. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
  /** Where it may be cut when the line is too long; without it, it stays whole as long as it can. */
  readonly cut?: "end" | "middle";
}

export type Line = readonly Span[];

export const EMPTY: Line = [];

/** Below this a name says nothing any more. */
const LEAST_CELLS = 6;
/** Below this something else should go first. */
const LEAST_NAME = 14;

/** Whatever comes from discs, tasks and paths goes through here: it can not move the cursor or shift a column. */
export function span(text: string, tone: Tone = "plain"): Span {
  return { text: steady(text), tone };
}

/** A sentence: cut at its end. */
export function prose(text: string, tone: Tone = "plain"): Span {
  return { ...span(text, tone), cut: "end" };
}

/** A name or path: cut in its middle. */
export function name(text: string, tone: Tone = "plain"): Span {
  return { ...span(text, tone), cut: "middle" };
}

export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

/** Spans with a mark between them; those that are `null` are left out. */
export function joined(parts: readonly (Span | null)[], mark: Span): Line {
  const there = parts.filter((part) => part !== null);
  return there.flatMap((part, index) => (index === 0 ? [part] : [mark, part]));
}

/** As `joined`, without the last parts if there is no room for them. The first one always stays. */
export function joinedWithin(
  parts: readonly (Span | null)[],
  { mark, width }: { readonly mark: Span; readonly width: number },
): Line {
  const there = parts.filter((part) => part !== null);
  const line = joined(there, mark);
  return there.length <= 1 || leastWidth(line) <= width
    ? line
    : joinedWithin(there.slice(0, -1), { mark, width });
}

function leastWidth(line: Line): number {
  return line.reduce((sum, { text, cut }) => {
    const cells = cellsOf(text);
    return sum + (cut === undefined ? cells : Math.min(cells, LEAST_NAME));
  }, 0);
}

/** At most `width` columns: what may be cut is cut, the last first; then the end of the line. */
export function fit(line: Line, width: number, mark: string): Line {
  let excess = widthOf(line) - width;
  if (excess <= 0) return line;
  const shorter = line.toReversed().map((one) => {
    if (excess <= 0 || one.cut === undefined) return one;
    const cells = cellsOf(one.text);
    const room = Math.max(Math.min(cells, LEAST_CELLS), cells - excess);
    const cutter = one.cut === "end" ? cutEnd : cutMiddle;
    const text = cutter(one.text, room, mark);
    excess -= cells - cellsOf(text);
    return { ...one, text };
  });
  return clip(shorter.toReversed(), width, mark);
}

/** `left` from the left edge, `right` at the right one; together exactly `width` columns, the left one is cut. */
export function spread(
  left: Line,
  right: Line,
  { width, mark }: { readonly width: number; readonly mark: string },
): Line {
  const end = fit(right, width, mark);
  const room = width - widthOf(end) - (end.length === 0 ? 0 : 1);
  const start = room > 0 ? fit(left, room, mark) : EMPTY;
  const gap = width - widthOf(start) - widthOf(end);
  return [
    ...start,
    { text: " ".repeat(Math.max(0, gap)), tone: "plain" },
    ...end,
  ];
}

/** Text in a column of a table. */
export function column(
  text: string,
  width: number,
  {
    tone = "plain",
    right = false,
  }: { readonly tone?: Tone; readonly right?: boolean } = {},
): Span {
  const one = span(text, tone);
  const padded = right ? one.text.padStart(width) : padTo(one.text, width);
  return { ...one, text: padded };
}

/** As plain text: for tests, screen readers and the comparison of frames. */
export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}

function clip(line: Line, width: number, mark: string): Line {
  let left = width;
  return line.flatMap((one) => {
    if (left <= 0) return [];
    const text = cutEnd(one.text, left, mark);
    left = cellsOf(one.text) > left ? 0 : left - cellsOf(text);
    return [{ ...one, text }];
  });
}
