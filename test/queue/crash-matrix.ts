import type { FileOps } from "../../src/queue/file-ops.ts";
import {
  justStart,
  prepare,
  runKilled,
  stories,
  type Story,
} from "./crash-stories.ts";
import {
  createWebapp,
  disk,
  diskWithoutLinks,
  killedAfter,
  type Fixture,
  type Webapp,
} from "./crash-world.ts";

/** Every story, ended at every change it makes to the disk, and what has to be true after the next start. */

/** What is wrong after a start that nobody killed: nothing, in the end. */
export async function findWrong(
  fixture: Fixture,
  webapp: Webapp,
  story: Story,
): Promise<readonly string[]> {
  await runKilled(justStart(story), fixture, disk);
  webapp.look();
  const files = await fixture.files();
  const wrong = webapp.missed.map((id) => `${id} was in no folder for a time`);
  for (const id of story.ids) {
    const isQueued = files.includes(`queued/${id}.json`);
    const answers = webapp.answers(id);
    if (answers === (isQueued ? 0 : 1)) continue;
    wrong.push(
      `${id} is ${isQueued ? "" : "not "}queued and was answered ${answers} times`,
    );
  }
  const left = files.filter((file) => !isTaskOrAnswer(file));
  return [...wrong, ...left.map((file) => `${file} is left over`)];
}

function isTaskOrAnswer(file: string): boolean {
  return /^(queued|complete|failed)\/\w+\.json$|^PAUSED$/.test(file);
}

/** What the webapp could not read: a `*.json` that is not whole, apart from the one that was broken before. */
export async function findHalves(fixture: Fixture): Promise<readonly string[]> {
  const halves: string[] = [];
  for (const file of await fixture.files()) {
    if (!file.endsWith(".json") || file === "in_progress/broken.json") continue;
    const text = await fixture.read(file);
    if (!isJson(text)) halves.push(`${file} is half-written: ${text}`);
  }
  return halves;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export interface World {
  readonly ops: FileOps;
  /** Of the webapp, in looks. */
  readonly patience: number;
}

export const NEVER = Number.POSITIVE_INFINITY;

/** The worlds that are tried, and which stories are told in them. */
export const worlds: readonly (World & {
  readonly removal: string;
  readonly told: readonly Story[];
})[] = [
  { removal: "at once", ops: disk, patience: 0, told: stories },
  {
    removal: "a little later",
    ops: disk,
    patience: 2,
    told: stories.slice(1, 3),
  },
  { removal: "never", ops: disk, patience: NEVER, told: stories.slice(1, 3) },
  {
    removal: "at once, without hard links",
    ops: diskWithoutLinks,
    patience: 0,
    told: stories.slice(1, 4),
  },
];

export interface Told {
  /** Whether the first life was ended, and the start after it: if not, they had no more changes to make. */
  readonly first: boolean;
  readonly second: boolean;
  readonly wrong: readonly string[];
}

/** One life that ends after `first` changes, a start that ends after `again`, and one that nobody ends. */
export async function tell(
  story: Story,
  { ops, patience }: World,
  kills: { readonly first: number; readonly again: number },
): Promise<Told> {
  await using fixture = await prepare(story);
  const webapp = createWebapp(fixture, story.ids, patience);
  webapp.look();
  const first = killedAfter(kills.first, ops, webapp);
  await runKilled(story, fixture, first.ops);
  webapp.look();
  const halves = await findHalves(fixture);
  const second = killedAfter(kills.again, ops, webapp);
  await runKilled(justStart(story), fixture, second.ops);
  webapp.look();
  const wrong = await findWrong(fixture, webapp, story);
  return {
    first: first.wasKilled(),
    second: second.wasKilled(),
    wrong: [...halves, ...wrong],
  };
}

const AT_ONCE = 8;

/** Tries 0, 1, 2 … until one was not killed any more. */
export async function tryAll(
  run: (limit: number) => Promise<boolean>,
): Promise<void> {
  for (let from = 0; ; from += AT_ONCE) {
    const limits = Array.from({ length: AT_ONCE }, (_, at) => from + at);
    const killed = await Promise.all(limits.map(run));
    if (killed.includes(false)) return;
  }
}
