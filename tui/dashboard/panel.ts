import { queueDepth } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { Box } from "./layout.ts";
import { EMPTY, prose, span, spread, type Line } from "./line.ts";
import { connectionLines } from "./panels/connections.ts";
import { logLines } from "./panels/log.ts";
import { noQueueText, queueLines } from "./panels/queue.ts";
import { recentLines } from "./panels/recent.ts";
import { noTracksText, trackLines } from "./panels/tracks.ts";
import type { PanelId } from "./ui.ts";
import type { View } from "./view.ts";

/** A panel: a heading in a rule, and a part of its lines below it. */

export const TITLES: Readonly<Record<PanelId, string>> = {
  tracks: "Tracks",
  queue: "Queue",
  recent: "Results",
  connections: "Connections",
  log: "Log",
};

interface Content {
  readonly panel: PanelId;
  readonly state: DaemonState;
  readonly view: View;
}

/** The heading and exactly `rows` lines, each exactly `width` columns. */
export function panelLines(content: Content, box: Box): readonly Line[] {
  const { panel, state, view } = content;
  const { width, rows } = box;
  const mark = view.look.glyphs.cut;
  const lines = contentLines(content, width);
  const first = firstShown(content, { total: lines.length, rows });
  const shown = lines.slice(first, first + rows);
  const body =
    lines.length === 0 ? [[prose(emptyText(panel, state), "muted")]] : shown;
  return [
    headingLine(content, {
      width,
      first,
      shown: shown.length,
      total: lines.length,
    }),
    ...Array.from({ length: rows }, (_, row) =>
      spread(body[row] ?? EMPTY, EMPTY, { width, mark }),
    ),
  ];
}

/** Every line of a panel. */
export function contentLines(
  { panel, state, view }: Content,
  width: number,
): readonly Line[] {
  const { look, now, log, ui } = view;
  switch (panel) {
    case "tracks":
      return trackLines(state, { look, width });
    case "queue":
      return queueLines(state, { look, width });
    case "recent": {
      const inFull = ui.enlarged && ui.focus === "recent";
      return recentLines(state, { look, width, inFull });
    }
    case "connections":
      return connectionLines(state, { now, look, width });
    case "log":
      return logLines(log);
  }
}

/** The log is scrolled from its end. */
function firstShown(
  { panel, view }: Content,
  { total, rows }: { readonly total: number; readonly rows: number },
): number {
  const limit = Math.max(0, total - rows);
  const by = Math.min(limit, view.ui.scroll[panel]);
  return panel === "log" ? limit - by : by;
}

interface Shown {
  readonly width: number;
  readonly first: number;
  readonly shown: number;
  readonly total: number;
}

/** `─ Tracks ─────── 3–7 of 18 ─`; the panel in focus begins with a heavy sign: a heavy rule would look like the bar. */
function headingLine(content: Content, at: Shown): Line {
  const { panel, state, view } = content;
  const { look, ui } = view;
  const isFocused = ui.focus === panel && ui.overlay === null;
  const { plain, focused } = look.glyphs.rule;
  const count = countText(content, at);
  const paused = panel === "queue" && state.pause.paused ? " paused " : "";
  const title = ` ${TITLES[panel]} `;
  const used = 1 + title.length + paused.length + count.length + 1;
  return [
    isFocused ? span(focused, "accent") : span(plain, "rule"),
    span(title, isFocused ? "heading" : "strong"),
    span(paused, "warn"),
    span(plain.repeat(Math.max(0, at.width - used)), "rule"),
    span(count, "muted"),
    span(plain, "rule"),
  ];
}

function countText({ panel, state, view }: Content, at: Shown): string {
  if (at.shown < at.total && at.shown > 0) {
    const range = `${at.first + 1}${view.look.glyphs.dash}${at.first + at.shown}`;
    // What the daemon has not listed is the last line of the queue.
    const total = panel === "queue" ? queueDepth(state) : at.total;
    return panel === "log" ? "" : ` ${range} of ${total} `;
  }
  if (panel === "queue") return ` ${queueDepth(state)} `;
  return panel === "tracks" && at.total > 0 ? ` ${at.total} ` : "";
}

export function emptyText(panel: PanelId, state: DaemonState): string {
  switch (panel) {
    case "tracks":
      return noTracksText(state);
    case "queue":
      return noQueueText(state);
    case "recent":
      return "No task has ended yet.";
    case "connections":
      return "";
    case "log":
      return "Nothing yet.";
  }
}
