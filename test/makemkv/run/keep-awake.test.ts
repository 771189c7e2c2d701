import { afterEach, expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepAwake } from "../../../src/makemkv/run/keep-awake.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { startSleeper } from "../program.ts";

const PATH = process.env["PATH"] ?? "";
afterEach(() => {
  process.env["PATH"] = PATH;
});

/** A program of that name alone on PATH. It tells its arguments and its pid through a fifo: to read it is to wait. */
async function install(dir: string, name: string, script: string) {
  const program = join(dir, name);
  const fifo = join(dir, "fifo");
  await Bun.spawn(["mkfifo", fifo]).exited;
  writeFileSync(
    program,
    `#!/bin/sh\nPATH='${PATH}'\necho "$$ $@" > '${fifo}'\n${script}\n`,
  );
  chmodSync(program, 0o755);
  process.env["PATH"] = dir;
  return async () => {
    const cat = Bun.spawn(["/bin/cat", fifo], { stdout: "pipe" });
    const [pid = "", ...args] = (await cat.stdout.text()).trim().split(" ");
    return { pid: Number(pid), args };
  };
}

function begin(pid: number) {
  const clock = createFakeClock();
  const noted = Promise.withResolvers<string>();
  const notes: string[] = [];
  const end = keepAwake({
    pid,
    clock,
    note(text) {
      notes.push(text);
      noted.resolve(text);
    },
  });
  return { clock, notes, noted: noted.promise, end };
}

/** Waits until nothing of the group lives. */
async function groupIsGone(pid: number): Promise<void> {
  for (;;) {
    const ps = Bun.spawn(["/bin/ps", "-A", "-o", "pgid=", "-o", "stat="]);
    if (!new RegExp(`^ *${pid} +[^Z]`, "m").test(await ps.stdout.text()))
      return;
  }
}

test("after two seconds caffeinate watches makemkvcon, in a group of its own, and ends with the run", async () => {
  await using dir = await tempDir();
  const called = await install(dir.path, "caffeinate", "sleep 600");
  const { clock, notes, end } = begin(4711);
  clock.advance(2000);
  const { pid, args } = await called();
  expect(args).toEqual(["-ims", "-w", "4711"]);
  end();
  await groupIsGone(pid);
  expect(notes).toEqual([]);
});

test("systemd-inhibit holds the lock for as long as makemkvcon lives", async () => {
  await using dir = await tempDir();
  // What stands behind the options is run, as the real one does.
  const called = await install(
    dir.path,
    "systemd-inhibit",
    `while :; do case "$1" in --*) shift;; *) break;; esac; done; "$@"`,
  );
  const makemkvcon = await startSleeper([]);
  const { clock, notes } = begin(makemkvcon.pid);
  clock.advance(2000);
  const { pid, args } = await called();
  expect(args.slice(0, 2)).toEqual(["--what=sleep:idle", "--who=Amphigory"]);
  expect(args).toContain("--mode=block");
  expect(args.slice(-4)).toEqual([
    "tail",
    `--pid=${makemkvcon.pid}`,
    "-f",
    "/dev/null",
  ]);
  // The daemon, killed, would end nothing: the tail does it when makemkvcon has gone.
  makemkvcon.kill("SIGKILL");
  await makemkvcon.exited;
  await groupIsGone(pid);
  expect(notes).toEqual([]);
});

test("one that fails is a note, and is not tried again", async () => {
  await using dir = await tempDir();
  const called = await install(
    dir.path,
    "systemd-inhibit",
    `echo "Failed to connect to bus" >&2; exit 1`,
  );
  const { clock, notes, noted, end } = begin(4711);
  clock.advance(2000);
  await called();
  expect(await noted).toBe(
    "the machine may fall asleep: systemd-inhibit ended with exit code 1: Failed to connect to bus",
  );
  clock.advance(60 * 60_000);
  end();
  expect(notes.length).toBe(1);
});

test("one that can not be run is a note", async () => {
  await using dir = await tempDir();
  const program = join(dir.path, "caffeinate");
  writeFileSync(program, "#!/no/such/interpreter\n");
  chmodSync(program, 0o755);
  process.env["PATH"] = dir.path;
  const { clock, noted } = begin(4711);
  clock.advance(2000);
  expect(await noted).toStartWith(
    "the machine may fall asleep: caffeinate did not start",
  );
});

test("a run that is over sooner needs none, and a machine that has none does without", async () => {
  await using dir = await tempDir();
  process.env["PATH"] = dir.path;
  const without = begin(4711);
  without.clock.advance(60_000);
  without.end();
  writeFileSync(join(dir.path, "caffeinate"), "#!/bin/sh\nexit 1\n");
  chmodSync(join(dir.path, "caffeinate"), 0o755);
  const short = begin(4711);
  short.clock.advance(1999);
  short.end();
  short.clock.advance(60_000);
  expect([...without.notes, ...short.notes]).toEqual([]);
});
