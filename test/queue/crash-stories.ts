import { rename } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { Queue } from "../../src/queue/queue.ts";
import { disk, Killed, type Fixture } from "./crash-world.ts";
import {
  createTasksFixture,
  failedResponse,
  ripFile,
  scanFile,
} from "./queue-fixture.ts";

/**
 * What a queue does between two starts, to be killed at one of its changes to the disk. The test and the crash matrix in
 * chaos/ tell the same stories.
 */

export interface Story {
  readonly name: string;
  /** What is there before. */
  readonly files: Readonly<Record<string, unknown>>;
  run(queue: Queue, fixture: Fixture): Promise<unknown>;
  /** The ids that must be queued or answered afterwards. */
  readonly ids: readonly string[];
}

export const stories: readonly Story[] = [
  {
    name: "open on leftovers of every kind",
    files: {
      "queued/waiting.json": scanFile("waiting"),
      "in_progress/crashed.json": ripFile("crashed", { attempts: 1 }),
      "in_progress/tired.json": ripFile("tired", { attempts: 3 }),
      "in_progress/answered.json": scanFile("answered"),
      "in_progress/answered.answer": { task_id: "answered", status: "failed" },
      "in_progress/marked.json": { id: "marked", type: "answered" },
      "in_progress/marked.answer": { task_id: "marked", status: "success" },
      "queued/both.json": scanFile("both"),
      "in_progress/both.json": scanFile("both"),
      "in_progress/broken.json": "{",
      "in_progress/.tired.json.amphigory-9.tmp": "{",
    },
    run: async () => {},
    ids: [
      "waiting",
      "crashed",
      "tired",
      "answered",
      "marked",
      "both",
      "broken",
    ],
  },
  {
    name: "claim and complete",
    files: {
      "queued/a.json": ripFile("a"),
      "queued/b.json": scanFile("b"),
      "failed/other.json": {},
    },
    run: async (queue) => {
      await queue.claim("a");
      await queue.complete(failedResponse("a"));
      await queue.claim("b");
    },
    ids: ["a", "b"],
  },
  {
    name: "complete while the folder is away",
    files: { "queued/a.json": ripFile("a") },
    run: async (queue, { tasks }) => {
      await queue.claim("a");
      await rename(tasks, `${tasks}-away`);
      try {
        await queue.complete(failedResponse("a"));
      } finally {
        await rename(`${tasks}-away`, tasks);
      }
      await queue.read();
    },
    ids: ["a"],
  },
  {
    name: "claim, requeue and claim again",
    files: { "queued/a.json": ripFile("a") },
    run: async (queue) => {
      await queue.claim("a");
      await queue.requeue("a");
      await queue.claim("a");
    },
    ids: ["a"],
  },
  {
    name: "pause, resume and an invalid task",
    files: { "queued/a.json": { id: "b", type: "scan" } },
    run: async (queue) => {
      await queue.setPaused(true);
      await queue.setPaused(false);
      await queue.claim("a");
      await queue.complete(failedResponse("a"));
    },
    ids: ["a"],
  },
];

/** The tasks folder as it was before the story. */
export async function prepare({ files }: Story) {
  const fixture = await createTasksFixture(disk);
  for (const folder of ["queued", "in_progress", "complete", "failed"]) {
    await nodeFileOps.makeFolder(join(fixture.tasks, folder));
  }
  for (const [name, content] of Object.entries(files)) {
    await fixture.write(name, content);
  }
  return fixture;
}

/** Runs the story until it is killed at one point. */
export async function runKilled(story: Story, fixture: Fixture, ops: FileOps) {
  const queue = fixture.make(ops);
  try {
    await queue.open(fixture.request);
    await story.run(queue, fixture);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    await queue.close();
  }
}

/** Only a start. */
export function justStart(story: Story): Story {
  return { ...story, run: async () => {} };
}
