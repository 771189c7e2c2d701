import { describe, expect, test } from "bun:test";
import {
  discMessages,
  linkMessagesBetween,
} from "../../src/link/link-messages.ts";
import { noProgress } from "../../src/state/progress.ts";
import type { Activity, Drive, Ripping } from "../../src/state/state.ts";
import {
  finished,
  inserted,
  noDisc,
  readyState,
  response,
  ripping,
  scanned,
  scanResult,
  stopping,
  unwatchedDrive,
} from "../support/states.ts";

const wanted = inserted({ kind: "wanted" });
const brief = (previous: Drive, next: Drive) =>
  discMessages(previous, next).map((message) =>
    message.event === "fingerprinted"
      ? `${message.event} ${message.fingerprint}`
      : `${message.event} ${message.volume_name}`,
  );

function later(drive: Drive, insertedAt: number): Drive {
  if (drive.disc.kind !== "inserted") throw new Error("no disc");
  return { ...drive, disc: { ...drive.disc, insertedAt } };
}

describe("discs", () => {
  test("come, are recognised when the scan is known, and go", () => {
    expect(brief(noDisc, wanted)).toEqual(["inserted THE_POLAR_EXPRESS"]);
    expect(brief(wanted, inserted({ kind: "running" }))).toEqual([]);
    expect(brief(wanted, inserted(scanned))).toEqual(["fingerprinted f1"]);
    expect(brief(inserted(scanned), inserted(scanned))).toEqual([]);
    expect(brief(inserted(scanned), noDisc)).toEqual([
      "ejected THE_POLAR_EXPRESS",
    ]);
  });

  test("that are scanned already are told with their fingerprint", () => {
    expect(brief(noDisc, inserted(scanned))).toEqual([
      "inserted THE_POLAR_EXPRESS",
      "fingerprinted f1",
    ]);
  });

  test("another one in the same drive is an eject and an insert", () => {
    const old = inserted(scanned);
    expect(brief(old, later(old, 5))).toEqual([
      "ejected THE_POLAR_EXPRESS",
      "inserted THE_POLAR_EXPRESS",
      "fingerprinted f1",
    ]);
  });

  test("that turn out to be others are recognised again", () => {
    const result = { ...scanResult, fingerprint: "f2" };
    expect(
      brief(
        inserted(scanned),
        inserted({ kind: "done", result, renumbered: null }),
      ),
    ).toEqual(["fingerprinted f2"]);
  });

  test("are recognised also where nobody watches the drive, and never said to be out there", () => {
    const known: Drive = {
      ...unwatchedDrive,
      disc: { kind: "unknown", lastScan: scanResult, renumbered: null },
    };
    expect(brief(unwatchedDrive, known)).toEqual(["fingerprinted f1"]);
    expect(brief(inserted(scanned), unwatchedDrive)).toEqual([]);
  });
});

describe("progress", () => {
  const saving = (percent: number, etaMs: number | null): Ripping => ({
    ...ripping(),
    progress: {
      ...noProgress,
      phase: "saving",
      percent,
      etaMs,
      currentSizeBytes: percent * 1_000_000,
      bytesPerSecond: etaMs === null ? null : 20_000_000,
    },
  });
  const told = (previous: Activity, next: Activity) =>
    linkMessagesBetween(
      readyState({ activity: previous }),
      readyState({ activity: next }),
    );
  const progress = (
    percent: number,
    eta_seconds: number | null,
    speed: string,
  ) => ({
    type: "progress" as const,
    task_id: "rip-1",
    percent,
    eta_seconds,
    current_size_bytes: percent * 1_000_000,
    speed,
  });

  test("is told from the first byte on, and only when it has changed", () => {
    expect(told(ripping(), saving(0, null))).toEqual([
      progress(0, null, "0.0 MB/s"),
    ]);
    expect(told(saving(0, null), saving(3, 60_000))).toEqual([
      progress(3, 60, "20.0 MB/s"),
    ]);
    expect(told(saving(3, 60_000), saving(3, 60_000))).toEqual([]);
    expect(told(saving(3, 1), stopping(saving(3, 1), "quitting"))).toEqual([]);
  });

  test("ends with 100 when the file is whole, and not when the rip failed", () => {
    const done = { kind: "finishing", response: response() } as const;
    expect(told(saving(98, 1000), done)).toEqual([
      { ...progress(100, 0, "20.0 MB/s"), current_size_bytes: 1000 },
    ]);
    expect(told(done, { kind: "idle" })).toEqual([]);
    const failed = response({
      outcome: {
        kind: "failed",
        failure: { code: "DISC_UNREADABLE", message: "", detail: "" },
      },
    });
    expect(
      told(saving(98, 1000), { kind: "finishing", response: failed }),
    ).toEqual([]);
  });
});

test("what the webapp reads in files is not told", () => {
  expect(
    linkMessagesBetween(
      readyState(),
      readyState({
        recent: [finished()],
        people: { webappClients: 2, watchers: 1, lastCommandAt: 5 },
      }),
    ),
  ).toEqual([]);
});
