import { expect, setDefaultTimeout, test } from "bun:test";
import { NEVER, tell, tryAll, worlds } from "./crash-matrix.ts";
import { stories } from "./crash-stories.ts";
import { disk } from "./crash-world.ts";

// Thousands of synced writes: seconds on a busy disk.
setDefaultTimeout(60_000);

for (const world of worlds) {
  for (const story of world.told) {
    test(`killed anywhere in "${story.name}", every task is queued or answered once, by a webapp that removes answers ${world.removal}`, async () => {
      await tryAll(async (first) => {
        const told = await tell(story, world, { first, again: NEVER });
        expect(told.wrong).toEqual([]);
        return told.first;
      });
    });
  }
}

test("the same when the start after it is killed anywhere, too", async () => {
  const story = stories.find(({ name }) => name.includes("away"));
  if (!story) throw new Error("no such story");
  await tryAll(async (first) => {
    for (let again = 0; ; again += 1) {
      const world = { ops: disk, patience: 0 };
      const told = await tell(story, world, { first, again });
      expect(told.wrong).toEqual([]);
      if (!told.second) return told.first;
    }
  });
});
