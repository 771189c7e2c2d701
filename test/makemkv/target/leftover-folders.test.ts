import { expect, test } from "bun:test";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLeftoverFolders } from "../../../src/makemkv/target/leftover-folders.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** A staging folder, and what it takes to remember it over a restart. */
async function leftover() {
  const dir = await tempDir();
  const folder = join(dir.path, ".amphigory-a");
  const file = join(dir.path, "run", "leftover-folders.json");
  mkdirSync(folder);
  writeFileSync(join(folder, "part.mkv"), "part");
  return {
    folder,
    file,
    root: dir.path,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

test("a folder that was left behind is removed later, by another daemon, too", async () => {
  await using left = await leftover();
  const { folder, file } = left;
  await createLeftoverFolders(file).add(folder);
  await createLeftoverFolders(file).clear();
  expect([existsSync(folder), existsSync(file)]).toEqual([false, false]);
});

test("one that still can not be removed is kept in mind", async () => {
  await using left = await leftover();
  const { folder, file, root } = left;
  const folders = createLeftoverFolders(file);
  const inTheWay = join(root, ".amphigory-b");
  writeFileSync(inTheWay, "a file of somebody else");
  await folders.add(inTheWay);
  await folders.add(folder);
  await folders.clear();
  expect([existsSync(folder), existsSync(inTheWay)]).toEqual([false, true]);
  expect(await Bun.file(file).json()).toEqual([inTheWay]);
});

test("one that is away with its disk is kept in mind until the disk is back", async () => {
  await using left = await leftover();
  const { file, root } = left;
  const disk = join(root, "disk");
  const folder = join(disk, ".amphigory-c");
  mkdirSync(folder, { recursive: true });
  const folders = createLeftoverFolders(file);
  await folders.add(folder);
  renameSync(disk, `${disk}-away`);
  await folders.clear();
  expect(await Bun.file(file).json()).toEqual([folder]);
  renameSync(`${disk}-away`, disk);
  await folders.clear();
  expect([existsSync(folder), existsSync(file)]).toEqual([false, false]);
});

test("nothing but a staging folder is ever removed, whatever the file says", async () => {
  await using left = await leftover();
  const { file, root } = left;
  const mine = join(root, "mine");
  mkdirSync(mine);
  const folders = createLeftoverFolders(file);
  await folders.add(mine);
  await folders.clear();
  expect(existsSync(mine)).toBe(true);
});

test("a note that can not be read is no note", async () => {
  await using left = await leftover();
  const { file, folder } = left;
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "{");
  const folders = createLeftoverFolders(file);
  await folders.clear();
  await folders.add(folder);
  expect(await Bun.file(file).json()).toEqual([folder]);
});
