import { expect, test } from "bun:test";
import { withTrouble } from "../../src/queue/trouble.ts";

const TASKS = "/media/host/tasks";

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: open '${path}'`), { code, path });
}

async function keyFor(error: Error): Promise<string | null> {
  const trouble = await withTrouble(TASKS, () => Promise.reject(error));
  return trouble.problem.key;
}

test.each([
  ["ENOSPC", `${TASKS}/in_progress/a.json`, "storage_full"],
  ["EACCES", TASKS, "storage_refused"],
  ["ENOENT", "/media/host", "storage_gone"],
  ["ENOTDIR", `${TASKS}/complete/a.json`, "storage_blocked"],
  ["EXDEV", `${TASKS}/queued/a.json`, "storage_split"],
  ["EMFILE", TASKS, "too_many_open_files"],
  ["ENOSPC", "/home/me/.config/amphigory/outbox/a.answer", "outbox_refused"],
  ["ENOTDIR", "/home/me/.config/amphigory/outbox", "outbox_refused"],
  ["EACCES", "/media/host/tasks-of-another", "outbox_refused"],
])("%s at %s is %s", async (code, path, key) => {
  expect(await keyFor(refusal(code, path))).toBe(key);
});

test("what is no refusal of the system is a bug, and stays thrown", () => {
  const bug = new TypeError("bug");
  expect(withTrouble(TASKS, () => Promise.reject(bug))).rejects.toBe(bug);
});
