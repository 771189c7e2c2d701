import { expect, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openLogFile } from "../../src/runtime/log-file.ts";
import { tempDir } from "../support/temp-dir.ts";
import { canMount, mountTiny } from "../support/tiny-disk.ts";

function silent(sentence: string): void {
  throw new Error(sentence);
}

test("lines are on disk at once, for nobody else to read", async () => {
  await using dir = await tempDir();
  const folder = join(dir.path, "logs");
  const log = openLogFile({ folder, onTrouble: silent });
  log.write("one");
  const path = join(folder, "daemon.jsonl");
  expect(readFileSync(path, "utf8")).toBe("one\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  log.close();
});

test("a full file becomes an older one, and the sixth is gone", async () => {
  await using dir = await tempDir();
  const log = openLogFile({
    folder: dir.path,
    onTrouble: silent,
    maxBytes: 10,
  });
  for (const line of ["a1", "a2", "a3", "b1", "b2", "b3"]) log.write(line);
  expect(contents(dir.path)).toEqual({
    "daemon.1.jsonl": "a1\na2\na3\n",
    "daemon.jsonl": "b1\nb2\nb3\n",
  });
  for (const line of ["cccccccc", "dddddddd", "eeeeeeee", "ffffffff"])
    log.write(line);
  expect(contents(dir.path)).toEqual({
    "daemon.4.jsonl": "b1\nb2\nb3\n",
    "daemon.3.jsonl": "cccccccc\n",
    "daemon.2.jsonl": "dddddddd\n",
    "daemon.1.jsonl": "eeeeeeee\n",
    "daemon.jsonl": "ffffffff\n",
  });
  log.close();
});

test("a line that is longer than a file has one of its own", async () => {
  await using dir = await tempDir();
  const log = openLogFile({ folder: dir.path, onTrouble: silent, maxBytes: 5 });
  for (const line of ["a", "a long line", "b"]) log.write(line);
  expect(contents(dir.path)).toEqual({
    "daemon.2.jsonl": "a\n",
    "daemon.1.jsonl": "a long line\n",
    "daemon.jsonl": "b\n",
  });
  log.close();
});

test("half a line of a daemon that was killed is not continued", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "daemon.jsonl");
  writeFileSync(path, '{"half');
  const log = openLogFile({ folder: dir.path, onTrouble: silent });
  log.write("whole");
  expect(readFileSync(path, "utf8")).toBe('{"half\nwhole\n');
  log.close();
});

test("a file that somebody removes is there again with the next line", async () => {
  await using dir = await tempDir();
  const log = openLogFile({ folder: dir.path, onTrouble: silent });
  log.write("one");
  rmSync(join(dir.path, "daemon.jsonl"));
  log.write("two");
  expect(contents(dir.path)).toEqual({ "daemon.jsonl": "two\n" });
  log.close();
});

test("a log that can not be written is told once, and tried again", async () => {
  await using dir = await tempDir();
  const folder = join(dir.path, "logs");
  writeFileSync(folder, "a file in the way");
  const said: string[] = [];
  const log = openLogFile({ folder, onTrouble: (text) => said.push(text) });
  log.write("one");
  log.write("two");
  expect(said).toHaveLength(1);
  expect(said[0]).toStartWith(
    `The log ${join(folder, "daemon.jsonl")} can not be written: `,
  );
  rmSync(folder);
  log.write("three");
  expect(contents(folder)).toEqual({ "daemon.jsonl": "three\n" });
  log.close();
});

test("an older file that can not be replaced does not stop the log", async () => {
  await using dir = await tempDir();
  for (const name of ["daemon.3.jsonl", "daemon.4.jsonl"])
    mkdirSync(join(dir.path, name, "in the way"), { recursive: true });
  const log = openLogFile({ folder: dir.path, onTrouble: silent, maxBytes: 4 });
  for (const line of ["one", "two"]) log.write(line);
  expect(readFileSync(join(dir.path, "daemon.jsonl"), "utf8")).toBe(
    "one\ntwo\n",
  );
  log.close();
});

test.skipIf(!canMount)("a full disk costs lines and nothing else", async () => {
  await using dir = await tempDir();
  const folder = join(dir.path, "tiny");
  using disk = mountTiny(folder, "size=16k");
  if (!disk) return;
  const said: string[] = [];
  const log = openLogFile({ folder, onTrouble: (text) => said.push(text) });
  for (let n = 0; n < 40; n++) log.write("x".repeat(1000));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("ENOSPC");
  rmSync(join(folder, "daemon.jsonl"));
  log.write("after");
  expect(readFileSync(join(folder, "daemon.jsonl"), "utf8")).toBe("after\n");
  log.close();
});

function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), "utf8"),
    ]),
  );
}
