import type { Disc, Scenario } from "./scenario.ts";

/** The two stories of the demo: what lies in the drive, what is asked for, and how each rip has to end. Discs invented. */
export interface Story {
  readonly scenario: Scenario;
  readonly intro: string;
  /** In the webapp's view of the world. */
  readonly directory: string;
  readonly rips: readonly StoryRip[];
}

export interface StoryRip {
  readonly track: number;
  readonly filename: string;
  /** An error code where it has to fail. */
  readonly ends: "success" | "DISC_UNREADABLE" | "OUTPUT_WRITE_FAILED";
}

/** Milliseconds between two steps. A scan has about twenty, a rip twenty and one for every two lines of progress. */
export interface Pace {
  readonly openMs: number;
  readonly ripMs: number;
}

/** Slow enough to be watched, fast enough not to be waited for. */
export const CALM: Pace = { openMs: 20, ripMs: 25 };

/** Beside the dashboard there is more to look at, and time to try its keys. */
export const SLOW: Pace = { openMs: 60, ripMs: 250 };

const LIGHTHOUSE_CATS: Disc = {
  name: "The Lighthouse Cats",
  volume: "LIGHTHOUSE_CATS",
  type: "bluray",
  titles: [
    {
      name: "The Lighthouse Cats",
      seconds: 5537,
      bytes: 48_300_000,
      chapters: 18,
      sourceFile: "00800.mpls",
      segmentMap: "1,2,3",
      audio: [
        { language: "eng", codec: "TrueHD", channels: 8 },
        { language: "fre", codec: "AC3", channels: 6 },
      ],
      subtitles: [{ language: "eng" }, { language: "fre" }],
    },
    {
      name: "How to Keep a Lighthouse",
      seconds: 1284,
      bytes: 11_200_000,
      chapters: 4,
      sourceFile: "00801.mpls",
      segmentMap: "11",
      audio: [{ language: "eng", codec: "AC3", channels: 2 }],
      subtitles: [{ language: "eng" }],
    },
    {
      name: "Trailer",
      seconds: 141,
      bytes: 2_600_000,
      chapters: 1,
      sourceFile: "00802.mpls",
      segmentMap: "12",
      audio: [{ language: "eng", codec: "AC3", channels: 6 }],
      subtitles: [],
    },
    {
      name: null,
      seconds: 12,
      bytes: 100_000,
      chapters: 1,
      sourceFile: "00900.m2ts",
      segmentMap: "20",
      audio: [],
      subtitles: [],
    },
  ],
};

const MOTH_RADIO: Disc = {
  name: "MOTH_RADIO_S1",
  volume: "MOTH_RADIO_S1",
  type: "dvd",
  titles: [1522, 1498, 1531].map((seconds, index) => ({
    seconds,
    bytes: 15_000_000 + index * 700_000,
    chapters: 6,
    sourceFile: "",
    segmentMap: `${index * 2 + 1},${index * 2 + 2}`,
    audio: [{ language: "eng", codec: "AC3", channels: 2 }] as const,
    subtitles: [{ language: "eng" }] as const,
  })),
};

export const goodStory = (pace: Pace): Story => ({
  intro: "A Blu-ray, a scan and three rips.",
  scenario: {
    disc: LIGHTHOUSE_CATS,
    info: { paceMs: pace.openMs },
    mkv: { paceMs: pace.ripMs, progressLines: 80 },
    titles: { 0: { paceMs: pace.ripMs, progressLines: 120 } },
  },
  directory: "/media/ripped/The Lighthouse Cats (2019)",
  rips: [
    { track: 0, filename: "The Lighthouse Cats (2019).mkv", ends: "success" },
    { track: 1, filename: "How to Keep a Lighthouse.mkv", ends: "success" },
    { track: 2, filename: "Trailer.mkv", ends: "success" },
  ],
});

export const failingStory = (pace: Pace): Story => ({
  intro:
    "A scratched DVD and a disk that gets full: one rip has to succeed, two have to fail cleanly.",
  scenario: {
    disc: MOTH_RADIO,
    info: { paceMs: pace.openMs },
    titles: {
      0: {
        paceMs: pace.ripMs,
        progressLines: 100,
        save: "failed",
        at: {
          half: [
            {
              do: "say",
              code: 2003,
              params: [
                "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR",
                "/VIDEO_TS/VTS_01_1.VOB",
                "7864320",
              ],
              times: 12,
            },
          ],
        },
      },
      1: { paceMs: pace.ripMs, progressLines: 100, save: "diskFull" },
      2: { paceMs: pace.ripMs, progressLines: 100 },
    },
  },
  directory: "/media/ripped/Moth Radio/Season 1",
  rips: [
    { track: 0, filename: "Moth Radio S01E01.mkv", ends: "DISC_UNREADABLE" },
    {
      track: 1,
      filename: "Moth Radio S01E02.mkv",
      ends: "OUTPUT_WRITE_FAILED",
    },
    { track: 2, filename: "Moth Radio S01E03.mkv", ends: "success" },
  ],
});
