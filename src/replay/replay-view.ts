import { formatBytes } from "../lib/format-bytes.ts";
import { printable } from "../lib/printable.ts";
import { counted } from "../makemkv/verdict/read-error-text.ts";
import {
  countSpots,
  type DamagedSource,
  type ReadErrors,
} from "../makemkv/verdict/read-errors.ts";
import type { ReplayedRun } from "../makemkv/verdict/replay.ts";
import { describeRun, type RunEnd } from "../makemkv/run/run-end.ts";
import type { ScanResult, Track, Warning } from "../state/scan-result.ts";

/* A replayed transcript → text for a terminal. Pure. */

export function showReplay(name: string, runs: readonly ReplayedRun[]): string {
  const [first] = runs;
  const several = `: ${runs.length} runs, and the last one is the result`;
  const lines = [
    `${name}${runs.length > 1 ? several : ""}`,
    ...runs.flatMap((run, at) => [
      "",
      ...(runs.length > 1 ? [`Run ${at + 1} of ${runs.length}`] : []),
      ...showRun(run),
    ]),
  ];
  return first ? `${lines.map(printable).join("\n")}\n` : "";
}

function showRun(run: ReplayedRun): readonly string[] {
  const { record, licence } = run;
  return [
    ...table([
      ["Run", whatItWas(run)],
      ["Program", record.version ?? "MakeMKV (it does not say which version)"],
      ["End", sayEnd(run)],
      ["Verdict", ...verdict(run)],
      ...(licence ? [["Licence", ...sayLicence(licence)]] : []),
      ...damage("Read errors", record.readErrors),
      ...damage("Corrupt", record.corruptions),
      ...damage("Check sums", record.hashErrors),
    ]),
    ...details(run),
    ...(run.isRecognised
      ? []
      : ["  No line of it is a record of makemkvcon -r."]),
  ];
}

function whatItWas({ kind, isKindKnown, device }: ReplayedRun): string {
  const what = kind === "rip" ? "a rip" : "a scan";
  const where = device === null ? "" : ` of ${device}`;
  return `${what}${where}${isKindKnown ? "" : " (judged by what was said)"}`;
}

function sayEnd({ end, isEndKnown, record }: ReplayedRun): string {
  if (!isEndKnown)
    return "not told; taken for exit code 0 (--exit N says another)";
  if (end.kind === "notStarted") return "it was never started";
  return firstPart(describeRun(end satisfies RunEnd, record));
}

function firstPart(text: string): string {
  return text.split("; ")[0] ?? text;
}

function verdict({ outcome }: ReplayedRun): readonly string[] {
  switch (outcome.kind) {
    case "scanned":
      return ["the disc was read", ...disc(outcome.result)];
    case "saved":
      return [
        "makemkvcon says that the track is saved",
        "The file itself can not be checked here: its size, its duration, and whether it is whole.",
        ...outcome.warnings.map(sayWarning),
      ];
    case "failed":
      return [outcome.failure.code, outcome.failure.message];
    case "unlicensed":
      return ["no failure: the task waits for a licence"];
    case "stopped":
      return ["no result: it was told to stop"];
    case "notJudged":
      return [
        "not judged",
        "These are the words that makemkvcon says to people. Record it with -r, which adds the numbers that a verdict is made of.",
      ];
    case "notStarted":
      return [`not started: ${outcome.reason}`];
  }
}

function disc(result: ScanResult): readonly string[] {
  const { discName, discType, tracks, warnings } = result;
  return [
    `"${discName}", ${discType}, ${counted(tracks.length, "track")}`,
    ...tracks.slice(0, MAX_TRACKS).map(sayTrack),
    ...(tracks.length > MAX_TRACKS
      ? [`… and ${tracks.length - MAX_TRACKS} more (--json has all)`]
      : []),
    ...warnings.map(sayWarning),
  ];
}

const MAX_TRACKS = 20;

function sayTrack(track: Track): string {
  const { number, duration, sizeBytes, sourceFile, resolution } = track;
  const size = formatBytes(sizeBytes).padStart(8);
  const source = sourceFile === null ? "" : `  ${sourceFile}`;
  return `${String(number).padStart(3)}  ${duration.padStart(7)}  ${size}  ${resolution ?? ""}${source}`.trimEnd();
}

function sayWarning({ kind, text }: Warning): string {
  return `warning ${kind}: ${text}`;
}

function sayLicence(
  licence: NonNullable<ReplayedRun["licence"]>,
): readonly string[] {
  switch (licence.kind) {
    case "fine":
      return ["fine"];
    case "limited":
      return ["limited", licence.message];
    case "refused":
      return [licence.reason, licence.message];
  }
}

function damage(title: string, errors: ReadErrors): readonly Row[] {
  const { count, sources, causes, elsewhere } = errors;
  if (count === 0) return [];
  const spots = countSpots(errors);
  const places = spots === 1 ? "one place" : `${spots} places`;
  return [
    [
      title,
      spots === 0 ? String(count) : `${count} in ${places}`,
      ...sources.map(saySource),
      ...(elsewhere === 0 ? [] : [`${elsewhere} in further files`]),
      ...causes
        .filter(({ cause }) => cause !== "")
        .map((each) => `${each.count} times: ${each.cause}`),
    ],
  ];
}

function saySource({ source, count, spots }: DamagedSource): string {
  const where = spots.map(({ from, to, count: times }) => {
    const place = from === to ? `byte ${from}` : `bytes ${from} to ${to}`;
    return times === 1 ? place : `${place} (${times})`;
  });
  const name = source === "" ? "somewhere" : source;
  return `${name}: ${where.length === 0 ? count : where.join(", ")}`;
}

function details({ record }: ReplayedRun): readonly string[] {
  if (record.lastMessages.length === 0) return ["  It said nothing."];
  return [
    "  It said last:",
    ...record.lastMessages.map((text) => `    ${text}`),
  ];
}

/** A heading, then what stands beside and below it. */
type Row = readonly string[];

const HEADING_WIDTH = 13;

function table(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(([heading = "", ...texts]) =>
    texts.map(
      (text, at) =>
        `  ${(at === 0 ? heading : "").padEnd(HEADING_WIDTH)}${text}`,
    ),
  );
}
