import { expect, test } from "bun:test";
import { answerTo } from "../../src/state/ending.ts";
import type { Drive } from "../../src/state/state.ts";
import {
  inserted,
  noDisc,
  ripTask,
  scanned,
  scanResult,
  scanTask,
  unwatchedDrive,
} from "../support/states.ts";

const unnamed = { ...ripTask(), discFingerprint: null };

function fingerprint(
  task: typeof unnamed | ReturnType<typeof ripTask>,
  drive: Drive,
) {
  return answerTo(task, drive).source?.discFingerprint;
}

test("the answer of a rip names the disc as the task does", () => {
  const task = { ...ripTask(), discFingerprint: "the webapp's own" };
  expect(fingerprint(task, inserted(scanned))).toBe("the webapp's own");
});

test("the answer of a rip whose task names no disc names the one that was scanned", () => {
  const lastScan = {
    kind: "unknown",
    lastScan: scanResult,
    renumbered: null,
  } as const;
  expect(fingerprint(unnamed, inserted(scanned))).toBe("f1");
  expect(fingerprint(unnamed, { ...unwatchedDrive, disc: lastScan })).toBe(
    "f1",
  );
  for (const drive of [noDisc, unwatchedDrive, inserted({ kind: "wanted" })])
    expect(fingerprint(unnamed, drive)).toBeNull();
});

test("the answer of a scan has no source", () => {
  expect(answerTo(scanTask(), inserted(scanned)).source).toBeNull();
});
