import { expect, test } from "bun:test";
import { driveStatusOf } from "../../src/link/drive-status.ts";
import type { DaemonState } from "../../src/state/state.ts";
import {
  inserted,
  noDisc,
  readyState,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanResult,
  scanTask,
  stopping,
  unwatchedDrive,
  waiting,
} from "../support/states.ts";

function statusOf(changes: Partial<DaemonState>) {
  return driveStatusOf(readyState(changes), "beehive");
}

test("a scanned disc, whole", () => {
  expect(statusOf({})).toEqual({
    drive_id: "beehive:rdisk4",
    daemon_id: "beehive",
    device: "/dev/rdisk4",
    state: "scanned",
    disc_volume: "THE_POLAR_EXPRESS",
    disc_type: "bluray",
    fingerprint: "f1",
    scan_status: "complete",
  });
});

test("a drive of which not even the name is known still has an id", () => {
  expect(
    statusOf({ drive: { ...unwatchedDrive, device: null } }),
  ).toMatchObject({ drive_id: "beehive:unknown", device: null });
});

const failed = {
  kind: "failed",
  code: "DISC_UNREADABLE",
  message: "It can not be read.",
} as const;
const wanted = inserted({ kind: "wanted" });
const lastScan = {
  ...unwatchedDrive,
  disc: { kind: "unknown", lastScan: scanResult, renumbered: null },
} as const;

test.each<readonly [string, Partial<DaemonState>, readonly (string | null)[]]>([
  ["no disc", { drive: noDisc }, ["empty", null, null]],
  [
    "a disc, not scanned yet",
    { drive: wanted },
    ["disc_inserted", "pending", null],
  ],
  [
    "a disc that is being scanned",
    { drive: inserted({ kind: "running" }), activity: scanning() },
    ["scanning", "in_progress", null],
  ],
  [
    "a scanned disc that a task has scanned again",
    { activity: scanning(scanTask()) },
    ["scanning", "in_progress", "f1"],
  ],
  [
    "a disc that could not be scanned",
    { drive: inserted(failed) },
    ["disc_inserted", "failed", null],
  ],
  ["a rip", { activity: ripping() }, ["ripping", "complete", "f1"]],
  [
    "a rip of a disc that was never scanned",
    { drive: wanted, activity: ripping() },
    ["ripping", "pending", null],
  ],
  [
    "a rip that is being stopped",
    { activity: stopping(ripping(), "cancelled") },
    ["ripping", "complete", "f1"],
  ],
  [
    "a rip whose disc was ejected",
    { drive: noDisc, activity: stopping(ripping(), "ejected") },
    ["empty", null, null],
  ],
  [
    "a task that waits for a disc",
    { drive: noDisc, activity: waiting(ripTask()) },
    ["empty", null, null],
  ],
  [
    "a drive that nobody watches",
    { drive: unwatchedDrive },
    ["unknown", null, null],
  ],
  [
    "a drive that nobody watches, after a scan",
    { drive: lastScan },
    ["scanned", "complete", "f1"],
  ],
  [
    "a drive that nobody watches, in a scan",
    { drive: unwatchedDrive, activity: scanning(scanTask()) },
    ["scanning", "in_progress", null],
  ],
])("%s", (_, changes, [state, scan_status, fingerprint]) => {
  expect(statusOf(changes)).toMatchObject({
    state: state ?? "",
    scan_status: scan_status ?? null,
    fingerprint: fingerprint ?? null,
  });
});

test("the scan knows the disc better than the system does", () => {
  const uhd = { ...scanResult, discType: "uhd4k", volumeName: "NAME" } as const;
  const drive = inserted({ kind: "done", result: uhd, renumbered: null });
  expect(statusOf({ drive }).disc_type).toBe("uhd4k");
  expect(statusOf({ drive: wanted }).disc_type).toBe("bluray");
  const unsure = { ...scanResult, discType: "unknown" } as const;
  expect(
    statusOf({
      drive: inserted({
        ...scanned,
        kind: "done",
        result: unsure,
        renumbered: null,
      }),
    }).disc_type,
  ).toBe("bluray");
  const unnamed = { ...drive, disc: { ...drive.disc, volumeName: null } };
  expect(statusOf({ drive: unnamed }).disc_volume).toBe("NAME");
});
