import { afterEach, expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../src/lib/clock.ts";
import { unmountDisc } from "../../../src/makemkv/run/unmount.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { hurried } from "../program.ts";

const PATH = process.env["PATH"] ?? "";
afterEach(() => {
  process.env["PATH"] = PATH;
});

/** A diskutil that notes how it was called and then does what the script says. */
function install(dir: string, script: string) {
  const program = join(dir, "diskutil");
  const calls = join(dir, "calls");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${calls}'\n${script}\n`);
  chmodSync(program, 0o755);
  process.env["PATH"] = `${dir}:${PATH}`;
  return () => (existsSync(calls) ? readFileSync(calls, "utf8") : "");
}

test.each(["/dev/rdisk4", "/dev/disk4"])(
  "%s is unmounted by the name of its block device, and what comes of it does not matter",
  async (device) => {
    await using dir = await tempDir();
    const calls = install(dir.path, "echo failed >&2; exit 1");
    await unmountDisc(device, systemClock);
    expect(calls()).toBe("unmountDisk /dev/disk4\n");
  },
);

test("what is no disk of macOS is left alone", async () => {
  await using dir = await tempDir();
  const calls = install(dir.path, "");
  for (const device of ["/dev/sr0", "/dev/disk4s1", "disk4", "/dev/rdisk4 x"])
    await unmountDisc(device, systemClock);
  expect(calls()).toBe("");
});

test("without diskutil nothing happens", async () => {
  await using dir = await tempDir();
  process.env["PATH"] = dir.path;
  await unmountDisc("/dev/rdisk4", systemClock);
});

test("one that hangs is killed with its children and not waited for", async () => {
  await using dir = await tempDir();
  install(dir.path, `echo $$ > '${dir.path}/pid'; sleep 600`);
  const clock = hurried(systemClock, 20);
  await unmountDisc("/dev/rdisk4", clock);
  const pid = Number(readFileSync(join(dir.path, "pid"), "utf8"));
  const ps = Bun.spawnSync(["ps", "-A", "-o", "pgid=", "-o", "stat="]);
  expect(ps.stdout.toString()).not.toMatch(new RegExp(`^ *${pid} +[^Z]`, "m"));
});
