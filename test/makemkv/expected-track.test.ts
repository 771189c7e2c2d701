import { expect, test } from "bun:test";
import { findMismatch } from "../../src/makemkv/expected-track.ts";
import type { ScanResult, Track } from "../../src/state/scan-result.ts";

const track: Track = {
  number: 2,
  duration: "1:39:56",
  sizeBytes: 11_397_666_816,
  chapters: 24,
  resolution: "1920x1080",
  videoCodec: null,
  audioStreams: [],
  subtitleStreams: [],
  name: null,
  sourceFile: null,
  segmentMap: null,
  angle: null,
  outputFile: null,
};
const scan: ScanResult = {
  discName: "Film",
  discType: "bluray",
  volumeName: null,
  fingerprint: "f",
  tracks: [track],
  warnings: [],
};
const wanted = {
  number: 2,
  expectedSizeBytes: 11_397_666_816,
  expectedDurationMs: 5_996_000,
};

test("the right track matches, also when little is known", () => {
  expect(findMismatch(wanted, scan)).toBeNull();
  expect(findMismatch(wanted, null)).toBeNull();
  expect(
    findMismatch(
      { number: 2, expectedSizeBytes: null, expectedDurationMs: null },
      scan,
    ),
  ).toBeNull();
  expect(
    findMismatch(
      {
        ...wanted,
        expectedSizeBytes: 11_400_000_000,
        expectedDurationMs: 5_998_000,
      },
      scan,
    ),
  ).toBeNull();
});

test.each([
  ["another number", { ...wanted, number: 0 }, "is not there: it has 1 tracks"],
  [
    "another size",
    { ...wanted, expectedSizeBytes: 7_000_000_000 },
    "is 1:39:56, 11.4 GB",
  ],
  [
    "another duration",
    { ...wanted, expectedDurationMs: 5_999_000 },
    "is 1:39:56, 11.4 GB",
  ],
] as const)("%s is another disc", (_, other, there) => {
  const failure = findMismatch(other, scan);
  expect(failure?.code).toBe("DISC_EJECTED");
  expect(failure?.message).toContain(there);
  expect(failure?.detail).toContain(`track ${other.number}`);
});
