import { expect, test } from "bun:test";
import { relocateTrack } from "../../../src/makemkv/rip/relocate-track.ts";
import { isSameDisc } from "../../../src/makemkv/scan/same-track.ts";
import type { ScanResult } from "../../../src/state/scan-result.ts";
import type { RipTask } from "../../../src/state/task.ts";
import { hear } from "../../support/robot-lines.ts";

type Title = readonly [id: string, duration: string, bytes: number];

/** A DVD with these titles, in this order. */
function dvd(label: string, ...titles: readonly Title[]): ScanResult {
  const lines = titles.flatMap(([id, duration, bytes], number) => [
    `MSG:3028,0,3,"added","added","${id}","7","${duration}"`,
    `TINFO:${number},9,0,"${duration}"`,
    `TINFO:${number},11,0,"${bytes}"`,
    `TINFO:${number},26,0,"1-7"`,
    `TINFO:${number},27,0,"title_t0${number}.mkv"`,
  ]);
  const { result } = hear([`CINFO:32,0,"${label}"`, ...lines]);
  if (!result) throw new Error("no titles");
  return result;
}

const task = (
  number: number,
  size: number | null = null,
  discFingerprint: string | null = null,
) =>
  ({
    track: { number, expectedSizeBytes: size, expectedDurationMs: null },
    discFingerprint,
  }) satisfies Pick<RipTask, "track" | "discFingerprint">;

const first: Title = ["2", "1:35:13", 1_947_029_504];
const second: Title = ["3", "1:53:42", 2_321_354_752];
const third: Title = ["4", "1:28:33", 1_810_173_952];

function relocate(
  before: ScanResult,
  fresh: ScanResult,
  {
    number = 1,
    isCurrent = true,
    size = null as number | null,
    print = null as string | null,
  } = {},
) {
  const known = { result: before, isCurrent };
  const found = relocateTrack({
    task: task(number, size, print),
    known,
    fresh,
  });
  return found.kind === "found" ? found.number : found.failure.code;
}

test("a DVD's title is found where it is now, whether or not the disc's own numbers moved with it", () => {
  const before = dvd("A", first, second, third);
  expect(relocate(before, dvd("A", second, third))).toBe(0);
  const renamed: Title = ["2", second[1], second[2]];
  expect(relocate(before, dvd("A", renamed, third))).toBe(0);
});

test("twins are told apart by the disc's own numbers, or not at all", () => {
  const twin: Title = ["9", second[1], second[2]];
  const before = dvd("A", first, second, twin);
  expect(relocate(before, dvd("A", second, twin))).toBe(0);
  const renamed: Title = ["10", second[1], second[2]];
  expect(relocate(before, dvd("A", twin, renamed))).toBe("MAKEMKV_FAILED");
});

test("a track that differs in anything is another one", () => {
  const before = dvd("A", first, second, third);
  for (const other of [
    ["3", "1:53:43", second[2]],
    ["3", second[1], second[2] + 2048],
  ] as const)
    expect(relocate(before, dvd("A", first, other, third))).toBe(
      "MAKEMKV_FAILED",
    );
});

test("another label, or little in common, is another disc", () => {
  const before = dvd("A", first, second);
  expect(isSameDisc(before, dvd("A", second))).toBe(true);
  expect(isSameDisc(before, dvd("B", first, second))).toBe(false);
  expect(isSameDisc(before, dvd("A", third))).toBe(false);
  const longer: Title = ["5", "2:00:00", 2_500_000_000];
  expect(isSameDisc(before, dvd("A", first, longer))).toBe(false);
  expect(isSameDisc(dvd("A", first, longer, third), before)).toBe(false);
  expect(relocate(before, dvd("A", first, longer))).toBe("DISC_EJECTED");
  expect(relocate(before, dvd("B", first, second))).toBe("DISC_EJECTED");
  expect(relocate(before, dvd("A", third))).toBe("DISC_EJECTED");
});

test("where nobody watched the drive, a task that fits the other disc means it, and one that expects nothing does not", () => {
  const before = dvd("A", first, second);
  const other = dvd("B", third, first);
  const old = { isCurrent: false };
  expect(relocate(before, other, { ...old, size: first[2] })).toBe(1);
  expect(relocate(before, other, { ...old, size: second[2] })).toBe(
    "DISC_EJECTED",
  );
  expect(relocate(before, other, old)).toBe("DISC_EJECTED");
  expect(relocate(before, other, { size: first[2] })).toBe("DISC_EJECTED");
  const print = before.fingerprint;
  expect(relocate(before, other, { ...old, size: first[2], print })).toBe(
    "DISC_EJECTED",
  );
});

test("where nobody watched the drive, an episode that is nearly what is expected is none when the scanned one was it exactly", () => {
  const before = dvd("A", first, second);
  const nearly: Title = ["3", "1:53:41", second[2] + 2_000_000];
  const other = dvd("A", third, nearly);
  const old = { isCurrent: false };
  expect(relocate(before, other, { ...old, size: second[2] })).toBe(
    "DISC_EJECTED",
  );
  expect(relocate(before, other, { ...old, size: second[2] + 1000 })).toBe(1);
});
