import {
  formatHms,
  formatRobotLine,
  formatRoundedSize,
  type RobotField,
} from "./robot-text.ts";
import type { Disc, Drive, OpenEnd, Title } from "./scenario.ts";

import {
  audioAttributes,
  subtitleAttributes,
  videoAttributes,
} from "./stream-text.ts";

/** The rows that describe drives, disc, titles and streams. Attribute numbers: apdefs.h of the open source part. */
const DRIVE_ROWS = 16;
const NO_DRIVE = 256;

/** Always 16 rows; places without a drive say so. */
export function driveRows(
  drive: Drive | null,
  disc: Disc | null,
  state: DriveState,
): string[] {
  return Array.from({ length: DRIVE_ROWS }, (_, index) => {
    if (drive === null || index !== (drive.index ?? 0)) {
      return formatRobotLine("DRV", index, NO_DRIVE, 999, 0, "", "", "");
    }
    const flags = state === DRIVE_STATE.inserted ? discFlags(disc) : 0;
    const volume = state === DRIVE_STATE.inserted ? (disc?.volume ?? "") : "";
    return formatRobotLine(
      "DRV",
      index,
      state,
      999,
      flags,
      drive.name,
      volume,
      drive.device,
    );
  });
}

export const DRIVE_STATE = {
  emptyClosed: 0,
  emptyOpen: 1,
  inserted: 2,
  loading: 3,
} as const;

export type DriveState = (typeof DRIVE_STATE)[keyof typeof DRIVE_STATE];

export function driveState(disc: Disc | null, end: OpenEnd): DriveState {
  if (end === "trayOpen") return DRIVE_STATE.emptyOpen;
  if (end === "loading") return DRIVE_STATE.loading;
  if (end === "empty" || disc === null) return DRIVE_STATE.emptyClosed;
  return DRIVE_STATE.inserted;
}

/** What `info` prints after 5011. */
export function discRows(disc: Disc, titles: readonly Title[]): string[] {
  const rows = [
    formatRobotLine("TCOUNT", titles.length),
    ...(disc.type === "dvd"
      ? [info("CINFO", 1, 6206, "DVD disc")]
      : [info("CINFO", 1, 6209, "Blu-ray disc")]),
    info("CINFO", 2, 0, disc.name),
    info("CINFO", 28, 0, "eng"),
    info("CINFO", 29, 0, "English"),
    info("CINFO", 30, 0, disc.name),
    info("CINFO", 31, 6119, "<b>Source information</b><br>"),
    info("CINFO", 32, 0, disc.volume),
    info("CINFO", 33, 0, "0"),
  ];
  return [
    ...rows,
    ...titles.flatMap((title, index) => titleRows(disc, title, index)),
  ];
}

/** The name of the file that a title is saved to: attribute 27. */
export function outputFileName(
  disc: Disc,
  title: Title,
  index: number,
): string {
  const name = title.name ?? (disc.type === "dvd" ? "title" : disc.name);
  const safe = name.replaceAll(":", "-").replaceAll("/", "-");
  return `${safe}_t${String(index).padStart(2, "0")}.mkv`;
}

function titleRows(disc: Disc, title: Title, index: number): string[] {
  const row = (attribute: number, value: string, code = 0) =>
    formatRobotLine("TINFO", index, attribute, code, value);
  const size = formatRoundedSize(title.bytes);
  return [
    ...(title.name ? [row(2, title.name)] : []),
    ...(title.chapters > 0 ? [row(8, String(title.chapters))] : []),
    row(9, formatHms(title.seconds)),
    row(10, size),
    row(11, String(title.bytes)),
    ...(title.angle === undefined ? [] : [row(15, String(title.angle))]),
    disc.type === "dvd"
      ? row(24, String(disc.titles.indexOf(title) + 1).padStart(2, "0"))
      : row(16, title.sourceFile),
    row(25, String(title.segmentMap.split(",").length)),
    row(26, title.segmentMap),
    row(27, outputFileName(disc, title, index)),
    row(28, "eng"),
    row(29, "English"),
    row(30, `${title.name ?? ""} - ${title.chapters} chapter(s) , ${size}`),
    row(31, "<b>Title information</b><br>", 6120),
    row(33, "0"),
    ...streamRows(disc, title, index),
  ];
}

function streamRows(disc: Disc, title: Title, index: number): string[] {
  const streams = [
    videoAttributes(disc),
    ...title.audio.map(audioAttributes),
    ...title.subtitles.map((stream) => subtitleAttributes(disc, stream)),
  ];
  return streams.flatMap((attributes, stream) =>
    attributes.map(([attribute, code, value]) =>
      formatRobotLine("SINFO", index, stream, attribute, code, value),
    ),
  );
}

function discFlags(disc: Disc | null): number {
  if (disc === null) return 0;
  return disc.type === "dvd" ? 1 : 4 + 8;
}

function info(prefix: "CINFO", ...fields: readonly RobotField[]): string {
  return formatRobotLine(prefix, ...fields);
}
