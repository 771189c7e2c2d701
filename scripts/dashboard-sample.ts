import { inserted, readyState, settings } from "../test/support/states.ts";
import {
  finished,
  listing,
  ripping,
  ripTask,
  TASKS,
} from "../test/support/states.ts";
import type { Track } from "../src/state/scan-result.ts";
import type { DaemonState } from "../src/state/state.ts";
import type { RipTask } from "../src/state/task.ts";
import type { LogEntry } from "../tui/dashboard/log-entry.ts";

/** An afternoon with one disc, invented: for the picture in the README, and for tests that want a whole dashboard. */

export const SAMPLE_NOW = Date.parse("2025-12-21T14:31:00Z");
const MINUTE = 60_000;

const LANGUAGES = ["eng", "fra", "deu", "spa"] as const;

export function track(number: number, changes: Partial<Track> = {}): Track {
  return {
    number,
    duration: "0:05:12",
    sizeBytes: 612_000_000,
    chapters: 1,
    resolution: "1920x1080",
    videoCodec: "Mpeg4",
    audioStreams: LANGUAGES.slice(0, 1).map(audio),
    subtitleStreams: [],
    name: null,
    sourceFile: `0080${number}.mpls`,
    segmentMap: String(number),
    angle: null,
    outputFile: `title_t0${number}.mkv`,
    addedAs: null,
    classification: null,
    ...changes,
  };
}

function audio(language: string) {
  return { language, codec: "DTS-HD MA", channels: 6 };
}

function subtitle(language: string) {
  return { language, format: "PGS" };
}

const tracks: readonly Track[] = [
  track(0, {
    duration: "1:39:52",
    sizeBytes: 26_340_000_000,
    chapters: 32,
    audioStreams: LANGUAGES.map(audio),
    subtitleStreams: LANGUAGES.slice(0, 3).map(subtitle),
    name: "The Polar Express",
  }),
  track(1, { duration: "0:12:01", sizeBytes: 1_310_000_000, chapters: 3 }),
  track(2, { duration: "0:08:44", sizeBytes: 988_000_000 }),
  track(3),
  track(4, { duration: "0:02:27", sizeBytes: 301_000_000 }),
  track(5, { duration: "0:02:03", sizeBytes: 254_000_000 }),
];

function rip(id: string, number: number, filename: string): RipTask {
  const task = ripTask(id);
  return {
    ...task,
    track: { ...task.track, number },
    output: { directory: "/media/ripped/Polar Express", filename },
  };
}

const film = rip("20251221-143052-001", 0, "The Polar Express (2004).mkv");
const waiting = [
  rip("20251221-143052-002", 1, "True Inspirations.mkv"),
  rip("20251221-143052-003", 2, "Behind the Scenes.mkv"),
  rip("20251221-143052-004", 3, "Smokey and Steamer.mkv"),
];

/** A rip at 47 %, three tasks behind it. */
export const sampleState: DaemonState = readyState({
  daemon: {
    version: "0.1.0",
    pid: 4711,
    startedAt: SAMPLE_NOW - 187 * MINUTE,
    configDir: "/Users/anna/.config/amphigory",
  },
  config: {
    kind: "ready",
    settings: { ...settings, webappUrl: "http://localhost:8080" },
    source: "webapp",
    problems: [],
  },
  makemkvcon: {
    kind: "found",
    path: "/Applications/MakeMKV.app/Contents/MacOS/makemkvcon",
  },
  makemkvVersion: "MakeMKV v1.18.3 linux(x64-release)",
  licence: { kind: "fine" },
  drive: inserted({
    kind: "done",
    renumbered: null,
    result: {
      discName: "THE_POLAR_EXPRESS",
      discType: "bluray",
      volumeName: "THE_POLAR_EXPRESS",
      fingerprint: "f1",
      tracks,
      warnings: [],
    },
  }),
  queue: { kind: "open", directory: TASKS, listing: listing(waiting) },
  activity: {
    ...ripping(film),
    startedAt: SAMPLE_NOW - 7 * MINUTE,
    progress: {
      phase: "saving",
      percent: 47,
      currentSizeBytes: 12_380_000_000,
      bytesPerSecond: 34_100_000,
      etaMs: 412_000,
      savingSince: SAMPLE_NOW - 6 * MINUTE,
      samples: [{ at: SAMPLE_NOW, fraction: 0.47, sizeBytes: 12_380_000_000 }],
    },
  },
  recent: [
    ripped("Paddington, Trailer.mkv", 288_000_000, 27),
    ripped("Paddington (2014).mkv", 21_700_000_000, 40),
    finished({
      taskId: "20251221-131004-001",
      kind: "scan",
      message: "PADDINGTON: 14 tracks",
      sizeBytes: null,
      startedAt: SAMPLE_NOW - 61 * MINUTE,
      completedAt: SAMPLE_NOW - 60 * MINUTE,
    }),
  ],
  people: { webappClients: 1, watchers: 1, lastCommandAt: null },
});

function ripped(filename: string, sizeBytes: number, ago: number) {
  const completedAt = SAMPLE_NOW - ago * MINUTE;
  const startedAt = completedAt - Math.round(sizeBytes / 33_000);
  const taskId = `20251221-140211-${ago}`;
  return finished({
    taskId,
    message: filename,
    sizeBytes,
    startedAt,
    completedAt,
  });
}

export const sampleLog: readonly LogEntry[] = [
  logged(
    9,
    "disc inserted",
    "device /dev/rdisk4  volume name THE_POLAR_EXPRESS",
  ),
  logged(8, "scan ended", "run 7  outcome scanned"),
  logged(7, "task claimed", `task id ${film.id}  kind rip`),
  logged(7, "licence seen", ""),
];

function logged(ago: number, message: string, facts: string): LogEntry {
  return { at: SAMPLE_NOW - ago * MINUTE, level: "info", message, facts };
}
