import { expect, test } from "bun:test";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readCache, writeCache } from "../../src/config/cache.ts";
import { tempDir } from "../support/temp-dir.ts";

const TEXT = `{"tasks_directory": "/tasks", "websocket_port": 9847, "later": {"a": 1}}\n`;

test("what was said is kept word for word, for the owner alone, and nothing else is left", async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, "cached_config.json.tmp"), "left over");
  expect(await writeCache(dir.path, TEXT)).toBeNull();
  const file = join(dir.path, "cached_config.json");
  expect(await readFile(file, "utf8")).toBe(TEXT);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir.path)).toEqual(["cached_config.json"]);
  expect(await readCache(dir.path)).toMatchObject({
    kind: "good",
    settings: { config: { websocketPort: 9847 } },
  });
});

test("the same text again does not touch the file", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "cached_config.json");
  await writeCache(dir.path, TEXT);
  const before = await stat(file);
  await writeCache(dir.path, TEXT);
  expect((await stat(file)).ino).toBe(before.ino);
});

test("no cache is no problem", async () => {
  await using dir = await tempDir();
  expect(await readCache(dir.path)).toEqual({ kind: "none" });
});

test.each([
  ["{", "it is not JSON"],
  ["", "it is empty"],
  [
    "{}",
    "tasks_directory is missing; it must be a path without .., like /tasks; websocket_port is missing; it must be a whole number from 1 to 65535",
  ],
])("a broken cache (%s) is a problem", async (text, why) => {
  await using dir = await tempDir();
  const file = join(dir.path, "cached_config.json");
  await writeFile(file, text);
  expect(await readCache(dir.path)).toEqual({
    kind: "broken",
    problem: {
      key: "cache_invalid",
      text: `${file} can not be used and is ignored: ${why}.`,
      hint: expect.any(String),
    },
  });
});

test("a folder in its place is a problem, to read and to write", async () => {
  await using dir = await tempDir();
  await mkdir(join(dir.path, "cached_config.json", "x"), { recursive: true });
  expect(await readCache(dir.path)).toMatchObject({ kind: "broken" });
  expect(await writeCache(dir.path, TEXT)).toMatchObject({
    key: "cache_not_written",
  });
  expect(await writeCache(join(dir.path, "none"), TEXT)).toMatchObject({
    key: "cache_not_written",
    text: expect.stringContaining("ENOENT"),
  });
});

test("a pipe in its place is not waited for, and replaced", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "cached_config.json");
  Bun.spawnSync(["mkfifo", file]);
  expect(await readCache(dir.path)).toMatchObject({
    kind: "broken",
    problem: {
      text: `${file} can not be used and is ignored: it is not a plain file.`,
    },
  });
  expect(await writeCache(dir.path, TEXT)).toBeNull();
  expect(await readCache(dir.path)).toMatchObject({ kind: "good" });
});
