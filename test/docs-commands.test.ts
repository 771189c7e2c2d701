import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine } from "../src/command-line.ts";

/** Whoever types what the documents say is understood. */
const root = join(import.meta.dir, "..");

/** `amphigory …` and `bun run demo …` at the start of a line or in backticks; words in capitals stand for a value. */
const CALL =
  /(?:^|`|^\$ )(?:amphigory|bun run (?=demo))((?: +(?:--?[a-z][a-z-]*|[a-z]+|[A-Z]+\b|https?:\S+|\/\S+))*) *(?:$|`|#|;)/gm;

const PAGES = [
  "README.md",
  "docs/install-macos.md",
  "docs/troubleshooting.md",
  "docs/settings.md",
  "docs/another-webapp.md",
  "docs/untested-here.md",
];

test.each(PAGES)("%s says no command that is not one", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const calls = [...text.matchAll(CALL)].map(([, words = ""]) => words.trim());
  const mistakes = calls
    .filter((words) => !/\bCOMMAND\b/.test(words))
    .map((words) => readCommandLine(words.split(/ +/).filter(Boolean)))
    .filter(({ kind }) => kind === "mistake");
  expect(calls.length).toBeGreaterThan(0);
  expect(mistakes).toEqual([]);
});
