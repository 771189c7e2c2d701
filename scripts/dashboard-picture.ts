/**
 * Draws docs/dashboard.svg, the picture of the dashboard in the README: the very frame that a terminal of that size gets,
 * of an invented afternoon. `bun scripts/dashboard-picture.ts` makes it again; a test sees to it that it is made again.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { frameLines } from "../tui/dashboard/frame.ts";
import { widthOf, type Line } from "../tui/dashboard/line.ts";
import { readLook } from "../tui/dashboard/look.ts";
import { initialUi } from "../tui/dashboard/ui.ts";
import { cellsOf } from "../tui/text/width.ts";
import { SAMPLE_NOW, sampleLog, sampleState } from "./dashboard-sample.ts";

export const PICTURE = join(import.meta.dir, "../docs/dashboard.svg");

const SIZE = { columns: 112, rows: 32 };
const CELL = { width: 8.4, height: 18 };
const EDGE = 18;
const PAPER = "#16191d";
const INK = "#d5dae0";

/** The same text again as long as the dashboard looks the same. */
export function drawPicture(): string {
  const look = readLook(
    { COLORTERM: "truecolor", TERM: "xterm", AMPHIGORY_THEME: "dark" },
    { ascii: false },
  );
  const lines = frameLines({
    link: { kind: "live", state: sampleState },
    now: SAMPLE_NOW,
    size: SIZE,
    ui: initialUi,
    look,
    log: sampleLog,
  });
  const width = Math.ceil(SIZE.columns * CELL.width + 2 * EDGE);
  const height = SIZE.rows * CELL.height + 2 * EDGE;
  const rows = lines.map((line, row) => drawLine(line, row, look.palette));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Amphigory's dashboard: a disc is being ripped</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${PAPER}"/>`,
    `<g font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${INK}" xml:space="preserve">`,
    ...rows.filter((row) => row !== ""),
    "</g>",
    "</svg>",
  ].join("\n")}\n`;
}

type Palette = ReturnType<typeof readLook>["palette"];

/** Every span at its own column: fonts do not agree about the width of lines and stars. */
function drawLine(line: Line, row: number, palette: Palette): string {
  const y = EDGE + (row + 0.75) * CELL.height;
  return line
    .map(({ text, tone }, index) => {
      const before = text.length - text.trimStart().length;
      const shown = text.trim();
      if (shown === "") return "";
      const x = EDGE + (widthOf(line.slice(0, index)) + before) * CELL.width;
      const length = cellsOf(shown) * CELL.width;
      const style = styleOf(palette[tone]);
      return `<text x="${round(x)}" y="${round(y)}" textLength="${round(length)}"${style}>${escaped(shown)}</text>`;
    })
    .join("");
}

/** The parameters of an escape sequence as attributes. */
function styleOf(sgr: string): string {
  const weight = /^1(;|$)/.test(sgr) ? ` font-weight="bold"` : "";
  const colour = /38;2;(\d+);(\d+);(\d+)/.exec(sgr);
  return colour ? `${weight} fill="rgb(${colour.slice(1).join(",")})"` : weight;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

if (import.meta.main) writeFileSync(PICTURE, drawPicture());
