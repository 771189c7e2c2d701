import { expect, test } from "bun:test";
import { rename } from "node:fs/promises";
import { dirname } from "node:path";
import { createCuttableDisk } from "../../chaos/crashes/power-cut.ts";
import { disk } from "./crash-world.ts";
import {
  createTasksFixture,
  failedResponse,
  filesBelow,
  ripFile,
} from "./queue-fixture.ts";

/** The queue on a disk that forgets every name that was not synced, with a task in it. */
async function openOnCuttable() {
  const fixture = await createTasksFixture();
  await disk.makeFolder(`${fixture.tasks}/queued`);
  await fixture.write("queued/a.json", ripFile("a"));
  const root = dirname(fixture.base);
  const cuttable = await createCuttableDisk(root, "forgetful", disk);
  const queue = fixture.make(cuttable.ops);
  await queue.open(fixture.request);
  return { fixture, queue, cuttable };
}

test("a task that was claimed does not wait again after a power cut", async () => {
  const { fixture, queue, cuttable } = await openOnCuttable();
  await using _ = fixture;
  await queue.claim("a");
  await queue.close();
  await cuttable.cut();
  expect(await fixture.files()).toEqual(["in_progress/a.json"]);
});

test("an answer that was kept in a new folder of our own is there after a power cut", async () => {
  const { fixture, queue, cuttable } = await openOnCuttable();
  await using _ = fixture;
  await queue.claim("a");
  await rename(fixture.tasks, `${fixture.tasks}-away`);
  expect((await queue.complete(failedResponse("a"))).kind).toBe("kept");
  await queue.close();
  await cuttable.cut();
  expect(await filesBelow(fixture.outboxDir)).toHaveLength(1);
});
