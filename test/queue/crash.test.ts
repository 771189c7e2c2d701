import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, unlinkSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { Queue } from "../../src/queue/queue.ts";
import {
  createTasksFixture,
  failedResponse,
  ripFile,
  scanFile,
} from "./queue-fixture.ts";

// Thousands of synced writes: seconds on a busy disk.
setDefaultTimeout(60_000);

class Killed extends Error {}

/** The disk without waiting for it: what is killed here is the process. */
const disk: FileOps = {
  ...nodeFileOps,
  write: (path, text) => writeFile(path, text),
  syncFolder: async () => {},
};

const diskWithoutLinks: FileOps = {
  ...disk,
  link: () =>
    Promise.reject(Object.assign(new Error("link"), { code: "ENOTSUP" })),
};

/** Does `limit` changes to the disk; the next one happens half or not at all, and nothing after it. */
function killedAfter(limit: number, ops: FileOps, webapp: Webapp) {
  let changes = 0;
  const isAlive = () => changes++ < limit;
  const step =
    <A extends readonly unknown[]>(run: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (!isAlive()) throw new Killed();
      await run(...args);
      webapp.look();
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

type Fixture = Awaited<ReturnType<typeof createTasksFixture>>;

/** Looks after every change to the disk, and removes an answer so many looks after it came to be. */
interface Webapp {
  look(): void;
  /** How often an answer to this task has come to be. */
  answers(id: string): number;
  /** Not answered, and in none of the three folders: a webapp forgets such a task. */
  readonly missed: readonly string[];
}

function createWebapp(
  { tasks, exists }: Fixture,
  ids: readonly string[],
  patience: number,
): Webapp {
  const counts = new Map<string, number>();
  const ages = new Map<string, number>();
  const missed: string[] = [];
  const answers = (id: string) => counts.get(id) ?? 0;
  return {
    look() {
      // The disk is not mounted.
      if (!existsSync(tasks)) return;
      for (const id of ids) {
        const answer = `complete/${id}.json`;
        const age = exists(answer) ? (ages.get(id) ?? 0) : null;
        if (age === 0) counts.set(id, answers(id) + 1);
        if (age === null) ages.delete(id);
        else ages.set(id, age + 1);
        if (age !== null && age >= patience) {
          unlinkSync(join(tasks, answer));
          ages.delete(id);
        }
        const isKnown =
          answers(id) > 0 ||
          exists(`in_progress/${id}.json`) ||
          exists(`queued/${id}.json`);
        if (!isKnown) missed.push(id);
      }
    },
    answers,
    missed,
  };
}

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

async function prepare({ files }: Story) {
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

function justStart(story: Story): Story {
  return { ...story, run: async () => {} };
}

/** What is left after a start that nobody killed. */
async function expectWhole(fixture: Fixture, webapp: Webapp, story: Story) {
  await runKilled(justStart(story), fixture, disk);
  webapp.look();
  const files = await fixture.files();
  for (const id of story.ids) {
    const isQueued = files.includes(`queued/${id}.json`);
    expect({ id, isQueued, answers: webapp.answers(id) }).toEqual({
      id,
      isQueued,
      answers: isQueued ? 0 : 1,
    });
  }
  expect(webapp.missed).toEqual([]);
  expect(files.filter((file) => !isTaskOrAnswer(file))).toEqual([]);
}

function isTaskOrAnswer(file: string): boolean {
  return /^(queued|complete|failed)\/\w+\.json$|^PAUSED$/.test(file);
}

/** What the webapp would see: every `*.json` parses, apart from the one that was broken before. */
async function expectWholeJson(fixture: Fixture) {
  for (const file of await fixture.files()) {
    if (!file.endsWith(".json") || file === "in_progress/broken.json") continue;
    JSON.parse(await fixture.read(file));
  }
}

interface World {
  readonly ops: FileOps;
  /** Of the webapp, in looks. */
  readonly patience: number;
}

/** One life that ends after `first` changes, a start that ends after `again`, and one that nobody ends. */
async function tell(
  story: Story,
  { ops, patience }: World,
  kills: { readonly first: number; readonly again: number },
) {
  await using fixture = await prepare(story);
  const webapp = createWebapp(fixture, story.ids, patience);
  webapp.look();
  const first = killedAfter(kills.first, ops, webapp);
  await runKilled(story, fixture, first.ops);
  webapp.look();
  await expectWholeJson(fixture);
  const second = killedAfter(kills.again, ops, webapp);
  await runKilled(justStart(story), fixture, second.ops);
  webapp.look();
  await expectWhole(fixture, webapp, story);
  return { first: first.wasKilled(), second: second.wasKilled() };
}

const NEVER = Number.POSITIVE_INFINITY;
const AT_ONCE = 8;

/** Tries 0, 1, 2 … until one was not killed any more. */
async function tryAll(run: (limit: number) => Promise<boolean>): Promise<void> {
  for (let from = 0; ; from += AT_ONCE) {
    const limits = Array.from({ length: AT_ONCE }, (_, at) => from + at);
    const killed = await Promise.all(limits.map(run));
    if (killed.includes(false)) return;
  }
}

for (const [name, ops, patience, told] of [
  ["at once", disk, 0, stories],
  ["a little later", disk, 2, stories.slice(1, 3)],
  ["never", disk, NEVER, stories.slice(1, 3)],
  ["at once, without hard links", diskWithoutLinks, 0, stories.slice(1, 4)],
] as const) {
  for (const story of told) {
    test(`killed anywhere in "${story.name}", every task is queued or answered once, by a webapp that removes answers ${name}`, async () => {
      await tryAll(async (first) => {
        const world = { ops, patience };
        return (await tell(story, world, { first, again: NEVER })).first;
      });
    });
  }
}

test("the same when the start after it is killed anywhere, too", async () => {
  const story = stories.find(({ name }) => name.includes("away"));
  if (!story) throw new Error("no such story");
  await tryAll(async (first) => {
    for (let again = 0; ; again += 1) {
      const kills = { first, again };
      const killed = await tell(story, { ops: disk, patience: 0 }, kills);
      if (!killed.second) return killed.first;
    }
  });
});
