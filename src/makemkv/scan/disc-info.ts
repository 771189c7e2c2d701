import type { DiscType, ScanResult } from "../../state/scan-result.ts";
import type { Info, RobotLine } from "../robot/robot-line.ts";
import type { RunRecord } from "../verdict/run-record.ts";
import { createScanWarnings } from "../verdict/scan-warnings.ts";
import { warn } from "../verdict/warning.ts";
import { classifyTracks } from "./classify-tracks.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { createTitleList } from "./title-list.ts";
import { factsOf, type TrackFacts, type UnjudgedTrack } from "./track-facts.ts";
import { ATTRIBUTE, isUhdVideo, type Rows, toTrack } from "./title.ts";

/**
 * The listing of a disc → what the rest of the program knows about it. Here, and only here, a "title" becomes a track.
 * Nothing is taken from texts that are translated: kinds are told by codes, the rest by numbers and names. Lines may
 * come in any order; of a line that comes twice the last one counts.
 */
export interface DiscInfo {
  add(line: RobotLine): void;
  /** What was listed, or `null` when there was no title. Whether the run succeeded is for the verdict to say. */
  result(record: RunRecord): ScanResult | null;
}

/** Codes of the type of a disc. */
const DISC_TYPES: Readonly<Record<number, DiscType>> = {
  6206: "dvd",
  6209: "bluray",
  6212: "hddvd",
};

export function createDiscInfo(): DiscInfo {
  const disc = emptyRows();
  const titles = new Map<number, Title>();
  const list = createTitleList();
  const warnings = createScanWarnings();

  const titleOf = (number: number) =>
    entryOf(titles, number, () => ({ ...emptyRows(), streams: new Map() }));
  const streamOf = ({ streams }: Title, number: number) =>
    entryOf(streams, number, emptyRows);

  return {
    add(line) {
      switch (line.kind) {
        case "message":
          list.add(line);
          return warnings.add(line);
        case "discInfo":
          return note(disc, line);
        case "titleInfo":
          return note(titleOf(line.title), line);
        case "streamInfo":
          return note(streamOf(titleOf(line.title), line.stream), line);
        default:
      }
    },
    result(record) {
      const tracks: UnjudgedTrack[] = [];
      const facts: TrackFacts[] = [];
      let isUhd = false;
      for (const [number, title] of inOrder(titles)) {
        if (title.values.size === 0) continue;
        const streams = inOrder(title.streams).map(([, stream]) => stream);
        const addedAs = list.nameOf(number);
        const track = { ...toTrack(number, title, streams), addedAs };
        tracks.push(track);
        facts.push(factsOf(track, title.values.get(ATTRIBUTE.comment) ?? ""));
        isUhd ||= streams.some(isUhdVideo);
      }
      if (tracks.length === 0) return null;
      const type = DISC_TYPES[disc.type] ?? "unknown";
      const volumeName = disc.values.get(ATTRIBUTE.volumeName) ?? null;
      const { classifications, decoys } = classifyTracks(facts);
      return {
        discName: discName(disc.values),
        discType: type === "bluray" && isUhd ? "uhd4k" : type,
        volumeName,
        fingerprint: fingerprintOf(volumeName, tracks),
        tracks: tracks.map((track) => ({
          ...track,
          classification: classifications.get(track.number) ?? null,
        })),
        warnings: [
          ...warnings.list(record),
          ...warn("decoys_suspected", decoys, sayDecoys(decoys)),
        ],
      };
    },
  };
}

/** The name, else what the tree shows, else the volume label: whichever is not empty. */
function discName(disc: ReadonlyMap<number, string>): string {
  return (
    disc.get(ATTRIBUTE.name) ||
    disc.get(ATTRIBUTE.treeInfo) ||
    disc.get(ATTRIBUTE.volumeName) ||
    ""
  );
}

function sayDecoys(count: number): string {
  return `The disc seems to hide its film among copies with the scenes in another order (${count} beside the one that is called the main feature). Look on the web which playlist is the right one for this disc, and compare it with source_file.`;
}

interface Title extends Rows {
  readonly streams: Map<number, Rows>;
}

function entryOf<T>(map: Map<number, T>, key: number, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function emptyRows(): Rows {
  return { values: new Map(), type: 0 };
}

function note(rows: Rows, line: Info): void {
  if (line.attribute === ATTRIBUTE.type) rows.type = line.code;
  rows.values.set(line.attribute, line.value);
}

function inOrder<T>(numbered: ReadonlyMap<number, T>): [number, T][] {
  return [...numbered].sort(([a], [b]) => a - b);
}
