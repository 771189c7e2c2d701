import { dirname } from "node:path";
import type { Queue } from "../../src/queue/queue.ts";
import {
  findHalves,
  findWrong,
  NEVER,
  tell,
  tryAll,
  worlds,
} from "../../test/queue/crash-matrix.ts";
import {
  justStart,
  prepare,
  runKilled,
  stories,
  type Story,
} from "../../test/queue/crash-stories.ts";
import {
  createWebapp,
  disk,
  diskWithoutLinks,
  killedAfter,
} from "../../test/queue/crash-world.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import { createCuttableDisk, type DiskKind } from "./power-cut.ts";

/**
 * The queue alone, ended at every one of its changes to the disk: that is thousands of ends in seconds, since no process
 * has to start for any of them.
 */
export async function killQueue(form: Form): Promise<Row> {
  const tally = createTally();
  for (const world of form === "short" ? worlds.slice(0, 1) : worlds) {
    for (const story of world.told) {
      await tryAll(async (first) => {
        const told = await tell(story, world, { first, again: NEVER });
        const where = `${story.name}, answers removed ${world.removal}, change ${first}`;
        tally.add(inWords(where, told.wrong));
        return told.first;
      });
    }
  }
  if (form === "short") return tally.row(KILLED);
  for (const story of stories) {
    await tryTwice(async (first, again) => {
      const world = { ops: disk, patience: 0 };
      const told = await tell(story, world, { first, again });
      const where = `${story.name}, change ${first}, then ${again}`;
      tally.add(inWords(where, told.wrong));
      return told;
    });
  }
  return tally.row(KILLED);
}

const KILLED =
  "The queue is killed before, in and after every change it makes to the disk (claim, answer, requeue, recovery, pause), and the start after it, too";

/** The same with a power cut in place of the kill: nothing is left but what was synced. */
export async function cutQueue(form: Form, kind: DiskKind): Promise<Row> {
  const tally = createTally();
  for (const story of stories) {
    for (const ops of form === "short" ? [disk] : [disk, diskWithoutLinks]) {
      const world = { ops, kind };
      await tryAll(async (first) => {
        const told = await tellCut(story, world, { first, again: NEVER });
        tally.add(inWords(`${story.name}, change ${first}`, told.wrong));
        return told.first;
      });
    }
    if (form === "short") continue;
    await tryTwice(async (first, again) => {
      const told = await tellCut(story, { ops: disk, kind }, { first, again });
      const where = `${story.name}, change ${first}, then ${again}`;
      tally.add(inWords(where, told.wrong));
      return told;
    });
  }
  return tally.row(CUT[kind]);
}

const CUT: Readonly<Record<DiskKind, string>> = {
  forgetful:
    "Power is cut at each of these changes, and every folder keeps only the names of its own last fsync",
  journal:
    "Power is cut at each of these changes, and a journal keeps what came before the last fsync",
};

interface CutWorld {
  readonly ops: typeof disk;
  readonly kind: DiskKind;
}

type Kills = { readonly first: number; readonly again: number };

async function tellCut(story: Story, { ops, kind }: CutWorld, kills: Kills) {
  await using fixture = await prepare(story);
  const root = dirname(fixture.base);
  const promised = createPromises();
  const live = async (told: Story, limit: number) => {
    const cuttable = await createCuttableDisk(root, kind, ops);
    const killed = killedAfter(limit, cuttable.ops, NOBODY);
    await runKilled(told, fixture, killed.ops);
    if (limit !== NEVER) await cuttable.cut();
    return killed.wasKilled();
  };
  const first = await live(
    {
      ...story,
      run: (queue, it) => story.run(promised.watch(queue), it),
    },
    kills.first,
  );
  const second = await live(justStart(story), kills.again);
  // Who removes an answer loses power, too: here nobody removes one.
  const webapp = createWebapp(fixture, story.ids, NEVER);
  const halves = await findHalves(fixture);
  const wrong = await findWrong(fixture, webapp, story);
  const broken = promised.findBroken(fixture.exists);
  return { first, second, wrong: [...halves, ...wrong, ...broken] };
}

/** Looks at nothing. */
const NOBODY = { look: () => {}, answers: () => 0, missed: [] };

/** What the queue has said is done has to be done after a power cut. */
function createPromises() {
  const answered = new Set<string>();
  let paused: boolean | null = null;
  return {
    watch: (queue: Queue): Queue => ({
      ...queue,
      async complete(response) {
        const completed = await queue.complete(response);
        if (completed.kind !== "unsaved") answered.add(response.taskId);
        return completed;
      },
      async setPaused(isPaused) {
        paused = null;
        const set = await queue.setPaused(isPaused);
        if (set.kind === "set") paused = isPaused;
        return set;
      },
    }),
    findBroken(exists: (file: string) => boolean): readonly string[] {
      const broken = [...answered]
        .filter((id) => !exists(`complete/${id}.json`))
        .map((id) => `${id} had been answered`);
      if (paused === null || paused === exists("PAUSED")) return broken;
      return [...broken, paused ? "it was paused" : "it was resumed"];
    },
  };
}

/** Every pair, until neither the first life nor the second one is ended any more. */
async function tryTwice(
  run: (
    first: number,
    again: number,
  ) => Promise<{ readonly first: boolean; readonly second: boolean }>,
): Promise<void> {
  await tryAll(async (first) => {
    for (let again = 0; ; again++) {
      const told = await run(first, again);
      if (!told.second) return told.first;
    }
  });
}

function inWords(where: string, wrong: readonly string[]): string | null {
  return wrong.length === 0 ? null : `${where}: ${wrong.join("; ")}`;
}
