import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import { createQueue, type OpenRequest } from "../../src/queue/queue.ts";
import type { TaskResponse } from "../../src/state/response.ts";
import type { RipTask } from "../../src/state/task.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A tasks folder of one's own, and the queue on it. */
export async function createTasksFixture(ops: FileOps = nodeFileOps) {
  const dir = await tempDir();
  const clock = createFakeClock();
  const base = join(dir.path, "base");
  const tasks = join(base, "tasks");
  const outboxDir = join(dir.path, "outbox");
  await mkdir(base);
  const cleaned: RipTask[] = [];
  const hints = createHintWaiter();
  const make = (fileOps: FileOps = ops) =>
    createQueue({
      clock,
      outboxDir,
      ops: fileOps,
      onHint: hints.raise,
    });
  const request: OpenRequest = {
    directory: tasks,
    basedir: base,
    maxAttempts: 3,
    holder: "pid 1 of a test",
    async cleanUp(task) {
      cleaned.push(task);
      return null;
    },
  };
  const queue = make();
  return {
    clock,
    base,
    tasks,
    outboxDir,
    cleaned,
    request,
    queue,
    make,
    /** Resolves with the next hint, or with one that nobody waited for. */
    nextHint: hints.next,
    /** Writes a file of the tasks folder as if it had been there for a minute. */
    write: (name: string, content: unknown, ageMs = 60_000) =>
      writeAged(join(tasks, name), { content, ageMs, clock }),
    read: (name: string) => readFile(join(tasks, name), "utf8"),
    exists: (name: string) => existsSync(join(tasks, name)),
    files: () => filesBelow(tasks),
    async [Symbol.asyncDispose]() {
      await queue.close();
      await dir[Symbol.asyncDispose]();
    },
  };
}

function createHintWaiter() {
  let isRaised = false;
  let resolveNext = () => {};
  return {
    raise() {
      isRaised = true;
      resolveNext();
    },
    async next() {
      if (!isRaised) {
        await new Promise<void>((resolve) => (resolveNext = resolve));
      }
      isRaised = false;
    },
  };
}

async function writeAged(
  path: string,
  file: { content: unknown; ageMs: number; clock: FakeClock },
): Promise<void> {
  const { content, ageMs, clock } = file;
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await writeFile(path, text);
  const time = (clock.now() - ageMs) / 1000;
  await utimes(path, time, time);
}

/** Every file but the lock's, as `folder/name`. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.startsWith(".amphigory.lock"))
    .sort();
}

export function scanFile(id: string, extra: object = {}) {
  return { id, type: "scan", created_at: "2025-12-21T14:30:45Z", ...extra };
}

export function ripFile(id: string, extra: object = {}) {
  return {
    id,
    type: "rip",
    created_at: "2025-12-21T14:30:52Z",
    track: {
      number: 0,
      expected_size_bytes: 11397666816,
      expected_duration: "1:39:56",
    },
    output: { directory: "/media/ripped/A (2004)", filename: "A (2004).mkv" },
    ...extra,
  };
}

export function failedResponse(taskId: string): TaskResponse {
  return {
    taskId,
    kind: "rip",
    startedAt: Date.parse("2025-12-21T14:30:55Z"),
    completedAt: Date.parse("2025-12-21T14:35:12Z"),
    outcome: {
      kind: "failed",
      failure: { code: "DISC_EJECTED", message: "Gone.", detail: "exit 1" },
    },
    source: { discFingerprint: null, trackNumber: 0 },
  };
}
