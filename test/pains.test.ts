import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** docs/pains.md says which test shows what; a test that is renamed must be renamed there, too. */
const root = join(import.meta.dir, "..");
const rows = readFileSync(join(root, "docs", "pains.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .slice(2);

interface Named {
  readonly file: string;
  readonly name: string;
}

function namedIn(cell: string): readonly Named[] {
  return cell.split("<br>").map((each) => {
    const [, file = "", name = each] = /^`(.+?)`: (.+)$/.exec(each) ?? [];
    return { file, name };
  });
}

function isThere({ file, name }: Named): boolean {
  const path = join(root, "test", `${file}.test.ts`);
  return (
    existsSync(path) &&
    readFileSync(path, "utf8").includes(JSON.stringify(name))
  );
}

test("every test that docs/pains.md names is there", () => {
  const named = rows
    .map((cells) => cells[4] ?? "")
    .filter((cell) => cell !== "–")
    .flatMap(namedIn);
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((each) => !isThere(each))).toEqual([]);
});

test("a pain that no test shows says why not", () => {
  const reasons = rows
    .filter((cells) => cells[4] === "–")
    .map((cells) => cells[3] ?? "");
  expect(
    reasons.filter((reason) => !/later part|can not happen/.test(reason)),
  ).toEqual([]);
});
