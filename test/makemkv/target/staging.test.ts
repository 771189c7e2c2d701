import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import {
  createStaging,
  discardStaging,
  emptyStaging,
  findGoneFolder,
  isReplaced,
  listOutputFiles,
  measureStaging,
  removeStagingFolder,
  stagingPath,
  targetOf,
} from "../../../src/makemkv/target/staging.ts";
import { tempDir } from "../../support/temp-dir.ts";

test("a plain id names the folder as it is", () => {
  expect(stagingPath("/media/Film", "20251221-143052-001")).toBe(
    "/media/Film/.amphigory-20251221-143052-001",
  );
});

test("any id gives one short name of its own", () => {
  const ids = [
    "2025-12-21T14:30:52",
    "2025-12-21T14_30:52",
    "Amélie",
    "é".repeat(300),
    "a".repeat(300),
    "a".repeat(301),
    "..",
    "a/../b",
  ];
  const names = ids.map((id) => basename(stagingPath("/media", id)));
  expect(new Set(names).size).toBe(ids.length);
  for (const name of names) expect(name).toMatch(/^\.amphigory-[\w.-]{1,188}$/);
});

test("the target folder and an empty staging folder are made, and gone again after it is discarded", async () => {
  await using dir = await tempDir();
  const target = join(dir.path, "media", "Film (2001)");
  const staging = await createStaging({
    directory: target,
    root: dir.path,
    taskId: "1",
  });
  expect(staging).toEqual({
    path: join(target, ".amphigory-1"),
    identity: expect.any(String),
    createdFolder: join(dir.path, "media"),
  });
  expect(readdirSync(staging.path)).toEqual([]);
  writeFileSync(join(staging.path, "half.mkv"), "half");
  await discardStaging(staging);
  expect(readdirSync(dir.path)).toEqual([]);
});

test("neither a root nor what is above it is made: its disk is away", async () => {
  await using dir = await tempDir();
  const root = join(dir.path, "disk");
  for (const directory of [root, join(root, "media", "Film (2001)")])
    expect(createStaging({ directory, root, taskId: "1" })).rejects.toThrow(
      "ENOENT",
    );
  expect(readdirSync(dir.path)).toEqual([]);
});

test("a target folder that was there, or has a file now, stays", async () => {
  await using dir = await tempDir();
  await discardStaging(
    await createStaging({ directory: dir.path, root: dir.path, taskId: "1" }),
  );
  expect(existsSync(dir.path)).toBe(true);
  const target = join(dir.path, "Film");
  const staging = await createStaging({
    directory: target,
    root: dir.path,
    taskId: "1",
  });
  writeFileSync(join(target, "Film.mkv"), "");
  await discardStaging(staging);
  expect(readdirSync(target)).toEqual(["Film.mkv"]);
});

test("what a crashed attempt left in the staging folder is gone", async () => {
  await using dir = await tempDir();
  const first = await createStaging({
    directory: dir.path,
    root: dir.path,
    taskId: "1",
  });
  writeFileSync(join(first.path, "half.mkv"), "half");
  const second = await createStaging({
    directory: dir.path,
    root: dir.path,
    taskId: "1",
  });
  expect(readdirSync(second.path)).toEqual([]);
});

test("only a real staging folder is ever removed", async () => {
  await using dir = await tempDir();
  const precious = join(dir.path, "precious");
  mkdirSync(precious);
  writeFileSync(join(precious, "film.mkv"), "film");
  const link = join(dir.path, ".amphigory-link");
  symlinkSync(precious, link);
  const file = join(dir.path, ".amphigory-file");
  writeFileSync(file, "");
  for (const path of [precious, link, file]) {
    expect(removeStagingFolder(path)).rejects.toThrow("was not removed");
  }
  expect(
    createStaging({ directory: dir.path, root: dir.path, taskId: "link" }),
  ).rejects.toThrow("was not removed");
  await removeStagingFolder(join(dir.path, ".amphigory-absent"));
  expect(readdirSync(precious)).toEqual(["film.mkv"]);
});

test("a staging folder that somebody replaced is neither emptied nor removed", async () => {
  await using dir = await tempDir();
  const target = { directory: dir.path, root: dir.path, taskId: "1" };
  const films = join(dir.path, "films");
  for (const replace of [
    (path: string) => symlinkSync(films, path),
    (path: string) => renameSync(films, path),
  ]) {
    mkdirSync(films, { recursive: true });
    writeFileSync(join(films, "mine.mkv"), "mine");
    const staging = await createStaging(target);
    expect(await isReplaced(staging)).toBe(false);
    rmSync(staging.path, { recursive: true });
    expect(await isReplaced(staging)).toBe(false);
    replace(staging.path);
    expect(await isReplaced(staging)).toBe(true);
    expect(emptyStaging(staging)).rejects.toThrow("was replaced");
    await discardStaging(staging);
    expect(readdirSync(staging.path)).toEqual(["mine.mkv"]);
    rmSync(staging.path, { recursive: true });
  }
});

test("a person is told of the target folder, never of the staging folder", () => {
  for (const path of [
    "/films",
    "/films/.amphigory-1",
    "/films/.amphigory-1/a.mkv",
  ])
    expect(targetOf(path)).toBe("/films");
  expect(targetOf("/films/a.mkv")).toBe("/films/a.mkv");
});

test("of a folder that was removed the uppermost one is named", async () => {
  await using dir = await tempDir();
  const target = join(dir.path, "films", "new");
  const staging = await createStaging({
    directory: target,
    root: dir.path,
    taskId: "1",
  });
  expect(await findGoneFolder(staging.path)).toBeNull();
  rmSync(staging.path, { recursive: true });
  expect(await findGoneFolder(staging.path)).toBe(staging.path);
  rmSync(join(dir.path, "films"), { recursive: true });
  expect(await findGoneFolder(staging.path)).toBe(join(dir.path, "films"));
});

test("files are listed and measured", async () => {
  await using dir = await tempDir();
  writeFileSync(join(dir.path, "title_t00.mkv"), "12345");
  writeFileSync(join(dir.path, "notes.txt"), "123");
  mkdirSync(join(dir.path, "folder.mkv"));
  expect(await listOutputFiles(dir.path)).toEqual([
    { name: "title_t00.mkv", sizeBytes: 5, content: { kind: "notMatroska" } },
  ]);
  expect(await measureStaging(dir.path)).toBe(8);
  expect(await measureStaging(join(dir.path, "absent"))).toBe(0);
});
