import { expect, test } from "bun:test";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps } from "../../src/queue/file-ops.ts";
import { createFolderView } from "../../src/queue/folder-view.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

async function createViewFixture(files: number) {
  const dir = await tempDir();
  const folder = join(dir.path, "queued");
  await mkdir(folder);
  const add = (name: string) => writeFile(join(folder, name), "{}");
  await Promise.all(
    Array.from({ length: files }, (_, at) => add(`t${at}.json`)),
  );
  const clock = createFakeClock();
  let lists = 0;
  const known = new Set<string>();
  const view = createFolderView({
    ops: {
      ...nodeFileOps,
      list(path) {
        lists += 1;
        return nodeFileOps.list(path);
      },
    },
    clock,
    folder,
    replace(ids) {
      known.clear();
      for (const id of ids) known.add(id);
    },
    set: (id, isThere) => (isThere ? known.add(id) : known.delete(id)),
  });
  return {
    view,
    clock,
    known,
    add,
    lists: () => lists,
    /** Lets the folder look as if its last change was long ago, at this second. */
    age: (second: number) => utimes(folder, second, second),
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

test("a folder that did not change is not listed again", async () => {
  await using fixture = await createViewFixture(1);
  await fixture.age(1_000);
  await fixture.view.sync(false);
  await fixture.view.sync(true);
  expect(fixture.lists()).toBe(1);
});

test("without any hint a changed folder is seen at the next look", async () => {
  await using fixture = await createViewFixture(1);
  await fixture.view.sync(false);
  await fixture.add("new.json");
  await fixture.add(".hidden.json");
  await fixture.view.sync(false);
  expect([...fixture.known].sort()).toEqual(["new", "t0"]);
});

test("with very many names a hint is one look, and what was not hinted at is caught within a minute", async () => {
  await using fixture = await createViewFixture(2_001);
  const { view, known, clock } = fixture;
  await fixture.age(1_000);
  await view.sync(false);
  await fixture.add("hinted.json");
  await fixture.add("missed.json");
  view.hint("hinted.json");
  await view.sync(true);
  expect([known.has("hinted"), known.has("missed")]).toEqual([true, false]);
  expect(fixture.lists()).toBe(1);
  clock.advance(60_000);
  await view.sync(true);
  expect(known.has("missed")).toBe(true);
  expect(fixture.lists()).toBe(2);
});

test("with very many names an unexplained change is looked into at once", async () => {
  await using fixture = await createViewFixture(2_001);
  await fixture.view.sync(false);
  await fixture.add("missed.json");
  await fixture.view.sync(false);
  expect(fixture.known.has("missed")).toBe(true);
});

test("a folder that is gone is thrown as the file system says it", async () => {
  const view = createFolderView({
    ops: nodeFileOps,
    clock: createFakeClock(),
    folder: "/nowhere/queued",
    replace: () => {},
    set: () => {},
  });
  const failure: unknown = await view
    .sync(false)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "ENOENT" });
});
