import { queueDepth, upcomingEntries } from "../../../src/state/select.ts";
import type { DaemonState, QueueEntry } from "../../../src/state/state.ts";
import { formatCount } from "../../format.ts";
import { name, prose, span, type Line } from "../line.ts";
import type { Look } from "../look.ts";

/** What waits, in the order in which it is done. */
export function queueLines(
  state: DaemonState,
  { look, width }: { readonly look: Look; readonly width: number },
): readonly Line[] {
  const entries = upcomingEntries(state);
  const unseen = queueDepth(state) - entries.length;
  const lines = entries.map((entry, index) => [
    index === 0
      ? span(`${look.glyphs.next} `, state.pause.paused ? "warn" : "accent")
      : span("  "),
    ...entryLine(entry, { look, width }),
  ]);
  if (unseen <= 0) return lines;
  return [...lines, [span(`  and ${unseen} more`, "muted")]];
}

export function noQueueText({ queue }: DaemonState): string {
  switch (queue.kind) {
    case "closed":
      return "Where the tasks are is not known yet.";
    case "opening":
      return "The tasks folder is being opened.";
    case "unavailable":
      return "The tasks folder can not be used.";
    case "open":
      return "Nothing waits.";
  }
}

/** For one line: `Queue: 3 tasks, next track 4 → Film.mkv`. */
export function queueSummary(state: DaemonState, look: Look): Line {
  const depth = queueDepth(state);
  if (depth === 0) return [prose(noQueueText(state), "muted")];
  const [first] = upcomingEntries(state);
  return [
    span(formatCount(depth, "task"), "strong"),
    ...(first
      ? [
          span(" waiting, next: ", "muted"),
          ...entryLine(first, { look, width: 40 }),
        ]
      : []),
  ];
}

function entryLine(
  entry: QueueEntry,
  { look, width }: { readonly look: Look; readonly width: number },
): Line {
  const { arrow, failure, dot } = look.glyphs;
  if (entry.kind === "invalid")
    return [
      span(`${failure} `, "bad"),
      name(entry.id),
      span(` ${dot} `, "muted"),
      prose(entry.detail, "muted"),
    ];
  const { task } = entry;
  const again =
    task.attempts > 0 ? [span(` ${dot} try ${task.attempts + 1}`, "warn")] : [];
  if (task.kind === "scan")
    return [span("scan  "), name(task.id, "muted"), ...again];
  const { directory, filename } = task.output;
  const where =
    directory !== null && width >= 60
      ? [span(" in ", "muted"), name(directory, "muted")]
      : [];
  return [
    span(`rip ${task.track.number}`.padEnd(6)),
    span(`${arrow} `, "muted"),
    name(filename),
    ...where,
    ...again,
  ];
}
