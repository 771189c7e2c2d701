import { expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  diskOperations,
  type FileOperations,
  placeFile,
} from "../../../src/makemkv/target/place-file.ts";
import { tempDir } from "../../support/temp-dir.ts";

function failWith(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

function contents(dir: string): Record<string, string> {
  const names = readdirSync(dir).sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(dir, name), "utf8")]),
  );
}

/** A folder with the finished file, and with what else is said. */
async function placeIn(
  dir: string,
  others: Readonly<Record<string, string>>,
  disk: Partial<FileOperations> = {},
) {
  writeFileSync(join(dir, "from.mkv"), "finished");
  for (const [name, text] of Object.entries(others)) {
    writeFileSync(join(dir, name), text);
  }
  return placeFile({
    from: join(dir, "from.mkv"),
    to: join(dir, "to.mkv"),
    disk: { ...diskOperations, ...disk },
  });
}

const noExclusiveRename = { renameExclusively: async () => false };

const WAYS = [
  { where: "with hard links", operations: {} },
  ...["ENOTSUP", "EOPNOTSUPP", "EPERM", "ENOSYS"].map((code) => ({
    where: `without hard links (${code})`,
    operations: { link: failWith(code), rename: failWith("EIO") },
  })),
  {
    where: "with neither hard links nor renames that do not replace",
    operations: { link: failWith("EPERM"), ...noExclusiveRename },
  },
];

for (const { where, operations } of WAYS) {
  test(`a finished file gets its name, ${where}`, async () => {
    await using dir = await tempDir();
    expect(await placeIn(dir.path, {}, operations)).toEqual({
      kind: "placed",
    });
    expect(contents(dir.path)).toEqual({ "to.mkv": "finished" });
  });

  test(`a name that is taken is never replaced, ${where}`, async () => {
    await using dir = await tempDir();
    for (const theirs of ["theirs", ""]) {
      const others = { "to.mkv": theirs };
      expect(await placeIn(dir.path, others, operations)).toEqual({
        kind: "exists",
      });
      expect(contents(dir.path)).toEqual({ "from.mkv": "finished", ...others });
    }
  });
}

test("a rename that fails leaves no placeholder behind", async () => {
  await using dir = await tempDir();
  const placed = await placeIn(
    dir.path,
    {},
    {
      link: failWith("ENOTSUP"),
      ...noExclusiveRename,
      rename: failWith("EIO"),
    },
  );
  expect(placed).toMatchObject({ kind: "failed", cause: { code: "EIO" } });
  expect(contents(dir.path)).toEqual({ "from.mkv": "finished" });
});

test("a placeholder that somebody else has written to is theirs", async () => {
  await using dir = await tempDir();
  const to = join(dir.path, "to.mkv");
  const placed = await placeIn(
    dir.path,
    {},
    {
      link: failWith("ENOTSUP"),
      ...noExclusiveRename,
      reserve: async () => writeFileSync(to, "theirs"),
    },
  );
  expect(placed.kind).toBe("exists");
  expect(contents(dir.path)).toEqual({
    "from.mkv": "finished",
    "to.mkv": "theirs",
  });
});

test("a link whose success was reported as EEXIST is a success", async () => {
  await using dir = await tempDir();
  const placed = await placeIn(
    dir.path,
    {},
    {
      async link(from, to) {
        await diskOperations.link(from, to);
        await failWith("EEXIST")();
      },
    },
  );
  expect(placed.kind).toBe("placed");
  expect(contents(dir.path)).toEqual({ "to.mkv": "finished" });
});

test("a file that can not be made durable is not placed", async () => {
  await using dir = await tempDir();
  const placed = await placeIn(dir.path, {}, { sync: failWith("EIO") });
  expect(placed).toMatchObject({ kind: "failed", cause: { code: "EIO" } });
  expect(contents(dir.path)).toEqual({ "from.mkv": "finished" });
});

test("a folder that can not be synced does not matter", async () => {
  await using dir = await tempDir();
  const placed = await placeIn(
    dir.path,
    {},
    {
      sync: (path) =>
        path === dir.path ? failWith("EINVAL")() : diskOperations.sync(path),
    },
  );
  expect(placed.kind).toBe("placed");
});
