import { expect, test } from "bun:test";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ejectOnLinux } from "../../../src/disc/linux/eject.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** Runs it with an `eject` that is this shell script, and how often that was run. */
async function eject(script: string | null) {
  await using dir = await tempDir();
  const bin = join(dir.path, "bin");
  const runs = join(dir.path, "runs");
  await mkdir(bin);
  await writeFile(runs, "");
  if (script !== null) {
    await writeFile(
      join(bin, "eject"),
      `#!/bin/sh\necho "$@" >> ${runs}\n${script}\n`,
    );
    await chmod(join(bin, "eject"), 0o755);
  }
  const clock = createFakeClock();
  // Every wait is over as soon as it begins; only the limit of a run is not.
  const hurried = {
    ...clock,
    after: (ms: number, run: () => void) => {
      if (ms < 30_000) queueMicrotask(run);
      return () => {};
    },
  };
  const path = script === null ? bin : `${bin}:${process.env["PATH"]}`;
  const ended = await ejectOnLinux("/dev/sr0", { clock: hurried, path });
  return { ended, runs: await readFile(runs, "utf8") };
}

test("the drive is opened", async () => {
  expect(await eject("exit 0")).toEqual({
    ended: { kind: "ejected" },
    runs: "/dev/sr0\n",
  });
});

test("a busy drive is tried three times, and its complaint is the reason", async () => {
  const { ended, runs } = await eject(
    "echo 'eject: /dev/sr0: unable to eject' >&2; exit 1",
  );
  expect(ended).toMatchObject({ kind: "failed" });
  expect(runs).toBe("/dev/sr0\n".repeat(3));
});

test("a machine without eject is told at once", async () => {
  expect((await eject(null)).ended).toEqual({
    kind: "failed",
    reason: "eject was not found on PATH",
  });
});
