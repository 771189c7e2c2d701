import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS, flagsOf } from "../src/command-table.ts";
import { completions } from "../src/completions.ts";
import { tempDir } from "./support/temp-dir.ts";

/** The words that a real shell offers for the last one. */
async function offered(
  shell: "bash" | "fish",
  words: readonly string[],
): Promise<readonly string[]> {
  await using dir = await tempDir();
  const file = join(dir.path, "completions");
  writeFileSync(file, completions(shell));
  writeFileSync(join(dir.path, "a file.txt"), "");
  writeFileSync(join(dir.path, "b.txt"), "");
  const script =
    shell === "bash"
      ? `source "$FILE"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _amphigory; printf '%s\\n' "\${COMPREPLY[@]}"`
      : `source $FILE; complete -C (string join ' ' -- $argv)`;
  const args =
    shell === "bash"
      ? ["bash", "-c", script, "bash", ...words]
      : ["fish", "--no-config", "-c", script, ...words];
  const run = Bun.spawnSync(args, {
    cwd: dir.path,
    env: { ...process.env, FILE: file, HOME: dir.path },
  });
  expect(run.stderr.toString()).toBe("");
  return run.stdout
    .toString()
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [line.split("\t")[0] ?? ""]))
    .sort();
}

const isHere = (shell: string) => Bun.which(shell) !== null;

describe.each(["bash", "fish"] as const)("%s", (shell) => {
  test.skipIf(!isHere(shell)).each([
    [
      ["amphigory", "re"],
      ["replay", "restart", "resume"],
    ],
    [["amphigory", "--da"], ["--daemon"]],
    [
      ["amphigory", "install", ""],
      ["menubar", "service"],
    ],
    [["amphigory", "--config-dir", "/x", "completions", "z"], ["zsh"]],
    [["amphigory", "logs", "--fol"], ["--follow"]],
    [["amphigory", "pause", "--fol"], []],
    [["amphigory", "replay", "b"], ["b.txt"]],
  ])("completes %j", async (words, expected) => {
    const found = await offered(shell, words);
    expect(
      found.filter(
        (word) => !/^-|^install/.test(word) || words.at(-1)?.startsWith("-"),
      ),
    ).toEqual(expected);
  });
});

test.skipIf(!isHere("bash"))("a file with a blank is one word", async () => {
  expect(await offered("bash", ["amphigory", "replay", "a"])).toEqual([
    "a file.txt",
  ]);
});

test.skipIf(!isHere("zsh"))("zsh reads what is made for it", () => {
  const run = Bun.spawnSync(["zsh", "-n"], {
    stdin: Buffer.from(completions("zsh")),
  });
  expect([run.exitCode, run.stderr.toString()]).toEqual([0, ""]);
});

test("every command and option is in each of them", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const text = completions(shell);
    const names = COMMANDS.filter(({ name }) => /^[a-z]/.test(name));
    for (const command of names) {
      expect(text).toContain(command.name);
      for (const [flag] of flagsOf(command)) expect(text).toContain(flag);
    }
  }
});
