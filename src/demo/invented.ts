import type { Disc, Drive } from "./scenario.ts";

/** The drive where a scenario names none. Invented. */
export const DEFAULT_DRIVE: Drive = {
  name: "BD-RE AMPHIGORY SIM-16X 1.00 SIM0000001",
  device: "/dev/sr0",
};

/** The disc where a scenario names none: a Blu-ray with a film, two extras and a title that is too short. Invented. */
export const DEFAULT_DISC: Disc = {
  name: "The Lighthouse Cats",
  volume: "LIGHTHOUSE_CATS",
  type: "bluray",
  titles: [
    {
      name: "The Lighthouse Cats",
      seconds: 5520,
      bytes: 600_000,
      chapters: 18,
      sourceFile: "00800.mpls",
      segmentMap: "1,2,3",
      audio: [
        { language: "eng", codec: "TrueHD", channels: 8 },
        { language: "eng", codec: "AC3", channels: 6 },
        { language: "fre", codec: "AC3", channels: 2 },
      ],
      subtitles: [
        { language: "eng" },
        { language: "eng", forced: true },
        { language: "fre" },
      ],
    },
    {
      name: "The Lighthouse Cats",
      seconds: 1260,
      bytes: 200_000,
      chapters: 4,
      sourceFile: "00801.mpls",
      segmentMap: "11",
      audio: [{ language: "eng", codec: "AC3", channels: 2 }],
      subtitles: [{ language: "eng" }],
    },
    {
      name: "The Lighthouse Cats",
      seconds: 435,
      bytes: 100_000,
      chapters: 1,
      sourceFile: "00802.mpls",
      segmentMap: "12",
      audio: [{ language: "eng", codec: "AC3", channels: 2 }],
      subtitles: [],
    },
    {
      name: "The Lighthouse Cats",
      seconds: 42,
      bytes: 50_000,
      chapters: 1,
      sourceFile: "00900.m2ts",
      segmentMap: "20",
      audio: [],
      subtitles: [],
    },
  ],
};
