import { expect, test } from "bun:test";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { Queue } from "../../src/queue/queue.ts";
import {
  createTasksFixture,
  failedResponse,
  ripFile,
  scanFile,
} from "./queue-fixture.ts";

class Killed extends Error {}

/** Does `limit` changes to the disk; the next one happens half or not at all, and nothing after it. */
function killedAfter(limit: number, ops: FileOps = nodeFileOps) {
  let changes = 0;
  const isAlive = () => changes++ < limit;
  const step =
    <A extends readonly unknown[]>(run: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (!isAlive()) throw new Killed();
      await run(...args);
    };
  return {
    wasKilled: () => changes > limit,
    ops: {
      ...ops,
      makeFolder: step(ops.makeFolder),
      rename: step(ops.rename),
      link: step(ops.link),
      unlink: step(ops.unlink),
      syncFolder: step(ops.syncFolder),
      async write(path: string, text: string) {
        const isLast = changes === limit;
        if (isLast) await ops.write(path, text.slice(0, text.length / 2));
        if (!isAlive()) throw new Killed();
        await ops.write(path, text);
      },
    } satisfies FileOps,
  };
}

const noLinks: FileOps = {
  ...nodeFileOps,
  link: () =>
    Promise.reject(Object.assign(new Error("link"), { code: "ENOTSUP" })),
};

type Fixture = Awaited<ReturnType<typeof createTasksFixture>>;

interface Story {
  readonly name: string;
  /** What is there before. */
  readonly files: Readonly<Record<string, unknown>>;
  run(queue: Queue, fixture: Fixture): Promise<unknown>;
  /** The ids that must be queued or answered afterwards. */
  readonly ids: readonly string[];
}

const stories: readonly Story[] = [
  {
    name: "open on leftovers of every kind",
    files: {
      "queued/waiting.json": scanFile("waiting"),
      "in_progress/crashed.json": ripFile("crashed", { attempts: 1 }),
      "in_progress/tired.json": ripFile("tired", { attempts: 3 }),
      "in_progress/answered.json": scanFile("answered"),
      "complete/answered.json": { task_id: "answered" },
      "queued/both.json": scanFile("both"),
      "in_progress/both.json": scanFile("both"),
      "in_progress/broken.json": "{",
      "in_progress/.tired.json.amphigory-9.tmp": "{",
    },
    run: async () => {},
    ids: ["waiting", "crashed", "tired", "answered", "both", "broken"],
  },
  {
    name: "claim and complete",
    files: { "queued/a.json": ripFile("a"), "queued/b.json": scanFile("b") },
    run: async (queue) => {
      await queue.claim("a");
      await queue.complete(failedResponse("a"));
      await queue.claim("b");
    },
    ids: ["a", "b"],
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

async function prepare({ files }: Story) {
  const fixture = await createTasksFixture();
  for (const folder of ["queued", "in_progress", "complete"]) {
    await nodeFileOps.makeFolder(join(fixture.tasks, folder));
  }
  for (const [name, content] of Object.entries(files)) {
    await fixture.write(name, content);
  }
  return fixture;
}

/** Runs the story until it is killed at one point; whether it was. */
async function runKilled(story: Story, fixture: Fixture, ops: FileOps) {
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

async function expectWhole(fixture: Fixture, ids: readonly string[]) {
  expect(await fixture.queue.open(fixture.request)).toMatchObject({
    kind: "opened",
  });
  const files = await fixture.files();
  const places = ids.map((id) =>
    files.filter((file) => file.endsWith(`/${id}.json`)),
  );
  for (const [at, place] of places.entries()) {
    const id = ids[at] ?? "";
    expect([[`queued/${id}.json`], [`complete/${id}.json`]]).toContainEqual([
      ...place,
    ]);
  }
  expect(files.filter((file) => file.includes(".tmp"))).toEqual([]);
}

/** What the webapp would see: every `*.json` parses, apart from the one that was broken before. */
async function expectWholeJson(fixture: Fixture) {
  for (const file of await fixture.files()) {
    if (!file.endsWith(".json") || file === "in_progress/broken.json") continue;
    JSON.parse(await fixture.read(file));
  }
}

for (const [system, ops, told] of [
  ["hard links", nodeFileOps, stories],
  ["no hard links", noLinks, stories.slice(0, 2)],
] as const) {
  for (const story of told) {
    test(`killed anywhere in "${story.name}", with ${system}, every task is queued once or answered once`, async () => {
      for (let limit = 0; ; limit += 1) {
        await using fixture = await prepare(story);
        const killer = killedAfter(limit, ops);
        await runKilled(story, fixture, killer.ops);
        await expectWholeJson(fixture);
        await expectWhole(fixture, story.ids);
        const files = await fixture.files();
        await fixture.queue.open(fixture.request);
        expect(await fixture.files()).toEqual(files);
        if (!killer.wasKilled()) break;
      }
    });
  }
}
