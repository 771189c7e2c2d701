import type { ScanResult, Track } from "../../../src/state/scan-result.ts";
import { runningOf } from "../../../src/state/select.ts";
import type { DaemonState } from "../../../src/state/state.ts";
import { formatBytes } from "../../format.ts";
import {
  column,
  joinedWithin,
  name,
  prose,
  span,
  widthOf,
  type Line,
  type Span,
} from "../line.ts";
import type { Look } from "../look.ts";

/** The tracks of the disc in the drive, one a line; the more room, the more is told of each. */

export function tracksOf({ drive: { disc } }: DaemonState): readonly Track[] {
  return scanOf(disc)?.tracks ?? [];
}

export function trackLines(
  state: DaemonState,
  { look, width }: { readonly look: Look; readonly width: number },
): readonly Line[] {
  const tracks = tracksOf(state);
  const running = runningOf(state);
  const inWork = running?.kind === "ripping" ? running.task.track.number : null;
  const main = mainFeature(tracks);
  return tracks.map((track) => [
    ...mark(track, {
      isMain: track === main,
      isInWork: track.number === inWork,
      look,
    }),
    ...facts(track, { isMain: track === main, width, look }),
  ]);
}

export function noTracksText({ drive: { disc } }: DaemonState): string {
  if (disc.kind === "none") return "No disc inserted.";
  if (disc.kind === "unknown")
    return disc.lastScan
      ? "The disc has no tracks."
      : "No disc was scanned yet.";
  switch (disc.scan.kind) {
    case "wanted":
      return "Not scanned yet.";
    case "running":
      return "Being scanned.";
    case "done":
      return "The disc has no tracks.";
    case "failed":
      return "The disc could not be scanned.";
  }
}

/** What the classification calls so, else the longest of the largest. */
export function mainFeature(tracks: readonly Track[]): Track | null {
  const judged = tracks.find(
    ({ classification }) => classification?.role === "mainFeature",
  );
  if (judged) return judged;
  if (tracks.some(({ classification }) => classification)) return null;
  return tracks.reduce<Track | null>(
    (best, track) =>
      best === null || track.sizeBytes > best.sizeBytes ? track : best,
    null,
  );
}

interface Row {
  readonly isMain: boolean;
  readonly look: Look;
}

function mark(
  track: Track,
  { isMain, isInWork, look }: Row & { readonly isInWork: boolean },
): Line {
  const { next, star } = look.glyphs;
  const sign = isInWork ? next : isMain ? star : " ";
  return [
    span(`${sign} `, isInWork ? "accent" : "warn"),
    span(`${track.number}`.padStart(2), isMain ? "strong" : "plain"),
  ];
}

function facts(
  track: Track,
  { isMain, width, look }: Row & { readonly width: number },
): Line {
  const tone = isMain ? "strong" : "plain";
  // What is told beside the numbers is worth more than air between them, unless there is room for both.
  const air = width >= 60 ? 1 : 0;
  const numbers = [
    column(track.duration, 8 + air, { right: true, tone }),
    column(formatBytes(track.sizeBytes), 9 + air, { right: true, tone }),
    ...(width >= 32 ? [quiet(resolutionOf(track), 7)] : []),
    ...(width >= 60 ? [quiet(`${track.chapters} ch`, 7)] : []),
    span("  "),
  ];
  const room = width - MARK_WIDTH - widthOf(numbers);
  return [...numbers, ...streams(track, { look, room })];
}

/** Its sign and its number. */
const MARK_WIDTH = 4;

function quiet(text: string, width: number): Span {
  return column(text, width, { right: true, tone: "muted" });
}

/** `1080p` for `1920x1080`; the number of lines is what people say. */
function resolutionOf({ resolution }: Track): string {
  if (resolution === null) return "";
  const lines = /^\d+x(\d+)/.exec(resolution)?.[1];
  return lines === undefined ? resolution : `${lines}p`;
}

/** Languages and name, as far as there is room for all of one kind. */
function streams(
  track: Track,
  { look, room }: { readonly look: Look; readonly room: number },
): Line {
  const subtitles = languages(track.subtitleStreams);
  const parts = [
    prose(languages(track.audioStreams), "muted"),
    subtitles === "" ? null : span(`sub ${subtitles}`, "muted"),
    track.name === null ? null : name(track.name),
  ];
  const mark = span(` ${look.glyphs.dot} `, "muted");
  return joinedWithin(parts, { mark, width: room });
}

/** Each once: a film has four streams in English, and that is no news. */
function languages(
  streams: readonly { readonly language: string | null }[],
): string {
  const all = streams.flatMap(({ language }) => language ?? []);
  return [...new Set(all)].join(" ");
}

function scanOf(disc: DaemonState["drive"]["disc"]): ScanResult | null {
  if (disc.kind === "unknown") return disc.lastScan;
  if (disc.kind === "none" || disc.scan.kind !== "done") return null;
  return disc.scan.result;
}
