import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import {
  createLineChild,
  type LineChild,
  type LineChildOptions,
} from "../../src/disc/line-child.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { isAlive } from "../support/process.ts";
import { until } from "../support/daemon.ts";

let running: LineChild[] = [];
afterEach(() => {
  for (const child of running) child.stop();
  running = [];
});

/** What a shell script says and how it ends, with a clock that stands still. */
function watch(script: string, options: Partial<LineChildOptions> = {}) {
  const clock = createFakeClock();
  const said: string[] = [];
  const child = createLineChild({
    command: "sh",
    args: ["-c", script],
    clock,
    backoff: { firstMs: 1000, lastMs: 4000 },
    onStart: () => void said.push("start"),
    onLine: (line) => void said.push(line),
    onEnd: (reason) => void said.push(`end: ${reason}`),
    ...options,
  });
  running.push(child);
  const ends = () => said.filter((line) => line.startsWith("end")).length;
  return {
    clock,
    said,
    child,
    ended: (times: number) =>
      until("the end", () => (ends() >= times ? true : null)),
    /** The pid that the script printed as its only line. */
    pid: (index = 0) =>
      until("the pid", () => {
        const pids = said.filter((line) => /^\d+$/.test(line));
        return pids[index] ? Number(pids[index]) : null;
      }),
  };
}

function gone(pid: number): Promise<true> {
  return until(`the end of ${pid}`, () => (isAlive(pid) ? null : true));
}

test("its lines are told in order, then why it ended", async () => {
  const { said, ended } = watch(
    "printf 'one\\r\\ntwo\\nlast'; echo broken. >&2; exit 3",
  );
  await ended(1);
  expect(said).toEqual([
    "start",
    "one",
    "two",
    "last",
    "end: sh ended with exit code 3: broken",
  ]);
});

test("it is started again after a wait that doubles up to a limit", async () => {
  const { said, clock, ended } = watch("exit 1");
  for (const [index, wait] of [1000, 2000, 4000, 4000].entries()) {
    await ended(index + 1);
    clock.advance(wait - 1);
    expect(said.at(-1)).toStartWith("end");
    clock.advance(1);
    expect(said.at(-1)).toBe("start");
  }
});

test("after a life of a minute the wait is short again", async () => {
  const { said, clock, ended, pid } = watch("echo $$; exec sleep 600");
  for (const index of [0, 1]) {
    process.kill(await pid(index), "SIGKILL");
    await ended(index + 1);
    clock.advance(2000);
  }
  const third = await pid(2);
  clock.advance(60_000);
  process.kill(third, "SIGKILL");
  await ended(3);
  clock.advance(1000);
  expect(said.at(-1)).toBe("start");
});

test("one that had anything to say is not waited for longer than five seconds", async () => {
  const { said, clock, ended } = watch("echo listening; exit 1", {
    backoff: { firstMs: 4000, lastMs: 30_000 },
  });
  for (const [index, wait] of [4000, 5000, 5000].entries()) {
    await ended(index + 1);
    clock.advance(wait - 1);
    expect(said.at(-1)).toStartWith("end");
    clock.advance(1);
    expect(said.at(-1)).toBe("start");
  }
});

test("a program that is not there is a reason, and it is looked for again", () => {
  const { said, clock } = watch("", { command: "no-such-program" });
  clock.advance(1000);
  const missing = "end: no-such-program was not found on PATH";
  expect(said).toEqual([missing, missing]);
});

test("a signal is named", async () => {
  const { said, ended, pid } = watch("echo $$; exec sleep 600");
  process.kill(await pid(), "SIGTERM");
  await ended(1);
  expect(said.at(-1)).toBe("end: sh was ended by SIGTERM");
});

test("stop kills the program and what it started, and nothing is told any more", async () => {
  const { said, child, clock, pid } = watch("sleep 600 & echo $!; wait");
  const helper = await pid();
  child.stop();
  const before = [...said];
  await gone(helper);
  clock.advance(100_000);
  expect(said).toEqual(before);
});

test("a program that ends takes its helpers with it", async () => {
  const { pid, ended } = watch("sleep 600 & echo $!; exit 0");
  const helper = await pid();
  await ended(1);
  await gone(helper);
});

test("killed a hundred times in a row, it is started a hundred times, and nothing is left", async () => {
  const { clock, pid, ended, child } = watch("echo $$; exec sleep 600");
  const pids: number[] = [];
  for (let round = 0; round < 100; round++) {
    const next = await pid(round);
    pids.push(next);
    process.kill(next, "SIGKILL");
    await ended(round + 1);
    clock.advance(4000);
  }
  child.stop();
  expect(new Set(pids).size).toBe(100);
  for (const each of pids) await gone(each);
});

test("kill -9 of the process that started it ends the program", async () => {
  const source = join(import.meta.dir, "..", "..", "src");
  const parent = Bun.spawn(
    [
      process.execPath,
      "--eval",
      `import { createLineChild } from ${JSON.stringify(join(source, "disc/line-child.ts"))};
       import { systemClock as clock } from ${JSON.stringify(join(source, "lib/clock.ts"))};
       createLineChild({
         command: "sh", args: ["-c", "echo $$; exec sleep 600"], clock,
         backoff: { firstMs: 1000, lastMs: 1000 },
         onStart() {}, onEnd() {}, onLine: (line) => void process.stdout.write(line + "\\n"),
       });`,
    ],
    { stdin: "ignore", stdout: "pipe", stderr: "inherit" },
  );
  const reader = parent.stdout.getReader();
  const { value } = await reader.read();
  const pid = Number(new TextDecoder().decode(value));
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await parent.exited;
  await gone(pid);
});
