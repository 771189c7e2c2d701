import { expect, test } from "bun:test";
import { appendFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLogEntry } from "../../../tui/dashboard/log-entry.ts";
import { createLogTail } from "../../../tui/dashboard/log-tail.ts";
import { tempDir } from "../../support/temp-dir.ts";

const line = (message: string, fields = {}) =>
  `${JSON.stringify({ time: "2025-12-21T14:30:45.000Z", level: "info", message, ...fields })}\n`;
const at = Date.parse("2025-12-21T14:30:45Z");

test("a line of the log is told in words", () => {
  const text = line("taskClaimed", {
    taskId: "rip-1",
    kind: "rip",
    code: null,
  });
  expect(readLogEntry(text)).toEqual({
    at,
    level: "info",
    message: "task claimed",
    facts: "task id rip-1  kind rip",
  });
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '"text"',
  '{"time":"x","message":"y"}',
  '{"time":0}',
])("what is no entry is none: %s", (text) => {
  expect(readLogEntry(text)).toBeNull();
});

test("the log is followed, also when it is rotated away", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "daemon.jsonl");
  const tail = createLogTail(path);
  const messages = () => tail.look().map(({ message }) => message);
  expect(messages()).toEqual([]);

  await writeFile(path, line("one"));
  expect(messages()).toEqual(["one"]);
  expect(tail.look()).toBe(tail.look());

  await appendFile(path, `${line("two")}{"time":"2025`);
  expect(messages()).toEqual(["one", "two"]);

  await rename(path, `${path}.1`);
  expect(messages()).toEqual([]);
  await writeFile(path, line("three"));
  expect(messages()).toEqual(["three"]);
});

test("of a long log only the end is read", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "daemon.jsonl");
  await writeFile(path, line("x".repeat(200)).repeat(5000) + line("last"));
  const entries = createLogTail(path).look();
  expect(entries.length).toBeLessThanOrEqual(301);
  expect(entries.at(-1)?.message).toBe("last");
});
