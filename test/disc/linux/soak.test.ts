import { expect, test } from "bun:test";
import { until } from "../../support/daemon.ts";
import {
  BANNER,
  ejected,
  inserted,
  insertion,
  removal,
  startMonitor,
} from "./fake-udevadm.ts";

const CYCLES = 10_000;
const BATCH = 100;
const MEGABYTE = 1024 * 1024;

test("ten thousand discs come and go in order, and the memory is as before", async () => {
  await using rig = await startMonitor();
  rig.say(BANNER);
  await rig.events(1);
  const batch = (insertion("A") + removal()).repeat(BATCH);
  const expected = Array.from({ length: BATCH }, () => [
    inserted("A"),
    ejected(),
  ]).flat();
  let before = 0;
  for (let cycle = 0; cycle < CYCLES; cycle += BATCH) {
    rig.told.length = 0;
    rig.say(batch.slice(0, 30_000));
    rig.say(batch.slice(30_000));
    expect(await rig.events(2 * BATCH)).toEqual(expected);
    if (cycle === CYCLES / 5) before = memory();
  }
  expect(memory() - before).toBeLessThan(8 * MEGABYTE);
  expect(rig.pids().length).toBe(1);
});

/** The pipe that keeps the guard quiet belongs to nobody's hand but Bun's. */
test("a garbage collection ends no child", async () => {
  await using rig = await startMonitor();
  rig.say(BANNER);
  await rig.events(1);
  for (let round = 0; round < 5; round++) {
    Bun.gc(true);
    rig.say(insertion("A") + removal());
    await rig.events(3 + 2 * round);
  }
  await until("one life", () => (rig.pids().length === 1 ? true : null));
});

function memory(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}
