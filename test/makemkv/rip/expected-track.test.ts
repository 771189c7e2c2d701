import { expect, test } from "bun:test";
import {
  describeTrack,
  findTrack,
} from "../../../src/makemkv/rip/expected-track.ts";
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

/** Nearly: the track is no longer told by what is exactly expected. */
const rounded = {
  ...wanted,
  expectedSizeBytes: 11_400_000_000,
  expectedDurationMs: 5_998_000,
};

function mismatch(
  track: TrackRequest,
  discFingerprint: string | null = null,
  fingerprint = OURS,
) {
  const found = findTrack({ track, discFingerprint }, { ...scan, fingerprint });
  return found.kind === "mismatch" ? found.failure : null;
}

test("the right track matches, also when little is known", () => {
  expect(mismatch(wanted)).toBeNull();
  expect(mismatch(bare)).toBeNull();
  expect(mismatch(rounded)).toBeNull();
});

test.each([
  [
    "another number",
    { ...rounded, number: 0 },
    "it has 1 track (number 2), and no track 0, which should last 1:39:58 and have 11.4 GB (11400000000 bytes)",
  ],
  [
    "another size",
    { ...wanted, expectedSizeBytes: 7_000_000_000 },
    "track 2 should have 7.0 GB (7000000000 bytes), but has 11.4 GB (11397666816 bytes)",
  ],
  [
    "another duration",
    { ...wanted, expectedDurationMs: 2_700_000 },
    "track 2 should last 0:45:00, but lasts 1:39:56",
  ],
  [
    "another size and duration",
    { ...wanted, expectedSizeBytes: 7e9, expectedDurationMs: 2_700_000 },
    "track 2 should last 0:45:00 and have 7.0 GB (7000000000 bytes), but lasts 1:39:56 and has 11.4 GB (11397666816 bytes)",
  ],
] as const)("%s is another disc, and both are said", (_, other, difference) => {
  const failure = mismatch(other);
  expect(failure?.code).toBe("DISC_EJECTED");
  expect(failure?.message).toBe(
    `The disc in the drive, "Film", is not the one this task is for: ${difference}. Insert the right disc and queue the task again, or scan this one.`,
  );
  expect(failure?.detail).toContain(`track ${other.number}`);
});

test("what a task does not expect is not said", () => {
  const failure = mismatch({ ...bare, number: 7 });
  expect(failure).toEqual({
    code: "DISC_EJECTED",
    message:
      'The disc in the drive, "Film", is not the one this task is for: it has 1 track (number 2), and no track 7. Insert the right disc and queue the task again, or scan this one.',
    detail: "The task expects no certain length or size of track 7.",
  });
});

test("a length that makemkvcon has in a track's name is not said twice", () => {
  const named = { ...track, addedAs: "dvd title 3, 1:39:56, 4 cells" };
  const size = "11.4 GB (11397666816 bytes)";
  expect(describeTrack(track)).toBe(`1:39:56, ${size}`);
  expect(describeTrack(named)).toBe(size);
});

test("where the numbers have moved, it is said which track fits", () => {
  const { detail = "" } = mismatch({ ...rounded, number: 0 }) ?? {};
  expect(detail).toContain("What it expects fits track 2 of this disc.");
});

test("of another fingerprint the message has the beginning, and says nothing of what fits", () => {
  expect(mismatch(bare, ANOTHER)?.message).toBe(
    'The disc in the drive, "Film", is not the one this task is for: it is another disc by its fingerprint, 01234567… and not ffffffff…. Insert the right disc and queue the task again, or scan this one.',
  );
  const both = mismatch({ ...bare, expectedDurationMs: 2_700_000 }, ANOTHER);
  expect(both?.message).toContain(
    "is for: track 2 should last 0:45:00, but lasts 1:39:56; it is another disc by its fingerprint, 01234567… and",
  );
});

test("another fingerprint is another disc, unless the track is the same to the byte", () => {
  const failure = mismatch(bare, ANOTHER);
  expect(failure?.code).toBe("DISC_EJECTED");
  expect(failure?.detail).toContain(ANOTHER);
  expect(failure?.detail).toContain(OURS);
  expect(mismatch(bare, OURS)).toBeNull();
  expect(mismatch(wanted, ANOTHER)).toBeNull();
  expect(mismatch(rounded, ANOTHER)?.code).toBe("DISC_EJECTED");
  for (const number of [2, 5]) {
    const length = { ...bare, number, expectedDurationMs: 5_996_000 };
    expect(mismatch(length, ANOTHER)?.code).toBe("DISC_EJECTED");
    expect(mismatch(length)).toBeNull();
  }
});

test("a fingerprint in a form of the webapp's own says nothing", () => {
  expect(mismatch(bare, "fp1:bluray:ABCDEF")).toBeNull();
  expect(mismatch(bare, "")).toBeNull();
});

test("episodes that differ by a second are told apart: what is exactly expected is meant", () => {
  const episode = (number: number, duration: string, sizeBytes: number) => ({
    ...track,
    number,
    duration,
    sizeBytes,
  });
  const tracks = [
    episode(1, "0:22:00", 7_322_803),
    episode(2, "0:22:01", 7_329_318),
    episode(3, "0:22:01", 7_400_000),
  ];
  const find = (
    number: number,
    expectedSizeBytes: number | null,
    expectedDurationMs: number | null = null,
  ) =>
    findTrack(
      {
        track: { number, expectedSizeBytes, expectedDurationMs },
        discFingerprint: null,
      },
      { ...scan, tracks },
    );
  expect(find(1, 7_329_318)).toEqual({ kind: "found", number: 2 });
  expect(find(2, 7_329_318)).toEqual({ kind: "found", number: 2 });
  expect(find(2, null, 1_320_000)).toEqual({ kind: "found", number: 1 });
  expect(find(9, 7_322_803, 1_320_000)).toEqual({ kind: "found", number: 1 });
  // Rounded by a webapp: only the number can tell.
  expect(find(1, 7_323_000)).toEqual({ kind: "found", number: 1 });
  // Two fit, and the number is that of neither.
  expect(find(1, null, 1_321_000).kind).toBe("mismatch");
});
