import { expect, test } from "bun:test";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  moveUnlessTaken,
  replaceFile,
  writeNewFile,
} from "../../src/queue/atomic-write.ts";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import { isTemporary, temporaryFor } from "../../src/queue/layout.ts";
import { tempDir } from "../support/temp-dir.ts";

const refusing = (code: string): FileOps => {
  const refuse = () => Promise.reject(Object.assign(new Error(code), { code }));
  return { ...nodeFileOps, rename: refuse, link: refuse };
};

test("replacing leaves the new content and nothing else", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "a.json");
  await writeFile(path, "old");
  await replaceFile(nodeFileOps, path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await readdir(dir.path)).toEqual(["a.json"]);
});

test("a new file never takes the place of another", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "a.json");
  expect(await writeNewFile(nodeFileOps, path, "first")).toBe(true);
  expect(await writeNewFile(nodeFileOps, path, "second")).toBe(false);
  expect(await readFile(path, "utf8")).toBe("first");
  expect(await readdir(dir.path)).toEqual(["a.json"]);
});

test("a failure leaves no temporary file behind", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "a.json");
  const broken = refusing("EIO");
  for (const write of [replaceFile, writeNewFile]) {
    const failure: unknown = await write(broken, path, "x").catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "EIO" });
  }
  expect(await readdir(dir.path)).toEqual([]);
});

test("what somebody put in the way of the temporary file is not written to, nor waited for", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "a.json");
  const theirs = join(dir.path, "theirs");
  await writeFile(theirs, "theirs");
  await symlink(theirs, temporaryFor(path));
  await replaceFile(nodeFileOps, path, "ours");
  Bun.spawnSync(["mkfifo", temporaryFor(path)]);
  await replaceFile(nodeFileOps, path, "ours");
  expect(await readFile(theirs, "utf8")).toBe("theirs");
  expect(await readFile(path, "utf8")).toBe("ours");
  expect((await readdir(dir.path)).sort()).toEqual(["a.json", "theirs"]);
});

test("where there are no hard links, a taken name is respected all the same", async () => {
  await using dir = await tempDir();
  const ops = { ...refusing("ENOTSUP"), rename: nodeFileOps.rename };
  const [a, b] = [join(dir.path, "a"), join(dir.path, "b")];
  await writeFile(a, "a");
  expect(await moveUnlessTaken(ops, a, b)).toBe(true);
  await writeFile(a, "again");
  expect(await moveUnlessTaken(ops, a, b)).toBe(false);
  expect(await readFile(b, "utf8")).toBe("a");
  expect(await readdir(dir.path)).toEqual(["b"]);
});

test("a temporary name is beside its file, hidden, and never ends in .json", () => {
  const name = temporaryFor("/tasks/complete/a.json");
  expect(name).toBe(`/tasks/complete/.a.json.amphigory-${process.pid}.tmp`);
  expect(isTemporary(name.slice("/tasks/complete/".length))).toBe(true);
  expect(isTemporary("a.json")).toBe(false);
});
