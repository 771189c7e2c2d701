import { expect, test } from "bun:test";
import { join } from "node:path";

const CLI = join(import.meta.dir, "..", "src", "cli.ts");

function amphigory(...args: readonly string[]) {
  const run = Bun.spawnSync([process.execPath, CLI, ...args]);
  return {
    code: run.exitCode,
    stdout: run.stdout.toString(),
    stderr: run.stderr.toString(),
  };
}

test("a mistake is one sentence, where to look, and exit code 2", () => {
  expect(amphigory("quit", "--config-dir", "")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "--config-dir needs a value, but got an empty one.\nTry 'amphigory --help'.\n",
  });
});

test("the help says where quit and restart ask", () => {
  const { code, stdout } = amphigory("--help");
  expect(code).toBe(0);
  expect(stdout).toContain(
    "both ask before that in a terminal, and only there",
  );
});
