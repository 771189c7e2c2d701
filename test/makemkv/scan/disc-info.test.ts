import { expect, test } from "bun:test";
import fc from "fast-check";
import type { DiscType, ScanResult } from "../../../src/state/scan-result.ts";
import { hear } from "../../support/robot-lines.ts";

const FILM: readonly string[] = [
  'MSG:3307,0,2,"added","File %1 was added as title #%2","00800.mpls","0"',
  'CINFO:1,6209,"Blu-ray disc"',
  'CINFO:2,0,"A Film, \\"Uncut\\""',
  'CINFO:30,0,"A Film"',
  'CINFO:32,0,"A_FILM"',
  'TINFO:0,2,0,"A Film"',
  'TINFO:0,8,0,"24"',
  'TINFO:0,9,0,"1:39:56"',
  'TINFO:0,11,0,"11397666816"',
  'TINFO:0,16,0,"00800.mpls"',
  'TINFO:0,26,0,"1,2"',
  'TINFO:0,27,0,"A Film_t00.mkv"',
  'SINFO:0,0,1,6201,"Video"',
  'SINFO:0,0,6,0,"Mpeg4"',
  'SINFO:0,0,19,0,"1920x1080"',
  'SINFO:0,1,1,6202,"Audio"',
  'SINFO:0,1,3,0,"eng"',
  'SINFO:0,1,6,0,"TrueHD"',
  'SINFO:0,1,14,0,"8"',
  'SINFO:0,2,1,6203,"Subtitles"',
  'SINFO:0,2,3,0,"fra"',
  'SINFO:0,2,6,0,"PGS"',
];

function resultOf(...lines: readonly string[]): ScanResult {
  const { result } = hear(lines);
  if (!result) throw new Error("the lines list no title");
  return result;
}

const trackOf = (...lines: readonly string[]) => resultOf(...lines).tracks[0];

test("a title becomes a track with its streams", () => {
  expect(resultOf(...FILM)).toEqual({
    discName: 'A Film, "Uncut"',
    discType: "bluray",
    volumeName: "A_FILM",
    // Webapps may keep it: a new version of the daemon must give the same.
    fingerprint:
      "5d4b81031e31cec164b380d8e0397e2466f7979ce8d05d0b5cc93f0e84b9f30e",
    tracks: [
      {
        number: 0,
        duration: "1:39:56",
        sizeBytes: 11397666816,
        chapters: 24,
        resolution: "1920x1080",
        videoCodec: "Mpeg4",
        audioStreams: [{ language: "eng", codec: "TrueHD", channels: 8 }],
        subtitleStreams: [{ language: "fra", format: "PGS" }],
        name: "A Film",
        sourceFile: "00800.mpls",
        segmentMap: "1,2",
        angle: null,
        outputFile: "A Film_t00.mkv",
        addedAs: "00800.mpls",
        classification: { role: "mainFeature", confidence: "high", score: 1 },
      },
    ],
    warnings: [],
  });
});

test("the order of the lines changes nothing", () => {
  const lines = [
    ...FILM,
    'TINFO:10,9,0,"0:10:00"',
    'TINFO:2,9,0,"0:02:00"',
    'SINFO:2,11,1,6202,"Audio"',
    'SINFO:2,3,1,6202,"Audio"',
    'SINFO:2,3,3,0,"deu"',
  ];
  const whole = resultOf(...lines);
  expect(whole.tracks.map(({ number }) => number)).toEqual([0, 2, 10]);
  expect(whole.tracks[1]?.audioStreams.map(({ language }) => language)).toEqual(
    ["deu", null],
  );
  fc.assert(
    fc.property(
      fc.shuffledSubarray(lines, { minLength: lines.length }),
      (shuffled) => {
        expect(resultOf(...shuffled)).toEqual(whole);
      },
    ),
    { numRuns: 20 },
  );
});

test("nothing listed is no result", () => {
  expect(hear(["TCOUNT:0", 'CINFO:1,6209,"Blu-ray disc"']).result).toBeNull();
});

test("a track of which only the time is known has no made-up values", () => {
  expect(trackOf('TINFO:4,9,0,"0:05:00"')).toEqual({
    number: 4,
    duration: "0:05:00",
    sizeBytes: 0,
    chapters: 0,
    resolution: null,
    videoCodec: null,
    audioStreams: [],
    subtitleStreams: [],
    name: null,
    sourceFile: null,
    segmentMap: null,
    angle: null,
    outputFile: null,
    addedAs: null,
    classification: { role: "mainFeature", confidence: "low", score: 1 },
  });
});

test("streams are told by their code, in any language; attachments and chapters are none of them", () => {
  const track = trackOf(
    'TINFO:0,9,0,"1:00:00"',
    'SINFO:0,0,1,6214,"Attachement"',
    'SINFO:0,1,1,6215,"Chapitres"',
    'SINFO:0,2,1,6201,"Vidéo"',
    'SINFO:0,2,19,0,"720x576"',
    'SINFO:0,3,1,6202,"音声"',
    'SINFO:0,4,3,0,"eng"',
  );
  expect(track).toMatchObject({
    resolution: "720x576",
    audioStreams: [{ language: null, codec: null, channels: null }],
    subtitleStreams: [],
  });
});

