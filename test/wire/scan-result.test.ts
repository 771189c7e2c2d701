import { expect, test } from "bun:test";
import type { ScanResult } from "../../src/state/scan-result.ts";
import { encodeScanResult } from "../../src/wire/scan-result.ts";

const result: ScanResult = {
  discName: "THE_POLAR_EXPRESS",
  discType: "bluray",
  volumeName: "THE_POLAR_EXPRESS",
  fingerprint: "f1",
  tracks: [
    {
      number: 0,
      duration: "1:39:56",
      sizeBytes: 11397666816,
      chapters: 24,
      resolution: "1920x1080",
      videoCodec: "Mpeg4",
      audioStreams: [{ language: "eng", codec: "TrueHD", channels: 6 }],
      subtitleStreams: [{ language: "eng", format: "PGS" }],
      name: null,
      sourceFile: "00800.mpls",
      segmentMap: "1,2",
      angle: null,
      addedAs: null,
      classification: { role: "mainFeature", confidence: "high", score: 0.98 },
      outputFile: "A_t00.mkv",
    },
  ],
  warnings: [],
};

test("the design's keys come first and in its order, then ours", () => {
  expect(JSON.stringify(encodeScanResult(result), null, 2))
    .toMatchInlineSnapshot(`
    "{
      "disc_name": "THE_POLAR_EXPRESS",
      "disc_type": "bluray",
      "tracks": [
        {
          "number": 0,
          "duration": "1:39:56",
          "size_bytes": 11397666816,
          "chapters": 24,
          "resolution": "1920x1080",
          "audio_streams": [
            {
              "language": "eng",
              "codec": "TrueHD",
              "channels": 6
            }
          ],
          "subtitle_streams": [
            {
              "language": "eng",
              "format": "PGS"
            }
          ],
          "name": null,
          "source_file": "00800.mpls",
          "segment_map": "1,2",
          "angle": null,
          "output_file": "A_t00.mkv",
          "video_codec": "Mpeg4",
          "chapter_count": 24,
          "makemkv_name": "A_t00.mkv",
          "classification": "main_feature",
          "confidence": "high",
          "score": 0.98,
          "role": "main_feature"
        }
      ],
      "volume_name": "THE_POLAR_EXPRESS",
      "fingerprint": "f1"
    }"
  `);
});

test("a track that only has the disc's name has none", () => {
  const [track] = result.tracks;
  const names = ["THE_POLAR_EXPRESS", "The making of"];
  const tracks = names.map((name) => ({ ...track!, name }));
  expect(encodeScanResult({ ...result, tracks })).toMatchObject({
    tracks: [{ name: null }, { name: "The making of" }],
  });
});

test("warnings are there where there are any", () => {
  const warnings = [{ kind: "read_errors", count: 2, text: "Two." }];
  expect(encodeScanResult({ ...result, warnings })).toMatchObject({ warnings });
});
