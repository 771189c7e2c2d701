import { expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  alreadyThere,
  freeBytesOf,
  neededBytes,
  prepareTarget,
  writeFailure,
} from "../../../src/makemkv/target/prepare-target.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { canMount, mountTiny } from "../../support/tiny-disk.ts";

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
    root: directory,
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

test.skipIf(!canMount)("what is left of a small disk is known", async () => {
  await using dir = await tempDir();
  const directory = join(dir.path, "disk");
  using mounted = mountTiny(directory, "size=2m");
  if (!mounted) return;
  expect(await freeBytesOf(directory)).toBe(2_097_152);
  const full = join(directory, "all");
  expect(() => writeFileSync(full, Buffer.alloc(3_000_000))).toThrow("ENOSPC");
  expect(await freeBytesOf(directory)).toBeLessThan(4096);
});

test("a disk that can not tell its free space tells nothing", async () => {
  await using dir = await tempDir();
  expect(await freeBytesOf(dir.path)).toBeGreaterThan(0);
  expect(await freeBytesOf(join(dir.path, "absent"))).toBeNull();
});

const refused = (code: string) =>
  Object.assign(new Error(`${code}: raw`), { code });

test("a refusal names the target folder, and its detail what the system said", () => {
  expect(writeFailure("/films/.amphigory-1/a.mkv", refused("EROFS"))).toEqual({
    code: "OUTPUT_WRITE_FAILED",
    message:
      "Can not write to /films: the disk is read-only. Mount it for writing, and queue the task again.",
    detail: "EROFS: raw",
  });
  expect(writeFailure("/films", refused("EWHAT")).message).toBe(
    "Can not write to /films: the system refused. See the detail, and queue the task again.",
  );
});

test("on macOS a refusal says where to give access, and to which program", () => {
  const program = "/opt/amphigory/bin/bun";
  const failure = (platform: string) =>
    writeFailure("/Volumes/Films", refused("EPERM"), { platform, program });
  expect(failure("darwin").message).toBe(
    "Can not write to /Volumes/Films: macOS does not let this program write there. In System Settings > Privacy & Security, under Files and Folders, Removable Volumes or Full Disk Access, give access to /opt/amphigory/bin/bun, or to the terminal that it was started in, and queue the task again.",
  );
  expect(failure("linux").message).not.toContain("macOS");
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
      root: dir.path,
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