test("subtitles of a DVD, whose codec is empty, are VobSub", () => {
  const track = trackOf(
    'TINFO:0,9,0,"1:00:00"',
    'SINFO:0,0,1,6203,"Subtitles"',
    'SINFO:0,0,5,0,"S_VOBSUB"',
    'SINFO:0,0,6,0,""',
    'SINFO:0,1,1,6203,"Subtitles"',
    'SINFO:0,1,5,0,"S_VOBSUB"',
    'SINFO:0,2,1,6203,"Subtitles"',
    'SINFO:0,2,5,0,"S_CC608/DVD"',
    'SINFO:0,2,6,0,"CC"',
  );
  expect(track?.subtitleStreams.map(({ format }) => format)).toEqual([
    "VobSub",
    "VobSub",
    "CC",
  ]);
});

test("angles share a source and have a number", () => {
  const { tracks } = resultOf(
    'TINFO:0,15,0,"1"',
    'TINFO:0,16,0,"00150.mpls"',
    'TINFO:1,15,0,"2"',
    'TINFO:1,16,0,"00150.mpls"',
  );
  expect(tracks.map(({ angle, sourceFile }) => [angle, sourceFile])).toEqual([
    [1, "00150.mpls"],
    [2, "00150.mpls"],
  ]);
});

const types: readonly [string, string, DiscType][] = [
  ["a DVD", 'CINFO:1,6206,"DVD-Disc"', "dvd"],
  ["a Blu-ray", 'CINFO:1,6209,"Blu-ray-Disc"', "bluray"],
  ["an HD DVD", 'CINFO:1,6212,"HD-DVD disc"', "hddvd"],
  ["a code that nobody knows", 'CINFO:1,6299,"DVD disc"', "unknown"],
  ["no code", 'CINFO:2,0,"DVD"', "unknown"],
];

for (const [what, line, type] of types)
  test(`${what} is ${type}`, () => {
    expect(resultOf(line, 'TINFO:0,9,0,"1:00:00"').discType).toBe(type);
  });

test("a Blu-ray with any video stream of 3840x2160 is an Ultra HD disc, and only a Blu-ray", () => {
  const video = [
    'TINFO:0,9,0,"1:00:00"',
    'TINFO:3,9,0,"1:00:00"',
    'SINFO:3,1,1,6201,"Video"',
    'SINFO:3,1,19,0,"3840x2160"',
  ];
  expect(resultOf('CINFO:1,6209,"Blu-ray disc"', ...video).discType).toBe(
    "uhd4k",
  );
  expect(resultOf('CINFO:1,6206,"DVD disc"', ...video).discType).toBe("dvd");
});

test("the disc's name is attribute 2, else 30, else 32, whichever is not empty", () => {
  const title = 'TINFO:0,9,0,"1:00:00"';
  expect(
    resultOf(title, 'CINFO:2,0,""', 'CINFO:30,0,"Tree"', 'CINFO:32,0,"LABEL"')
      .discName,
  ).toBe("Tree");
  expect(resultOf(title, 'CINFO:32,0,"LABEL"')).toMatchObject({
    discName: "LABEL",
    volumeName: "LABEL",
  });
  expect(resultOf(title)).toMatchObject({ discName: "", volumeName: null });
});

test("titles that were left out, read errors and a foreign region are warnings", () => {
  const { warnings } = resultOf(
    'MSG:3032,0,2,"Region does not match","Region %1:%2","A","B"',
    `MSG:2003,0,3,"Error","Error","MEDIUM ERROR","/VIDEO_TS/VTS_01_1.VOB","4096"`,
    'MSG:3015,0,2,"Title #3 was skipped","Title #%1 was skipped","3","1:00:00"',
    'MSG:3026,0,1,"Title #4 is fake","Title #%1 is fake","4"',
    ...FILM,
  );
  expect(warnings.map(({ kind, count }) => [kind, count])).toEqual([
    ["tracks_skipped", 2],
    ["read_errors", 1],
    ["region_mismatch", 1],
  ]);
  expect(warnings[0]?.text).toContain(
    "Title #3 was skipped / Title #4 is fake",
  );
  expect(warnings[1]?.text).toContain(
    "1 read error (MEDIUM ERROR), in /VIDEO_TS/VTS_01_1.VOB at byte 4096.",
  );
});

test("short, equal and fake titles of a sound disc are no warnings", () => {
  const { warnings } = resultOf(
    'MSG:3025,0,3,"short","short","1","2","3"',
    'MSG:3309,0,2,"equal","equal","1","2"',
    'MSG:3026,0,1,"fake","fake","4"',
    ...FILM,
  );
  expect(warnings).toEqual([]);
});

test("a film that hides among copies of itself is a warning", () => {
  const copy = (number: number, map: string) => [
    `TINFO:${number},9,0,"1:39:56"`,
    `TINFO:${number},16,0,"0080${number}.mpls"`,
    `TINFO:${number},26,0,"${map}"`,
  ];
  const { warnings } = resultOf(
    ...copy(0, "1,2,3"),
    ...copy(1, "1,3,2"),
    ...copy(2, "3,2,1"),
  );
  expect(warnings).toMatchObject([{ kind: "decoys_suspected", count: 2 }]);
});
