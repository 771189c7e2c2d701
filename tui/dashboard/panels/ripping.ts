import type { Track } from "../../../src/state/scan-result.ts";
import type { DaemonState, Ripping } from "../../../src/state/state.ts";
import { formatBytes, formatDuration } from "../../format.ts";
import { pulseText } from "../../pulse-text.ts";
import {
  joinedWithin,
  name,
  prose,
  span,
  type Line,
  type Span,
} from "../line.ts";
import type { ActivityLines, Drawing } from "./activity.ts";

/** A rip: its track and file, how far it is, how it goes. */
export function rippingLines(
  run: Ripping,
  state: DaemonState,
  drawing: Drawing,
): ActivityLines {
  const known = trackOf(state, run.task.track.number);
  const isSaving = run.progress.phase === "saving";
  return [
    headLine(run, known, drawing),
    barLine(isSaving ? fractionOf(run) : null, drawing),
    howItGoes(run, expectedBytes(run, known), drawing),
  ];
}

/** From this width on there is room for the duration beside the name. */
const WITH_DURATION = 56;

/** `Ripping track 0 · 1:39:52 → Film.mkv` */
function headLine(
  { task }: Ripping,
  known: Track | null,
  { look, width }: Drawing,
): Line {
  const { dot, arrow } = look.glyphs;
  return [
    span(`Ripping track ${task.track.number}`, "strong"),
    ...(known && width >= WITH_DURATION
      ? [span(` ${dot} ${known.duration}`, "muted")]
      : []),
    span(` ${arrow} `, "muted"),
    name(task.output.filename),
  ];
}

/** The columns of ` 100 %`. */
const PERCENT_WIDTH = 6;

/** `━━━━━━───────  47 %`, exactly `width` columns; `null`: there is nothing to count yet. */
function barLine(fraction: number | null, { look, width }: Drawing): Line {
  const { full, rest } = look.glyphs.bar;
  const room = Math.max(0, width - PERCENT_WIDTH);
  const done = Math.floor((fraction ?? 0) * room);
  const number = fraction === null ? "" : `${Math.floor(fraction * 100)} %`;
  return [
    span(full.repeat(done), "accent"),
    span(rest.repeat(room - done), "rule"),
    span(number.padStart(PERCENT_WIDTH), "strong"),
  ];
}

/** What is in the way, or how long it takes. */
function howItGoes(
  { progress, pulse, startedAt }: Ripping,
  expected: number | null,
  { now, look, width }: Drawing,
): Line {
  const { currentSizeBytes, bytesPerSecond, etaMs, phase } = progress;
  const mark = span(` ${look.glyphs.dot} `, "muted");
  const trouble = pulseText(pulse, now);
  if (phase !== "saving")
    return [
      span(PHASES[phase], "accent"),
      mark,
      trouble === null ? elapsed(startedAt, now) : prose(trouble, "warn"),
    ];
  if (trouble !== null) return [prose(trouble, "warn")];
  const size = formatBytes(currentSizeBytes);
  const whole = expected === null ? "" : ` of ${formatBytes(expected)}`;
  const parts = [
    etaMs === null ? null : span(`${formatDuration(etaMs)} left`, "strong"),
    bytesPerSecond === null ? null : span(`${formatBytes(bytesPerSecond)}/s`),
    span(`${size}${whole}`, "muted"),
  ];
  return joinedWithin(parts, { mark, width });
}

const PHASES = {
  preparing: "checking the target folder",
  opening: "opening disc",
} as const;

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

/** `for 12s` */
export function elapsed(since: number, now: number): Span {
  return span(`for ${formatDuration(now - since)}`, "muted");
}
