import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fact } from "../../src/state/event.ts";
import { anyEvents } from "../support/arbitrary.ts";
import { newState, NOW, readyState } from "../support/states.ts";
import {
  type Choice,
  configLoaded,
  createSimulatedWorld,
  type SimulatedWorld,
} from "./simulated-world.ts";
import { createWitness, type Witness } from "./witness.ts";

describe("I1–I6 hold for any events in any order", () => {
  test("from the start", () => {
    fc.assert(
      fc.property(anyEvents(60), (events) => {
        const witness = createWitness(newState());
        for (const event of events) witness.take(event);
        const { state } = witness;
        expect(JSON.parse(JSON.stringify(state()))).toEqual(state());
      }),
      { numRuns: 500 },
    );
  });

  test("from a daemon that is ready", () => {
    fc.assert(
      fc.property(anyEvents(60), (events) => {
        const witness = createWitness(readyState());
        for (const event of events) witness.take(event);
      }),
      { numRuns: 500 },
    );
  });
});

interface Story {
  readonly witness: Witness;
  readonly world: SimulatedWorld;
  /** What happened, for the counterexample. */
  readonly log: string[];
  readonly tell: (facts: readonly Fact[], name?: string) => void;
}

function beginStory(): Story {
  const witness = createWitness(newState());
  const world = createSimulatedWorld(
    () => witness.state().activity.kind === "idle",
  );
  const log: string[] = [];
  let at = NOW;
  function tell(facts: readonly Fact[], name = ""): void {
    log.push([name, ...facts.map(({ type }) => type)].join(" "));
    for (const fact of facts) {
      world.order(witness.take({ ...fact, at: (at += 1000) }));
    }
  }
  tell([configLoaded]);
  return { witness, world, log, tell };
}

/** Each number picks one of the things that can happen next. */
function play({ world, tell }: Story, picks: readonly number[]): void {
  for (const pick of picks) {
    const choice = choose(world.choices(), pick);
    tell(choice.happen(), choice.name);
  }
}

function choose(choices: readonly Choice[], pick: number): Choice {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = pick % total;
  const chosen = choices.find(({ weight }) => (left -= weight) < 0);
  if (!chosen) throw new Error("nothing can happen");
  return chosen;
}

/** Lets everything that was ordered happen, until there is nothing left; the pick says in which order. */
function settle(story: Story, pick: number): void {
  for (let steps = 0; ; steps++) {
    const choices = story.world.pending();
    if (choices.length === 0) return;
    if (steps > 5000) throw new Error("it never comes to rest");
    const choice = choose(choices, pick * (steps + 1));
    story.tell(choice.happen(), choice.name);
  }
}

const picks = fc.array(fc.nat(9999), {
  minLength: 1,
  maxLength: 250,
  size: "max",
});

/** Plays a story with everything that can go wrong, and says what happened when an expectation about it fails. */
function inAnyStory(
  check: (story: Story, lastPick: number) => void,
  numRuns = 150,
): void {
  fc.assert(
    fc.property(picks, fc.nat(9999), (numbers, last) => {
      const story = beginStory();
      try {
        play(story, numbers);
        check(story, last);
        expect(story.world.faults()).toEqual([]);
      } catch (error) {
        const after = story.log.join(", ");
        throw new Error(`${String(error)}\nafter: ${after}`, { cause: error });
      }
    }),
    { numRuns, includeErrorInReport: true, interruptAfterTimeLimit: 3000 },
  );
}

describe("in any story of folders, discs, makemkvcon, webapp and people", () => {
  test("I1–I6 hold, recovery never meets a task in work, and no unread answer is written over", () => {
    inAnyStory(() => {});
  });

  test("I2: once everything that was ordered has happened, no claimed task is open", () => {
    inAnyStory((story, last) => {
      settle(story, last);
      const { activity } = story.witness.state();
      // Nothing happens any more in this world, so a task may wait for its disc for ever.
      const waits = activity.kind === "waiting" ? [activity.task.id] : [];
      expect(story.witness.open()).toEqual(waits);
      if (waits.length === 0) expect(activity).toEqual({ kind: "idle" });
    });
  });

  test("when the world is friendly again, every task is answered and the daemon is idle", () => {
    inAnyStory((story, last) => {
      const { world, witness } = story;
      const added = world.addTask();
      makeFriendly(story, last);
      expect({
        activity: witness.state().activity,
        open: witness.open(),
        inProgress: [...world.folder().inProgress.keys()],
        queued: [...world.folder().queued.keys()],
        answered: world.answered().has(added),
        undelivered: witness.state().undelivered,
      }).toEqual({
        activity: { kind: "idle" },
        open: [],
        inProgress: [],
        queued: [],
        answered: true,
        undelivered: [],
      });
    });
  });

  test("the pause that counts is the one on disk, once everything has happened", () => {
    inAnyStory((story, last) => {
      const { world, witness, tell } = story;
      makeFriendly(story, last);
      tell([{ type: "pauseRequested", now: last % 2 === 0 }]);
      if (last % 3 === 0) tell([{ type: "resumeRequested" }]);
      if (last % 5 === 0) tell([{ type: "pauseRequested", now: false }]);
      settle(story, last);
      const { paused, pending, writing } = witness.state().pause;
      expect({ paused, pending, writing }).toEqual({
        paused: world.isMarkedPaused(),
        pending: false,
        writing: false,
      });
    });
  });

  test("a stop ends in one exit, with every claimed task answered or put back", () => {
    inAnyStory((story, last) => {
      const { witness, tell, world } = story;
      tell([{ type: "stopRequested", restart: false }]);
      settle(story, last);
      tell([
        { type: "stopRequested", restart: true },
        { type: "ticked", slept: false, awakeMs: 2000 },
      ]);
      expect({
        exits: witness.exits(),
        open: witness.open(),
        life: witness.state().life,
        left: world.hasLeft(),
      }).toEqual({ exits: 1, open: [], life: { kind: "left" }, left: true });
    });
  });
});

/** Everything is back for good, the webapp reads its answers, and the heart beats until all is done. */
function makeFriendly(story: Story, pick: number): void {
  const { world, tell } = story;
  settle(story, pick);
  tell(world.becomeFriendly());
  for (let beats = 0; beats < 60; beats++) {
    world.folder().complete.clear();
    tell([{ type: "ticked", slept: false, awakeMs: 2000 }]);
    settle(story, pick + beats);
    if (world.folder().queued.size === 0 && beats > 3) return;
  }
}

describe("I7: the core imports only itself and knows no clock, chance or platform", () => {
  const folder = join(import.meta.dir, "../../src/state");
  const files = readdirSync(folder);

  test.each(files)("%s", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const imports = [...code.matchAll(/(?:from|import)\s*\(?"([^"]*)"/g)];
    expect(
      imports.map(([, path]) => path).filter((path) => !path?.startsWith("./")),
    ).toEqual([]);
    expect(
      code.match(
        /\b(Date|Math\.random|performance|crypto|Bun|process|setTimeout|setInterval|console|globalThis)\b/g,
      ),
    ).toBeNull();
  });
});
