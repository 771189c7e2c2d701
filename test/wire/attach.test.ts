import { expect, test } from "bun:test";
import {
  COMMANDS,
  controlSocketPath,
  readCommand,
  readSnapshot,
  snapshotOf,
} from "../../src/wire/attach.ts";
import { sampleState } from "../server/sample-state.ts";

test("the socket is in the config folder", () => {
  expect(controlSocketPath("/home/me/.config/amphigory")).toBe(
    "/home/me/.config/amphigory/run/daemon.sock",
  );
});

test("a path of 100 bytes is used, a longer one is replaced by a short name that depends on the folder alone", () => {
  const longest = `/${"d".repeat(83)}`;
  expect(Buffer.byteLength(controlSocketPath(longest))).toBe(100);
  expect(controlSocketPath(`${longest}d`)).toMatch(
    /^\/tmp\/amphigory-\d+\/[0-9a-f]{16}\.sock$/,
  );
  expect(controlSocketPath(`${longest}d/`)).toBe(
    controlSocketPath(`${longest}d`),
  );
  expect(controlSocketPath(`${longest}e`)).not.toBe(
    controlSocketPath(`${longest}d`),
  );
});

test("the length is counted in bytes", () => {
  expect(controlSocketPath(`/${"ü".repeat(50)}`)).toStartWith(
    "/tmp/amphigory-",
  );
});

test("a snapshot comes back as it was sent", () => {
  const snapshot = snapshotOf(sampleState);
  expect(readSnapshot(JSON.stringify(snapshot))).toEqual({
    kind: "snapshot",
    snapshot,
  });
});

test("a snapshot of another version is named, anything else is invalid", () => {
  expect(readSnapshot('{"version":99,"state":{}}')).toEqual({
    kind: "otherVersion",
    version: 99,
  });
  for (const text of ["", "null", "[]", '{"version":3}', '{"state":{}}']) {
    expect(readSnapshot(text)).toEqual({ kind: "invalid" });
  }
});

test("every command is read, and nothing else", () => {
  for (const command of COMMANDS) {
    expect(readCommand(JSON.stringify({ command }))).toBe(command);
  }
  for (const text of ["", "null", "[]", '"pause"', '{"command":"open"}']) {
    expect(readCommand(text)).toBeNull();
  }
});
