import { expect, test } from "bun:test";
import { readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock } from "../../src/lib/lock.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A process of its own that holds the lock until it is killed, or until this one is gone and its stdin ends. */
async function holdElsewhere(path: string) {
  const source = `
    import { acquireLock } from ${JSON.stringify(join(import.meta.dir, "../../src/lib/lock.ts"))};
    const { kind } = await acquireLock(${JSON.stringify(path)}, "pid " + process.pid);
    // Nothing refers to the lock any more; it is held all the same.
    await new Promise((resolve) => setImmediate(resolve));
    Bun.gc(true);
    console.log(kind);
    for await (const line of console) line;
  `;
  const holder = Bun.spawn([process.execPath, "-e", source], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const kill = async () => {
    holder.kill("SIGKILL");
    await holder.exited;
  };
  const { value } = await holder.stdout.getReader().read();
  return {
    pid: holder.pid,
    said: new TextDecoder().decode(value),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

test("a lock is held once, and free again after its release", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "lock");
  const first = await acquireLock(path, "the first");
  expect(await acquireLock(path, "the second")).toEqual({
    kind: "taken",
    holder: "the first",
  });
  if (first.kind === "held") await first.release();
  const third = await acquireLock(path, "the third");
  expect(third.kind).toBe("held");
  if (third.kind === "held") await third.release();
  expect(await readdir(dir.path)).toEqual(["lock"]);
});

test("what others put where the holder is named is not written to, nor waited for", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "lock");
  const theirs = join(dir.path, "theirs");
  await writeFile(theirs, "theirs");
  await symlink(theirs, `${path}.holder`);
  const first = await acquireLock(path, "the first");
  expect(first.kind).toBe("held");
  expect(await readFile(theirs, "utf8")).toBe("theirs");
  await rm(`${path}.holder`);
  Bun.spawnSync(["mkfifo", `${path}.holder`]);
  expect(await acquireLock(path, "the second")).toEqual({
    kind: "taken",
    holder: null,
  });
  if (first.kind === "held") await first.release();
});

test("a process that is killed leaves nothing to remove by hand", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "lock");
  await using holder = await holdElsewhere(path);
  expect(holder.said).toBe("held\n");
  expect(await acquireLock(path, "me")).toEqual({
    kind: "taken",
    holder: `pid ${holder.pid}`,
  });
  await holder.kill();
  const lock = await acquireLock(path, "me");
  expect(lock.kind).toBe("held");
  if (lock.kind === "held") await lock.release();
});

test("a lock that can not be made says where and why", async () => {
  await using dir = await tempDir();
  const nowhere = join(dir.path, "nowhere", "lock");
  expect(await acquireLock(nowhere, "me")).toEqual({
    kind: "failed",
    reason: `${nowhere}: unable to open database file`,
  });
  const other = join(dir.path, "other");
  await writeFile(other, "not a lock, but somebody's file");
  expect(await acquireLock(other, "me")).toMatchObject({ kind: "failed" });
});
