import { expect, test } from "bun:test";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { saveFile } from "../../src/setup/save-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a new file and its folder are for their user alone", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "config", "daemon.yaml");
  expect(saveFile({ file, text: "a: 1\n", existing: null })).toEqual({
    kind: "saved",
    file,
    backup: null,
  });
  expect([modeOf(file), modeOf(join(dir.path, "config"))]).toEqual([
    0o600, 0o700,
  ]);
  expect(readdirSync(join(dir.path, "config"))).toEqual(["daemon.yaml"]);
});

test("the old text is kept, and no older copy is replaced", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "daemon.yaml");
  let text = "first";
  writeFileSync(file, text);
  const backups = ["second", "third", "first", "fourth"].map((next) => {
    const saved = saveFile({ file, text: next, existing: text });
    text = next;
    return saved.kind === "saved" ? saved.backup : saved.why;
  });
  expect(backups).toEqual([
    `${file}.bak`,
    `${file}.bak.2`,
    `${file}.bak.3`,
    `${file}.bak`,
  ]);
  expect(readFileSync(`${file}.bak.3`, "utf8")).toBe("third");
  expect([modeOf(file), modeOf(`${file}.bak`)]).toEqual([0o600, 0o600]);
});

test("a link stays a link, and its target is written", async () => {
  await using dir = await tempDir();
  const real = join(dir.path, "dotfiles.yaml");
  const file = join(dir.path, "daemon.yaml");
  writeFileSync(real, "old");
  symlinkSync(real, file);
  saveFile({ file, text: "new", existing: "old" });
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toBe("new");
});

test("what somebody else wrote meanwhile stays", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "daemon.yaml");
  writeFileSync(file, "theirs");
  expect(saveFile({ file, text: "ours", existing: null })).toEqual({
    kind: "failed",
    why: `${file} was changed by somebody else meanwhile. Nothing was written; run setup again.`,
  });
  expect(readdirSync(dir.path)).toEqual(["daemon.yaml"]);
  expect(readFileSync(file, "utf8")).toBe("theirs");
});

test("a refusal is a sentence, and leaves nothing", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "daemon.yaml");
  mkdirSync(file);
  expect(saveFile({ file, text: "x", existing: null })).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("can not be written"),
  });
  expect(readdirSync(dir.path)).toEqual(["daemon.yaml"]);
});
