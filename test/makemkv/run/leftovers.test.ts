import { expect, test } from "bun:test";
import { existsSync, utimesSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "../../../src/lib/clock.ts";
import { stopLeftover } from "../../../src/makemkv/run/leftovers.ts";
import {
  inspectInProc,
  inspectWithPs,
  recordCommand,
} from "../../../src/makemkv/run/run-file.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { hurried, startSleeper, writeProgram } from "../program.ts";

const SOURCE = resolve(import.meta.dir, "../../../src");
const ARGS = ["-r", "--progress=-same", "info", "dev:/dev/sr0"];

function stop(dir: string) {
  return stopLeftover({
    runFile: join(dir, "run"),
    clock: hurried(systemClock, 20),
    stopGraceMs: [10_000, 5000],
  });
}

/** A daemon that starts the script, says so and is killed. */
async function leaveBehind(dir: string, script: string): Promise<number> {
  const program = writeProgram(dir, script);
  const daemon = join(dir, "daemon.ts");
  await Bun.write(
    daemon,
    `import { runMakemkvcon } from ${JSON.stringify(`${SOURCE}/makemkv/run/process.ts`)};
     import { systemClock } from ${JSON.stringify(`${SOURCE}/lib/clock.ts`)};
     runMakemkvcon({
       command: ${JSON.stringify(program)}, args: ["info", "dev:/dev/sr0"], runFile: ${JSON.stringify(join(dir, "run"))},
       clock: systemClock, limits: { stallTimeoutMs: 300000, questionGraceMs: 10000 }, stopGraceMs: [10000, 5000],
       transcript: { path: "", stdout() {}, note() {}, close: async () => {} },
       onLine: (line) => console.log(line.text),
     });`,
  );
  const parent = Bun.spawn([process.execPath, daemon], { stdout: "pipe" });
  const reader = parent.stdout.getReader();
  const { value } = await reader.read();
  parent.kill("SIGKILL");
  await parent.exited;
  return Number(new TextDecoder().decode(value).trim());
}

function filesLeft(dir: string): boolean {
  return existsSync(join(dir, "run")) || existsSync(join(dir, "run.command"));
}

test("no run file is no leftover", async () => {
  await using dir = await tempDir();
  expect(await stop(dir.path)).toEqual({ kind: "none" });
});

test("a makemkvcon that a killed daemon left behind is stopped", async () => {
  await using dir = await tempDir();
  const pid = await leaveBehind(
    dir.path,
    `echo $$; while :; do sleep 0.05; done`,
  );
  expect(inspectInProc(pid) ?? inspectWithPs(pid)).not.toBeNull();
  expect(await stop(dir.path)).toEqual({ kind: "stopped", pid });
  expect(inspectWithPs(pid)).toBeNull();
  expect(filesLeft(dir.path)).toBe(false);
});

test("a makemkvcon is known again though the clock was set on", async () => {
  await using dir = await tempDir();
  const pid = await leaveBehind(
    dir.path,
    `echo $$; while :; do sleep 0.05; done`,
  );
  const hourAgo = Date.now() / 1000 - 3600;
  // Linux reckons the start of a process back from now; elsewhere it stays what it was, as the file's time does.
  if (process.platform === "linux")
    utimesSync(join(dir.path, "run"), hourAgo, hourAgo);
  expect(await stop(dir.path)).toEqual({ kind: "stopped", pid });
});

test("pipes in place of our files hold nobody up", async () => {
  await using dir = await tempDir();
  for (const name of ["run", "run.command"])
    Bun.spawnSync(["mkfifo", join(dir.path, name)]);
  expect(await stop(dir.path)).toEqual({ kind: "none" });
  expect(filesLeft(dir.path)).toBe(false);
});

test("one that ignores signals is killed, and its children with it", async () => {
  await using dir = await tempDir();
  const pid = await leaveBehind(
    dir.path,
    `trap '' INT TERM; sleep 600 & echo $$; while :; do sleep 0.05; done`,
  );
  expect(await stop(dir.path)).toEqual({ kind: "stopped", pid });
  const ps = Bun.spawnSync(["ps", "-A", "-o", "pgid=,stat="]).stdout.toString();
  expect(ps).not.toMatch(new RegExp(`^ *${pid} +[^Z]`, "m"));
});

test("a process that has ended leaves only files, which go", async () => {
  await using dir = await tempDir();
  const child = Bun.spawn(["true"]);
  await child.exited;
  recordCommand(join(dir.path, "run"), ["makemkvcon", ...ARGS]);
  await Bun.write(join(dir.path, "run"), `${child.pid}\n`);
  expect(await stop(dir.path)).toEqual({ kind: "ended" });
  expect(filesLeft(dir.path)).toBe(false);
});

test("a run file without a pid is no reason to signal anybody", async () => {
  await using dir = await tempDir();
  recordCommand(join(dir.path, "run"), ["makemkvcon", ...ARGS]);
  for (const text of ["", "0", "-1", "1e3", "junk"]) {
    recordCommand(join(dir.path, "run"), ["makemkvcon", ...ARGS]);
    await Bun.write(join(dir.path, "run"), text);
    expect(await stop(dir.path)).toEqual({ kind: "ended" });
  }
});

test("another program that has the pid now is left alone", async () => {
  await using dir = await tempDir();
  const other = await startSleeper(["-r", "something else"]);
  recordCommand(join(dir.path, "run"), ["makemkvcon", ...ARGS]);
  await Bun.write(join(dir.path, "run"), `${other.pid}\n`);
  expect(await stop(dir.path)).toEqual({ kind: "notOurs", pid: other.pid });
  expect(other.exitCode).toBeNull();
  expect(other.killed).toBe(false);
  expect(inspectWithPs(other.pid)).not.toBeNull();
  expect(filesLeft(dir.path)).toBe(false);
  other.kill("SIGKILL");
});

test("a process that started after the run file was written is left alone, though it looks the same", async () => {
  await using dir = await tempDir();
  const other = await startSleeper(ARGS);
  recordCommand(join(dir.path, "run"), ["makemkvcon", ...ARGS]);
  await Bun.write(join(dir.path, "run"), `${other.pid}\n`);
  const before = Date.now() / 1000 - 10;
  utimesSync(join(dir.path, "run"), before, before);
  expect(await stop(dir.path)).toEqual({ kind: "notOurs", pid: other.pid });
  expect(inspectWithPs(other.pid)).not.toBeNull();
  other.kill("SIGKILL");
});

test.skipIf(process.platform !== "linux")(
  "ps and /proc tell the same about a process",
  async () => {
    const words = [...ARGS, "/media/Amélie (2001)/.amphigory-1"];
    const child = await startSleeper(words);
    const fromProc = inspectInProc(child.pid);
    const fromPs = inspectWithPs(child.pid);
    expect(
      Math.abs((fromProc?.startedAt ?? 0) - (fromPs?.startedAt ?? 1e9)),
    ).toBeLessThan(2000);
    for (const facts of [fromProc, fromPs]) {
      expect(facts?.hasArguments(words)).toBe(true);
      expect(
        facts?.hasArguments(["-r", "--progress=-same", "info", "dev:/dev/sr1"]),
      ).toBe(false);
    }
    child.kill("SIGKILL");
  },
);

test("a process is known where the name of the boot is hidden, as in some containers", async () => {
  await using dir = await tempDir();
  const stat = `7 (makemkvcon) S ${"0 ".repeat(18)}4711 0`;
  await Bun.write(join(dir.path, "7/stat"), stat);
  await Bun.write(join(dir.path, "7/cmdline"), "makemkvcon\0info\0");
  await Bun.write(join(dir.path, "stat"), "btime 1000\n");
  expect(inspectInProc(7, dir.path)).toMatchObject({
    startedAt: 1_047_110,
    start: null,
  });
});
