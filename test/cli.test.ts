import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "./support/temp-dir.ts";

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

test("the help of quit and restart says where they ask", () => {
  for (const verb of ["quit", "restart"]) {
    const { code, stdout } = amphigory(verb, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("asks before that in a terminal, and only there");
  }
});

test("a log that nobody has written yet, and one that somebody has", async () => {
  await using dir = await tempDir();
  const dirFlag = ["--config-dir", dir.path];
  expect(amphigory("logs", ...dirFlag)).toMatchObject({ code: 1, stdout: "" });
  const line = '{"time":"x","level":"info","message":"a","taskId":"t"}\n';
  await Bun.write(join(dir.path, "logs", "daemon.jsonl"), line.repeat(3));
  expect(
    amphigory("logs", "--json", "--task", "t", "-n", "2", ...dirFlag),
  ).toEqual({ code: 0, stdout: line.repeat(2), stderr: "" });
});

test.each(["", "-f"])(
  "who reads only the first line of a long log %s is left quietly",
  async (follow) => {
    await using dir = await tempDir();
    const line = '{"time":"x","level":"info","message":"a"}\n';
    await Bun.write(join(dir.path, "logs/daemon.jsonl"), line.repeat(20_000));
    const script = `"$0" "$1" logs --json -n 0 ${follow} --config-dir "$2" | head -n 1`;
    const run = Bun.spawnSync(
      ["/bin/sh", "-c", script, process.execPath, CLI, dir.path],
      { timeout: 20_000 },
    );
    expect([run.stdout.toString(), run.stderr.toString()]).toEqual([line, ""]);
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "what can not be written is said in a sentence",
  async () => {
    await using dir = await tempDir();
    await Bun.write(
      join(dir.path, "logs/daemon.jsonl"),
      '{"time":"x","level":"info","message":"a"}\n',
    );
    const run = Bun.spawnSync([
      "/bin/sh",
      "-c",
      '"$0" "$1" logs --config-dir "$2" >/dev/full',
      process.execPath,
      CLI,
      dir.path,
    ]);
    expect([run.exitCode, run.stderr.toString()]).toEqual([
      1,
      expect.stringMatching(/^That can not be written: ENOSPC.*\n$/),
    ]);
  },
);

test("the completions of every shell are printed", () => {
  for (const shell of ["bash", "zsh", "fish"])
    expect(amphigory("completions", shell).stdout).toContain(
      `Completions of amphigory for ${shell}`,
    );
});

test("the stand-in for makemkvcon is there for a program that is one file, with its own exit code", () => {
  const asked = ["-r", "info", "disc:9999"];
  const { code, stdout } = amphigory("simulate-makemkvcon", ...asked);
  expect([code, stdout.split(",")[0]]).toEqual([0, "MSG:1005"]);
  expect(amphigory("simulate-makemkvcon", "nonsense").code).toBe(1);
});
