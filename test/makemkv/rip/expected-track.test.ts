import { expect, test } from "bun:test";
import { findMismatch } from "../../../src/makemkv/rip/expected-track.ts";
import type { ScanResult, Track } from "../../../src/state/scan-result.ts";
import type { TrackRequest } from "../../../src/state/task.ts";

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
  addedAs: null,
  classification: null,
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
const bare = { number: 2, expectedSizeBytes: null, expectedDurationMs: null };
const OURS = "0123456789abcdef".repeat(4);
const ANOTHER = "f".repeat(64);

const mismatch = (
  track: TrackRequest,
  discFingerprint: string | null = null,
  fingerprint = OURS,
) => findMismatch({ track, discFingerprint }, { ...scan, fingerprint });

test("the right track matches, also when little is known", () => {
  expect(mismatch(wanted)).toBeNull();
  expect(
    findMismatch({ track: wanted, discFingerprint: null }, null),
  ).toBeNull();
  expect(mismatch(bare)).toBeNull();
  expect(
    mismatch({
      ...wanted,
      expectedSizeBytes: 11_400_000_000,
      expectedDurationMs: 5_998_000,
    }),
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
  const failure = mismatch(other);
  expect(failure?.code).toBe("DISC_EJECTED");
  expect(failure?.message).toContain(there);
  expect(failure?.detail).toContain(`track ${other.number}`);
});

test("where the numbers have moved, it is said which track fits", () => {
  const { detail = "" } = mismatch({ ...wanted, number: 0 }) ?? {};
  expect(detail).toContain("What it expects fits track 2 of this disc.");
});

test("another fingerprint is another disc, unless the track is the same to the byte", () => {
  const failure = mismatch(bare, ANOTHER);
  expect(failure?.code).toBe("DISC_EJECTED");
  expect(failure?.detail).toContain(ANOTHER);
  expect(failure?.detail).toContain(OURS);
  expect(mismatch(bare, OURS)).toBeNull();
  expect(mismatch(wanted, ANOTHER)).toBeNull();
  const rounded = { ...wanted, expectedSizeBytes: 11_397_000_000 };
  expect(mismatch(rounded, ANOTHER)?.code).toBe("DISC_EJECTED");
});

test("a fingerprint in a form of the webapp's own says nothing", () => {
  expect(mismatch(bare, "fp1:bluray:ABCDEF")).toBeNull();
  expect(mismatch(bare, "")).toBeNull();
});
