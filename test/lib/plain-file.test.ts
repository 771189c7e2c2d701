import { expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPlainFile } from "../../src/lib/plain-file.ts";
import { tempDir } from "../support/temp-dir.ts";

test("what is no plain file is said to be none, and nothing is waited for", async () => {
  await using dir = await tempDir();
  const at = (name: string) => join(dir.path, name);
  await mkdir(at("folder"));
  await writeFile(at("file"), "12345");
  await symlink("file", at("link"));
  Bun.spawnSync(["mkfifo", at("pipe")]);
  const read = async (name: string, maxBytes = 5) => {
    const file = await readPlainFile(at(name), {
      maxBytes,
      followLinks: false,
    });
    if (file.kind === "bytes") return file.bytes.toString();
    return file.kind === "unusable" ? file.reason : file.kind;
  };
  expect(await read("file")).toBe("12345");
  expect(await read("file", 4)).toBe("has 5 bytes, and at most 4 are read");
  expect(await read("folder")).toBe("is a folder, not a file");
  expect(await read("link")).toBe("is a link");
  expect(await read("pipe")).toBe("is not a plain file");
  expect(await read("file/below")).toBe("absent");
  const followed = await readPlainFile(at("link"), {
    maxBytes: 5,
    followLinks: true,
  });
  expect(followed).toMatchObject({ kind: "bytes" });
});
