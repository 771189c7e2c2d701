import { describe, expect, test } from "bun:test";
import {
  deliveredTask,
  finishedTask,
  remember,
} from "../../src/state/finished-task.ts";
import type { ScanResult, Track } from "../../src/state/scan-result.ts";
import type { FinishedTask } from "../../src/state/state.ts";
import {
  failure,
  finished,
  NOW,
  response,
  rippedFile,
  scanResult,
} from "../support/states.ts";

const warning = { kind: "read_errors", count: 3, text: "3 read errors" };

const track: Track = {
  number: 0,
  duration: "1:39:56",
  sizeBytes: 1000,
  chapters: 24,
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
  classification: null,
};

describe("what is remembered of an answer", () => {
  test("a rip: its file, its size and how many warnings there were", () => {
    const file = { ...rippedFile, warnings: [warning] };
    const ripped = response({ outcome: { kind: "ripped", file } });
    expect(finishedTask(ripped)).toEqual(finished({ warnings: 1 }));
  });

  test.each<[Partial<ScanResult>, string, number]>([
    [{ tracks: [] }, "THE_POLAR_EXPRESS: 0 tracks", 0],
    [{ tracks: [track] }, "THE_POLAR_EXPRESS: 1 track", 0],
    [
      { tracks: [track, track], warnings: [warning] },
      "THE_POLAR_EXPRESS: 2 tracks",
      1,
    ],
  ])(
    "a scan: the disc and how many tracks it has (%#)",
    (found, message, warnings) => {
      const scanned = response({
        kind: "scan",
        source: null,
        outcome: { kind: "scanned", result: { ...scanResult, ...found } },
      });
      expect(finishedTask(scanned)).toEqual(
        finished({
          kind: "scan",
          trackNumber: null,
          sizeBytes: null,
          message,
          warnings,
        }),
      );
    },
  );

  test("a failure: why, and that nobody has looked at it yet", () => {
    const failed = response({
      outcome: { kind: "failed", failure: failure({ code: "DISC_EJECTED" }) },
    });
    expect(finishedTask(failed)).toEqual(
      finished({
        outcome: "failed",
        code: "DISC_EJECTED",
        message: "makemkvcon failed.",
        sizeBytes: null,
        acknowledged: false,
      }),
    );
  });
});

describe("what is remembered of an answer of which only the end is known", () => {
  const unknown: FinishedTask = finished({
    kind: null,
    trackNumber: null,
    sizeBytes: null,
  });

  test("a success", () => {
    const of = { taskId: "rip-1", outcome: "success", at: NOW } as const;
    expect(deliveredTask(of)).toEqual({
      ...unknown,
      message: "The answer was delivered when the tasks folder was back.",
    });
  });

  test("a failure, which waits to be looked at", () => {
    const of = { taskId: "rip-1", outcome: "failed", at: NOW } as const;
    expect(deliveredTask(of)).toEqual({
      ...unknown,
      outcome: "failed",
      code: "UNKNOWN",
      message:
        "The task had failed before the daemon was started again; its answer is in complete/.",
      acknowledged: false,
    });
  });
});

test("the newest is first, and twenty are remembered", () => {
  const many = Array.from({ length: 25 }, (_, n) =>
    finished({ taskId: `task-${n}` }),
  );
  const recent = many.reduce<readonly FinishedTask[]>(remember, []);
  expect(recent.map(({ taskId }) => taskId)).toEqual(
    Array.from({ length: 20 }, (_, n) => `task-${24 - n}`),
  );
});
