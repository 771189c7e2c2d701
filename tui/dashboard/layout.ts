import { PANELS, type PanelId } from "./ui.ts";
import type { Size } from "./view.ts";

/**
 * How the window is divided. Pure arithmetic: the same window, the same places, whatever is in them, so that nothing
 * jumps while somebody looks.
 */
export type Layout =
  | { readonly kind: "tooSmall" }
  /** One column: disc, activity, queue; panels below as far as there is room. */
  | { readonly kind: "compact"; readonly gaps: number; readonly boxes: Boxes }
  /** Two columns of panels below disc and activity, and the log over both. */
  | { readonly kind: "full"; readonly gaps: number; readonly boxes: Boxes };

/** The place of a panel. */
export interface Box {
  readonly width: number;
  /** Lines below its heading. */
  readonly rows: number;
}

export type Boxes = ReadonlyMap<PanelId, Box>;

export const LEAST: Size = { columns: 40, rows: 12 };
const FULL: Size = { columns: 80, rows: 24 };
/** From here on the tracks have the wider column. */
const WIDE_COLUMNS = 110;
/** A blank column at either edge. */
export const MARGIN = 1;
/** Between two panels. */
export const GAP = 2;

interface Wanted {
  readonly size: Size;
  readonly bannerRows: number;
  readonly focus: PanelId;
}

export function layoutOf(wanted: Wanted): Layout {
  const { columns, rows } = wanted.size;
  if (columns < LEAST.columns || rows < LEAST.rows) return { kind: "tooSmall" };
  return columns < FULL.columns || rows < FULL.rows
    ? compact(wanted)
    : full(wanted);
}

/** How many lines a banner may have. */
export function bannerRoom({ rows }: Size): number {
  return rows < 20 ? 2 : 3;
}

/** The place of whatever has the window for itself: all but header, footer and a blank line each, below its heading. */
export function enlargedBox({ columns, rows }: Size): Box {
  return { width: columns - 2 * MARGIN, rows: rows - 5 };
}

/** Header, disc, activity, footer, and four blank lines. */
const FULL_FIXED = 11;

function full({ size, bannerRows }: Wanted): Layout {
  const width = size.columns - 2 * MARGIN;
  const share = size.columns >= WIDE_COLUMNS ? 0.64 : 0.5;
  const left = Math.floor((width - GAP) * share);
  const right = width - GAP - left;
  const { upper, middle, log, gaps } = heights(
    size.rows - FULL_FIXED - bannerRows,
  );
  const boxes = new Map<PanelId, Box>([
    ["tracks", { width: left, rows: upper }],
    ["queue", { width: right, rows: upper }],
    ["recent", { width: left, rows: middle }],
    ["connections", { width: right, rows: middle }],
  ]);
  if (log > 0) boxes.set("log", { width, rows: log });
  return { kind: "full", gaps, boxes };
}

/** `rows` with the headings. The log has what the others leave, and goes first when there is too little. */
function heights(rows: number) {
  // Before the results, and before the log.
  const gaps = rows >= 20 ? 2 : 0;
  const lines = rows - 3 - gaps;
  if (lines < 10) {
    const both = lines + 1;
    const upper = Math.ceil(both / 2);
    return { upper, middle: both - upper, log: 0, gaps };
  }
  const extra = lines - 10;
  const upper = 4 + Math.round(extra * 0.4);
  const middle = 4 + Math.round(extra * 0.2);
  return { upper, middle, log: lines - upper - middle, gaps };
}

/** Header, disc, activity, a blank line and the footer. */
const COMPACT_FIXED = 8;
/** Heading and two lines. */
const LEAST_PANEL = 3;
/** What is worth the most in a small window. */
const COMPACT_ORDER: readonly PanelId[] = [
  "queue",
  "recent",
  "tracks",
  "connections",
  "log",
];

function compact({ size, bannerRows, focus }: Wanted): Layout {
  const width = size.columns - 2 * MARGIN;
  const rows = size.rows - COMPACT_FIXED - bannerRows;
  // A blank line before disc and activity.
  const below = rows - 2;
  const count = Math.min(PANELS.length, Math.floor(below / (LEAST_PANEL + 1)));
  // Without panels one line says how much waits.
  if (count < 1)
    return { kind: "compact", gaps: Math.min(3, rows - 1), boxes: new Map() };
  const first = COMPACT_ORDER.slice(0, count);
  const shown = first.includes(focus) ? first : [...first.slice(0, -1), focus];
  const lines = below - count * 2;
  const each = Math.floor(lines / count);
  const boxes = new Map(
    shown.map((panel, index) => {
      const more = index < lines % count ? 1 : 0;
      return [panel, { width, rows: each + more }] as const;
    }),
  );
  return { kind: "compact", gaps: 2, boxes };
}
