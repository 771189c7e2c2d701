import { expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { listDrives, whySilent } from "../../../src/disc/linux/kernel.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** A system that shows these files. */
async function system(files: Record<string, string>) {
  const dir = await tempDir();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir.path, name)), { recursive: true });
    await writeFile(join(dir.path, name), text);
  }
  const folders = { sysfs: join(dir.path, "sys"), run: join(dir.path, "run") };
  return { folders, [Symbol.asyncDispose]: dir[Symbol.asyncDispose] };
}

const UDEV = { "run/udev/control": "" };
const USUAL = "sys/module/block/parameters/events_dfl_poll_msecs";
const OWN = "sys/class/block/sr0/events_poll_msecs";

const text = (files: Record<string, string>) =>
  system(files).then(async (made) => {
    await using all = made;
    return whySilent(all.folders)?.text.replaceAll(all.folders.run, "/run");
  });

test("only optical drives are drives", async () => {
  await using made = await system({
    [OWN]: "-1\n",
    "sys/class/block/sr10/size": "",
    "sys/class/block/sda/size": "",
    "sys/class/block/srx/size": "",
  });
  expect(listDrives(made.folders.sysfs)).toEqual(["/dev/sr0", "/dev/sr10"]);
});

test("without a drive nothing is wrong", async () => {
  expect(await text({})).toBeUndefined();
});

test("a drive without udev is never heard of", async () => {
  expect(await text({ [OWN]: "-1\n" })).toBe(
    "Discs in /dev/sr0 are not detected: udev is not running here (there is no /run/udev/control).",
  );
});

test("nor is one that the kernel does not look into", async () => {
  const expected =
    "Discs in /dev/sr0 are not detected: the kernel does not look into the drive (events_poll_msecs is 0).";
  expect(await text({ ...UDEV, [OWN]: "-1\n", [USUAL]: "0\n" })).toBe(expected);
  expect(await text({ ...UDEV, [OWN]: "0\n", [USUAL]: "2000\n" })).toBe(
    expected,
  );
});

test("one that tells of itself, or that is looked into, is heard of", async () => {
  const async = { "sys/class/block/sr0/events_async": "media_change\n" };
  for (const files of [
    { ...UDEV, [OWN]: "-1\n", [USUAL]: "2000\n" },
    { ...UDEV, [OWN]: "2000\n", [USUAL]: "0\n" },
    { ...UDEV, ...async, [OWN]: "-1\n", [USUAL]: "0\n" },
    { ...UDEV, "sys/class/block/sr0/size": "" },
  ])
    expect(await text(files)).toBeUndefined();
});
