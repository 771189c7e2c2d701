import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { watchFile } from "../../src/config/watch-file.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

test("a file that is written is told", async () => {
  await using dir = await tempDir();
  const told = Promise.withResolvers<void>();
  using _ = watchFile({
    directory: dir.path,
    name: "daemon.yaml",
    clock: systemClock,
    stamp: async () => "same",
    changed: told.resolve,
  });
  await writeFile(join(dir.path, "daemon.yaml"), "x");
  await told.promise;
});

test("without events a slow look tells when the stamp is another, and only then", async () => {
  const clock = createFakeClock();
  const stamps = ["a", "a", "b", "b"];
  const told: number[] = [];
  let looked = Promise.withResolvers<void>();
  using _ = watchFile({
    directory: "/nowhere/at/all",
    name: "daemon.yaml",
    clock: {
      ...clock,
      after(ms, run) {
        looked.resolve();
        return clock.after(ms, run);
      },
    },
    stamp: async () => stamps.shift() ?? "",
    changed: () => told.push(stamps.length),
  });
  for (let look = 0; look < 4; look++) {
    looked = Promise.withResolvers();
    clock.advance(5_000);
    await looked.promise;
  }
  expect(told).toEqual([3, 1]);
});

test("where events come, the slow look is slower still", async () => {
  await using dir = await tempDir();
  const waits: number[] = [];
  for (const directory of [dir.path, "/nowhere/at/all"]) {
    using _ = watchFile({
      directory,
      name: "daemon.yaml",
      clock: {
        ...createFakeClock(),
        after: (ms) => {
          waits.push(ms);
          return () => {};
        },
      },
      stamp: async () => "",
      changed: () => expect.unreachable(),
    });
  }
  expect(waits).toEqual([15_000, 5_000]);
});

test("after its end nothing is told", () => {
  const clock = createFakeClock();
  const watched = watchFile({
    directory: "/nowhere/at/all",
    name: "daemon.yaml",
    clock,
    stamp: () => Promise.reject(new Error("looked")),
    changed: () => expect.unreachable(),
  });
  watched[Symbol.dispose]();
  clock.advance(60_000);
});
