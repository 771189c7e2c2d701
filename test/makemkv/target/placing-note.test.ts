import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { copyFile, link, readdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  settlePlacing,
  writePlacingNote,
} from "../../../src/makemkv/target/placing-note.ts";
import { tempDir } from "../../support/temp-dir.ts";

const file = {
  directory: "/media/Film",
  filename: "film.mkv",
  sizeBytes: 4,
  warnings: [],
};

/** A folder as it is when the note is written and the file has no name yet. */
async function atTheNote() {
  const dir = await tempDir();
  const from = join(dir.path, ".amphigory-a", "title_t00.mkv");
  const to = join(dir.path, "film.mkv");
  const note = join(dir.path, "placing.json");
  await Bun.write(from, "film");
  await writePlacingNote(note, { taskId: "a", startedAt: 7, from, to, file });
  const settle = (taskId = "a") => settlePlacing(note, taskId);
  return { dir, from, to, note, settle };
}

test("the film is on the disk before there is a note, and the note before it is acted on", async () => {
  const { dir, from, note } = await atTheNote();
  await using _ = dir;
  const other = join(dir.path, "other.json");
  const synced: { readonly path: string; readonly isNoted: boolean }[] = [];
  await writePlacingNote(
    other,
    { taskId: "a", startedAt: 7, from, to: note, file },
    async (path) => void synced.push({ path, isNoted: existsSync(other) }),
  );
  expect(synced).toEqual([
    { path: from, isNoted: false },
    { path: dir.path, isNoted: true },
  ]);
});

describe("a daemon killed between the file's name and the task's answer", () => {
  test("finds the file under its name: the rip was finished", async () => {
    const { dir, from, to, settle } = await atTheNote();
    await using _ = dir;
    await rename(from, to);
    expect(await settle()).toEqual({ startedAt: 7, file });
  });

  test("knows it again by what is in it: exFAT gives it another inode number", async () => {
    const { dir, from, to, settle } = await atTheNote();
    await using _ = dir;
    await copyFile(from, to);
    await rm(from);
    expect(await settle()).toEqual({ startedAt: 7, file });
  });

  test("finds it under both names", async () => {
    const { dir, from, to, settle } = await atTheNote();
    await using _ = dir;
    await link(from, to);
    expect(await settle()).toEqual({ startedAt: 7, file });
  });

  test("gives the name to a file that was judged good and did not get it yet", async () => {
    const { dir, to, settle } = await atTheNote();
    await using _ = dir;
    expect(await settle()).toEqual({ startedAt: 7, file });
    expect(await Bun.file(to).text()).toBe("film");
    expect(await settle()).toEqual({ startedAt: 7, file });
  });

  test("takes the place of its own empty placeholder", async () => {
    const { dir, to, settle } = await atTheNote();
    await using _ = dir;
    await Bun.write(to, "");
    // exFAT rounds times down to two seconds.
    const rounded = (Date.now() - 1500) / 1000;
    await utimes(to, rounded, rounded);
    expect(await settle()).toEqual({ startedAt: 7, file });
    expect(await Bun.file(to).text()).toBe("film");
  });

  test("an empty file that was there before is somebody's, and so is a pipe", async () => {
    const { dir, from, to, settle } = await atTheNote();
    await using _ = dir;
    await Bun.write(to, "");
    await utimes(to, 1, 1);
    expect(await settle()).toBeNull();
    await rm(to);
    Bun.spawnSync(["mkfifo", to]);
    expect(await settle()).toBeNull();
    expect(existsSync(from)).toBe(true);
  });

  test("never takes somebody else's file for its own, and never replaces it", async () => {
    const { dir, to, settle } = await atTheNote();
    await using _ = dir;
    // As long as ours.
    await Bun.write(to, "mine");
    expect(await settle()).toBeNull();
    expect(await Bun.file(to).text()).toBe("mine");
  });

  test("believes no note of another task, and none that is broken", async () => {
    const { dir, note, settle } = await atTheNote();
    await using _ = dir;
    expect(await settle("b")).toBeNull();
    await Bun.write(note, '{"taskId":"a"');
    expect(await settle()).toBeNull();
    expect(await readdir(dir.path)).not.toContain("film.mkv");
  });
});
