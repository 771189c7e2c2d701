import { expect, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  alreadyThere,
  neededBytes,
  prepareTarget,
} from "../../src/makemkv/prepare-target.ts";
import { tempDir } from "../support/temp-dir.ts";

/** Mounts a tiny file system of its own, where that is allowed. */
function mountTiny(folder: string, options: string): Disposable | null {
  mkdirSync(folder);
  const mount = ["mount", "-t", "tmpfs", "-o", options, "none", folder];
  if (Bun.spawnSync(mount, { stderr: "ignore" }).exitCode !== 0) return null;
  return { [Symbol.dispose]: () => void Bun.spawnSync(["umount", folder]) };
}

const canMount = process.platform === "linux" && process.getuid?.() === 0;

test.skipIf(!canMount).each([
  ["full", "size=4k", "ENOSPC", "the disk is full"],
  ["read-only", "ro", "EROFS", "read-only"],
])("a disk that is %s is found out by trying", async (...row) => {
  const [, options, code, words] = row;
  await using dir = await tempDir();
  const directory = join(dir.path, "disk");
  using mounted = mountTiny(directory, options);
  if (!mounted) return;
  if (code === "ENOSPC")
    await Bun.write(join(directory, "all"), "x".repeat(4096));
  const before = readdirSync(directory);
  const prepared = await prepareTarget({
    directory,
    filename: "Film.mkv",
    taskId: "1",
    sizeBytes: null,
    settings: { minFreeBytes: 0, skipSpaceCheck: true },
  });
  const failure = prepared.kind === "failed" ? prepared.failure : null;
  expect(failure?.code).toBe("OUTPUT_WRITE_FAILED");
  expect(failure?.message).toContain(`${directory}: `);
  expect(failure?.message).toContain(words);
  expect(failure?.detail).toContain(code);
  expect(readdirSync(directory)).toEqual(before);
});

test("a refusal to overwrite says so in its detail, too", () => {
  expect(alreadyThere("/films", "A.mkv").detail).toBe(
    "The folder has something of that name already (EEXIST): A.mkv",
  );
});

test.each([
  [
    1000,
    /^Needed: the size of the track \(1000 bytes\) and 5 %, and min_free_bytes \(9007199254740991\)\. Free: \d+ bytes\./,
  ],
  [null, /^Needed: min_free_bytes \(9007199254740991\)\. Free: \d+ bytes\./],
])(
  "a lack of space is explained by what is known: %p",
  async (sizeBytes, detail) => {
    await using dir = await tempDir();
    const prepared = await prepareTarget({
      directory: dir.path,
      filename: "Film.mkv",
      taskId: "1",
      sizeBytes,
      settings: {
        minFreeBytes: Number.MAX_SAFE_INTEGER,
        skipSpaceCheck: false,
      },
    });
    expect(prepared).toMatchObject({
      kind: "failed",
      failure: { detail: expect.stringMatching(detail) },
    });
  },
);

test("a rip needs its size, five per cent and the margin of the settings", () => {
  expect(neededBytes(1000, 7)).toBe(1057);
  expect(neededBytes(null, 7)).toBe(7);
});
