import { expect, test } from "bun:test";
import type { DiscEvent, Fact } from "../../src/state/event.ts";
import { createDrives } from "../../src/runtime/drives.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const eject = { type: "discEjected", device: "/dev/sr0" } as const;

/** A monitor that says what it is told to, and counts the looks. */
function start(first: DiscEvent = { type: "discMonitorReady" }) {
  const clock = createFakeClock();
  const facts: Fact[] = [];
  const looks: number[] = [];
  let say: (event: DiscEvent) => void = () => {};
  const drives = createDrives({
    clock,
    path: "",
    isBusy: () => false,
    dispatch: (fact) => facts.push(fact),
    choose: () => ({
      start(report) {
        say = report;
        report(first);
        return {
          look: async () => void looks.push(clock.now()),
          [Symbol.dispose]: () => undefined,
        };
      },
    }),
  });
  drives.watch("auto");
  return { clock, drives, facts, looks, say: (event: DiscEvent) => say(event) };
}

async function isOver(promise: Promise<void>): Promise<boolean> {
  const open = Symbol("open");
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(open)])) !== open;
}

test("a drive has its time to notice that the disc is gone", async () => {
  const { clock, drives, facts, looks, say } = start();
  const looking = drives.lookPatiently();
  expect(await isOver(looking)).toBe(false);
  expect(looks).toHaveLength(1);
  clock.advance(1000);
  say(eject);
  expect(await isOver(looking)).toBe(true);
  expect(facts.at(-1)).toEqual(eject);
});

test("a disc that is not reported gone in that time is there", async () => {
  const { clock, drives } = start();
  const looking = drives.lookPatiently();
  await isOver(looking);
  clock.advance(2999);
  expect(await isOver(looking)).toBe(false);
  clock.advance(1);
  expect(await isOver(looking)).toBe(true);
});

test("an eject of before does not count", async () => {
  const { drives, say } = start();
  say(eject);
  expect(await isOver(drives.lookPatiently())).toBe(false);
});

test("where nobody watches, nothing is waited for", async () => {
  const { drives } = start({
    type: "discMonitorUnavailable",
    problem: { key: "gone", text: "It is gone.", hint: "" },
  });
  expect(await isOver(drives.lookPatiently())).toBe(true);
});
