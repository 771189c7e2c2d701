import { headlineOf, type Headline } from "../text/state-words.ts";
import { wrapWords } from "../text/width.ts";
import { dashboardLines } from "./body.ts";
import { clockTime } from "./clock-time.ts";
import { footerLine } from "./footer.ts";
import { enlargedBox, LEAST, MARGIN } from "./layout.ts";
import { EMPTY, fit, prose, span, spread, type Line } from "./line.ts";
import type { Look } from "./look.ts";
import type { Tone } from "./palette.ts";
import { panelLines } from "./panel.ts";
import { keyContextOf, sceneOf, type Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";
import type { Question } from "./ui.ts";
import { stateOf, type View } from "./view.ts";

/**
 * The whole window as lines: never more than it has rows, never wider than it has columns. Pure; everything that is
 * seen is a function of the view.
 */
export function frameLines(view: View): readonly Line[] {
  const { columns, rows } = view.size;
  const scene = sceneOf(view);
  if (scene.kind === "tooSmall") return tooSmall(view);
  const width = columns - 2 * MARGIN;
  const body = bodyLines(view, scene, width);
  const bottom = bottomLines(view, width);
  const room = rows - 1 - bottom.length;
  const middle = Array.from({ length: room }, (_, row) => body[row] ?? EMPTY);
  return [headerLine(view, width), ...middle, ...bottom].map((line) =>
    fit(
      [span(" ".repeat(MARGIN)), ...line],
      columns - MARGIN,
      view.look.glyphs.cut,
    ),
  );
}

type Drawn = Exclude<Scene, { kind: "tooSmall" }>;

function bodyLines(view: View, scene: Drawn, width: number): readonly Line[] {
  switch (scene.kind) {
    case "overlay":
      return overlay(view, scene.lines);
    case "screen":
      return screenLines(scene.screen, width);
    case "enlarged": {
      const content = { panel: view.ui.focus, state: scene.state, view };
      return [EMPTY, ...panelLines(content, enlargedBox(view.size))];
    }
    case "panels":
      return dashboardLines({ view, ...scene });
  }
}

const MOODS: Readonly<Record<Headline["mood"], Tone>> = {
  working: "accent",
  resting: "muted",
  held: "warn",
};

function headerLine(view: View, width: number): Line {
  const state = stateOf(view);
  const { glyphs } = view.look;
  const now = span(clockTime(view.now), "muted");
  const left = [span("Amphigory", "heading")];
  if (!state) return spread(left, [now], { width, mark: glyphs.cut });
  const { text, mood } =
    view.link.kind === "lost"
      ? ({ text: "looking for the daemon", mood: "held" } as const)
      : headlineOf(state);
  const right = [
    span(text, MOODS[mood]),
    span(`  ${glyphs.dot}  `, "rule"),
    now,
  ];
  return spread(left, right, { width, mark: glyphs.cut });
}

function screenLines(
  { title, tone, text }: Screen,
  width: number,
): readonly Line[] {
  const room = Math.min(width - 2, 76);
  return [
    EMPTY,
    EMPTY,
    [span("  "), span(title, tone)],
    ...text.flatMap((paragraph) => [
      EMPTY,
      ...wrapWords(span(paragraph).text, room - 2).map((line): Line => [
        span("  "),
        span(line),
      ]),
    ]),
  ];
}

/** Help, or what needs attention, in place of everything between header and footer. */
function overlay(view: View, lines: readonly Line[]): readonly Line[] {
  const { overlay: open } = view.ui;
  const { cut, dash } = view.look.glyphs;
  const { rows, width } = enlargedBox(view.size);
  const limit = Math.max(0, lines.length - rows);
  const first = Math.min(open?.scroll ?? 0, limit);
  const last = Math.min(lines.length, first + rows);
  const range = `${first + 1}${dash}${last} of ${lines.length}`;
  const title = open?.kind === "help" ? "Keys" : "Needs attention";
  return [
    EMPTY,
    spread([span(title, "strong")], [span(limit === 0 ? "" : range, "muted")], {
      width,
      mark: cut,
    }),
    ...lines.slice(first, last),
  ];
}

/** The footer; above it, over whatever is there, a question or a notice. */
function bottomLines(view: View, width: number): readonly Line[] {
  const { look, ui } = view;
  if (ui.question) return questionLines(ui.question, view, width);
  const footer = ui.overlay
    ? overlayFooter(look)
    : footerLine(keyContextOf(view), { look, width });
  if (!ui.notice) return [EMPTY, footer];
  const { text, tone } = ui.notice;
  const lines = wrapWords(span(text).text, width).slice(0, 4);
  return [
    ruleLine(view, width),
    ...lines.map((one): Line => [span(one, tone)]),
    footer,
  ];
}

function overlayFooter({ ascii, glyphs }: Look): Line {
  const arrows = ascii ? "Up Down" : `${glyphs.up} ${glyphs.down}`;
  return [
    span(arrows, "accent"),
    span(" scroll   ", "muted"),
    span("Esc", "accent"),
    span(" back", "muted"),
  ];
}

function questionLines(
  question: Question,
  view: View,
  width: number,
): readonly Line[] {
  // Header, rule and answers are to be seen, whatever names are in the text.
  const rows = view.size.rows - 3;
  return [
    ruleLine(view, width),
    ...questionText(question, width).slice(0, rows),
    answersLine(question.options),
  ];
}

function questionText({ text }: Question, width: number): readonly Line[] {
  return wrapWords(span(text).text, width).map((one) => [span(one, "warn")]);
}

function answersLine(options: Question["options"]): Line {
  return options.flatMap(({ key, label }): Line => [
    span(key, "heading"),
    span(` ${label}   `),
  ]);
}

function ruleLine({ look }: View, width: number): Line {
  return [span(look.glyphs.rule.plain.repeat(width), "rule")];
}

/** It says so, and the little that it can. */
function tooSmall(view: View): readonly Line[] {
  const { columns, rows } = view.size;
  const state = stateOf(view);
  const { question } = view.ui;
  const lines: readonly Line[] = question
    ? [
        ...question.options.map((one) => answersLine([one])),
        ...questionText(question, Math.max(1, columns)),
      ]
    : [
        [prose(state ? headlineOf(state).text : "Amphigory", "strong")],
        ...wrapWords(
          `The window has ${columns} columns and ${rows} rows; ${LEAST.columns} and ${LEAST.rows} are needed.`,
          Math.max(1, columns),
        ).map((line): Line => [span(line)]),
      ];
  return lines
    .slice(0, Math.max(1, rows))
    .map((line) => fit(line, Math.max(1, columns), view.look.glyphs.cut));
}
