import type { DiscType, ScanResult, Warning } from "../../state/scan-result.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import type { RunRecord } from "../verdict/run-record.ts";
import { createScanWarnings } from "../verdict/scan-warnings.ts";
import { classifyTracks } from "./classify-tracks.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { createTitleList } from "./title-list.ts";
import { factsOf, type TrackFacts, type UnjudgedTrack } from "./track-facts.ts";
import {
  ATTRIBUTE,
  describe,
  isUhdVideo,
  toTrack,
  type Stream,
  type Title,
} from "./title.ts";

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
  const disc = new Map<number, string>();
  const titles = new Map<number, Title>();
  const list = createTitleList();
  const warnings = createScanWarnings();
  let discCode = 0;

  function titleOf(number: number): Title {
    const known = titles.get(number);
    if (known) return known;
    const title: Title = { values: new Map(), streams: new Map() };
    titles.set(number, title);
    return title;
  }

  function streamOf(title: Title, number: number): Stream {
    const known = title.streams.get(number);
    if (known) return known;
    const stream: Stream = { kind: 0 };
    title.streams.set(number, stream);
    return stream;
  }

  return {
    add(line) {
      switch (line.kind) {
        case "message":
          list.add(line);
          return warnings.add(line);
        case "discInfo":
          if (line.attribute === ATTRIBUTE.type) discCode = line.code;
          disc.set(line.attribute, line.value);
          return;
        case "titleInfo":
          titleOf(line.title).values.set(line.attribute, line.value);
          return;
        case "streamInfo":
          describe(streamOf(titleOf(line.title), line.stream), line);
          return;
        default:
      }
    },
    result(record) {
      const tracks: UnjudgedTrack[] = [];
      const facts: TrackFacts[] = [];
      let isUhd = false;
      for (const [number, { values, streams }] of inOrder(titles)) {
        if (values.size === 0) continue;
        const listed = inOrder(streams).map(([, stream]) => stream);
        const addedAs = list.nameOf(number);
        const track = { ...toTrack(number, values, listed), addedAs };
        tracks.push(track);
        facts.push(factsOf(track, values.get(ATTRIBUTE.comment) ?? ""));
        isUhd ||= listed.some(isUhdVideo);
      }
      if (tracks.length === 0) return null;
      const type = DISC_TYPES[discCode] ?? "unknown";
      const volumeName = disc.get(ATTRIBUTE.volumeName) ?? null;
      const { classifications, decoys } = classifyTracks(facts);
      return {
        discName: discName(disc),
        discType: type === "bluray" && isUhd ? "uhd4k" : type,
        volumeName,
        fingerprint: fingerprintOf(volumeName, tracks),
        tracks: tracks.map((track) => ({
          ...track,
          classification: classifications.get(track.number) ?? null,
        })),
        warnings: [...warnings.list(record), ...decoyWarning(decoys)],
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

function decoyWarning(count: number): readonly Warning[] {
  if (count === 0) return [];
  return [
    {
      kind: "decoys_suspected",
      count,
      text: `The disc seems to hide its film among copies with the scenes in another order (${count} beside the one that is called the main feature). Look on the web which playlist is the right one for this disc, and compare it with source_file.`,
    },
  ];
}

function inOrder<T>(numbered: ReadonlyMap<number, T>): [number, T][] {
  return [...numbered].sort(([a], [b]) => a - b);
}
