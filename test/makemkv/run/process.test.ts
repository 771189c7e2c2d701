import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "../../../src/lib/clock.ts";
import type { RobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import { runMakemkvcon } from "../../../src/makemkv/run/process.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import { findRecordedProcess } from "../../../src/makemkv/run/run-file.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";
import {
  createNotes,
  hurried,
  startSleeper,
  writeProgram,
} from "../program.ts";

interface Options {
  readonly clock?: Clock;
  readonly args?: readonly string[];
  readonly command?: string;
  readonly grownBytes?: () => number;
  readonly stallTimeoutMs?: number;
}

/** Starts the script; `says` resolves when it has printed that line. */
function startScript(dir: string, script: string, options: Options = {}) {
  const lines: RobotLine[] = [];
  const transcript = createNotes();
  const notices: RunNotice[] = [];
  const waiting = new Map<string, () => void>();
  const runFile = join(dir, "run");
  const run = runMakemkvcon({
    command: options.command ?? writeProgram(dir, script),
    args: options.args ?? ["info", "dev:/dev/sr0"],
    runFile,
    clock: options.clock ?? systemClock,
    limits: {
      stallTimeoutMs: options.stallTimeoutMs ?? 300_000,
      questionGraceMs: 10_000,
    },
    stopGraceMs: [10_000, 5000],
    transcript,
    ...(options.grownBytes ? { grownBytes: options.grownBytes } : {}),
    onLine(line) {
      lines.push(line);
      if (line.kind === "plain") waiting.get(line.text)?.();
    },
    onNotice: (notice) => notices.push(notice),
  });
  const says = (text: string) =>
    new Promise<void>((resolve) => waiting.set(text, resolve));
  return { run, lines, notices, transcript, runFile, says };
}

function plain(text: string): RobotLine {
  return { kind: "plain", text };
}

const groupsThatLive = (pid: string) => {
  try {
    process.kill(-Number(pid), 0);
    // Dead processes that nobody has collected still count for kill; ps says what they are.
    const ps = Bun.spawnSync(["ps", "-A", "-o", "pgid=,stat="]);
    return ps.stdout
      .toString()
      .split("\n")
      .map((row) => row.trim().split(/\s+/))
      .filter(([pgid, stat]) => pgid === pid && !stat?.startsWith("Z")).length;
  } catch {
    return 0;
  }
};

test("a run gives its lines and its exit code, and leaves no run file", async () => {
  await using dir = await tempDir();
  const { run, lines, runFile } = startScript(
    dir.path,
    `echo "$@"; printf 'TCOUNT:3\\r\\nlast words'; exit 11`,
  );
  expect(await run.outcome).toEqual({ kind: "exited", code: 11, signal: null });
  expect(lines).toEqual([
    plain("-r --progress=-same info dev:/dev/sr0"),
    { kind: "titleCount", count: 3 },
    plain("last words"),
  ]);
  expect(existsSync(runFile)).toBe(false);
  expect(existsSync(`${runFile}.command`)).toBe(false);
});

test("pid and command line are on disk before the program begins, and it is its own group with a closed stdin", async () => {
  await using dir = await tempDir();
  const { run, lines, runFile } = startScript(
    dir.path,
    `echo "$$ $(head -n 1 '${dir.path}/run')"; cat; cat '${dir.path}/run.command'`,
  );
  await run.outcome;
  const [pids, command] = lines.map((line) =>
    line.kind === "plain" ? line.text : "",
  );
  const [pid, recorded] = (pids ?? "").split(" ");
  expect(recorded).toBe(pid ?? "no pid");
  expect(JSON.parse(command ?? "")).toEqual([
    join(dir.path, "program"),
    "-r",
    "--progress=-same",
    "info",
    "dev:/dev/sr0",
  ]);
  expect(existsSync(runFile)).toBe(false);
});

test("stderr arrives as plain lines and never stops the program, however much it is", async () => {
  await using dir = await tempDir();
  const { run, lines, transcript } = startScript(
    dir.path,
    `i=0; while [ $i -lt 5000 ]; do echo "java says something quite long for nothing $i" >&2; i=$((i+1)); done; echo done`,
  );
  expect(await run.outcome).toEqual({ kind: "exited", code: 0, signal: null });
  expect(lines.length).toBe(5001);
  expect(lines).toContainEqual(plain("done"));
  expect(transcript.lines).toContain(
    "stderr: java says something quite long for nothing 4999",
  );
});

test("a rip's sixty thousand progress lines all arrive, in order", async () => {
  await using dir = await tempDir();
  const { run, lines } = startScript(
    dir.path,
    `awk 'BEGIN { for (i = 1; i <= 60000; i++) print "PRGV:" i ",0,65536" }'`,
  );
  await run.outcome;
  const seen = lines.map((line) => line.kind === "progress" && line.current);
  expect(seen).toEqual(Array.from({ length: 60_000 }, (_, i) => i + 1));
});

test("a program that is not there was not started", async () => {
  await using dir = await tempDir();
  const command = join(dir.path, "nothing");
  const { run, runFile } = startScript(dir.path, "", { command });
  run.stop();
  expect(await run.outcome).toMatchObject({
    kind: "notStarted",
    reason: `${command} does not exist`,
  });
  expect(existsSync(`${runFile}.command`)).toBe(false);
});

test("a program whose interpreter is missing was not started", async () => {
  await using dir = await tempDir();
  const path = writeProgram(dir.path, "");
  await Bun.write(path, "#!/no/such/interpreter\n");
  const { run } = startScript(dir.path, "", { command: path });
  // The words are the shell's; they are about the program, not about our run file.
  const end = await run.outcome;
  const reason = end.kind === "notStarted" ? end.reason : "it was started";
  expect(reason.replace(path, "PATH")).toMatch(
    /^PATH: (not found|.*bad interpreter.*)$/,
  );
});

test("a run file that can not be written keeps the program from starting", async () => {
  await using dir = await tempDir();
  await Bun.write(join(dir.path, "file"), "");
  const run = runMakemkvcon({
    command: writeProgram(dir.path, "echo hello"),
    args: [],
    runFile: join(dir.path, "file", "run"),
    clock: systemClock,
    limits: { stallTimeoutMs: 300_000, questionGraceMs: 10_000 },
    stopGraceMs: [10_000, 5000],
    transcript: createNotes(),
    onLine: () => {},
  });
  expect(await run.outcome).toMatchObject({
    kind: "notStarted",
    reason: expect.stringMatching(
      /^the system refused to note it in .*(EEXIST|ENOTDIR)/,
    ),
  });
});

test("stop ends the program and its children; what it says then is not heard", async () => {
  await using dir = await tempDir();
  const { run, says, lines, runFile, transcript } = startScript(
    dir.path,
    `trap 'echo cancelled; exit 1' INT
     sh -c 'trap "" INT; while :; do sleep 0.05; done' &
     echo ready
     while :; do sleep 0.05; done`,
    { clock: hurried(systemClock, 10) },
  );
  await says("ready");
  const pid = readFileSync(runFile, "utf8").trim();
  run.stop();
  run.stop();
  expect(await run.outcome).toEqual({ kind: "stopped" });
  expect(groupsThatLive(pid)).toBe(0);
  expect(lines).toEqual([plain("ready")]);
  expect(transcript.lines.filter((line) => line.startsWith("sent"))).toEqual([
    "sent SIGINT",
  ]);
});

test("a program that ignores SIGINT and SIGTERM is killed", async () => {
  await using dir = await tempDir();
  const { run, says, transcript } = startScript(
    dir.path,
    `trap '' INT TERM; echo ready; while :; do sleep 0.05; done`,
    { clock: hurried(systemClock, 200) },
  );
  await says("ready");
  run.stop();
  expect(await run.outcome).toEqual({ kind: "stopped" });
  expect(transcript.lines.filter((line) => line.startsWith("sent"))).toEqual([
    "sent SIGINT",
    "sent SIGTERM",
    "sent SIGKILL",
  ]);
});

test("a child that holds stdout open after the program has gone does not hold up the end", async () => {
  await using dir = await tempDir();
  const { run, lines, runFile, says } = startScript(
    dir.path,
    `mkfifo '${dir.path}/go'
     sh -c 'trap "" TERM; echo held; while :; do sleep 0.05; done' &
     echo parent; read line < '${dir.path}/go'`,
    { clock: hurried(systemClock, 20) },
  );
  await says("held");
  const pid = readFileSync(runFile, "utf8").trim();
  await Bun.write(join(dir.path, "go"), "\n");
  expect(await run.outcome).toEqual({ kind: "exited", code: 0, signal: null });
  expect(lines).toEqual(
    expect.arrayContaining([plain("parent"), plain("held")]),
  );
  expect(groupsThatLive(pid)).toBe(0);
});

test.skipIf(Bun.which("setsid") === null)(
  "a helper in a session of its own that holds the pipes does not hold up the end",
  async () => {
    await using dir = await tempDir();
    const { run, lines, says } = startScript(
      dir.path,
      `mkfifo '${dir.path}/go'
       setsid sh -c 'echo $$ > "${dir.path}/helper"; echo held; exec sleep 600' &
       read line < '${dir.path}/go'; echo bye`,
      { clock: hurried(systemClock, 20) },
    );
    await says("held");
    await Bun.write(join(dir.path, "go"), "\n");
    expect(await run.outcome).toEqual({
      kind: "exited",
      code: 0,
      signal: null,
    });
    expect(lines).toEqual([plain("held"), plain("bye")]);
    process.kill(Number(readFileSync(join(dir.path, "helper"), "utf8")), 9);
  },
);

test("a crash is told by its signal", async () => {
  await using dir = await tempDir();
  const { run } = startScript(dir.path, `kill -SEGV $$`);
  expect(await run.outcome).toEqual({
    kind: "exited",
    code: null,
    signal: "SIGSEGV",
  });
});

test("silence without growth is a stall; growth or a line is none", async () => {
  await using dir = await tempDir();
  const clock = createFakeClock();
  let bytes = 0;
  const { run, says, notices, transcript } = startScript(
    dir.path,
    `echo ready; exec sleep 60`,
    { clock, grownBytes: () => bytes },
  );
  await says("ready");
  for (let minute = 0; minute < 60; minute++) {
    bytes += 1;
    clock.advance(60_000);
  }
  expect(transcript.lines.filter((line) => line.startsWith("sent"))).toEqual(
    [],
  );
  // The last growth was noticed five seconds into the last minute.
  clock.advance(245_000);
  expect(await run.outcome).toEqual({
    kind: "stalled",
    silentMs: 300_000,
    forced: false,
  });
  expect(notices.at(-1)).toEqual({ kind: "stalled", silentMs: 300_000 });
  expect(transcript.lines).toContain("no progress for 300 s: stopping it");
});

test("a stop during a stall does not change its name", async () => {
  await using dir = await tempDir();
  const clock = createFakeClock();
  const { run, says } = startScript(dir.path, `echo ready; exec sleep 60`, {
    clock,
  });
  await says("ready");
  clock.advance(300_000);
  run.stop();
  expect((await run.outcome).kind).toBe("stalled");
});

test("a stop after the end changes nothing", async () => {
  await using dir = await tempDir();
  const { run } = startScript(dir.path, "exit 0");
  const end = await run.outcome;
  run.stop();
  expect(end).toEqual({ kind: "exited", code: 0, signal: null });
});

test("an exit code of a program that did start is its own, 127 and 126 too", async () => {
  for (const code of [126, 127]) {
    await using dir = await tempDir();
    const script = `echo "makemkvcon: not found" >&2; exit ${code}`;
    const { run } = startScript(dir.path, script);
    expect(await run.outcome).toEqual({ kind: "exited", code, signal: null });
  }
});

test.each([
  [
    127,
    "makemkvcon: error while loading shared libraries: libmmbd.so.0: cannot open shared object file",
  ],
  [
    1,
    "makemkvcon: /lib/libc.so.6: version `GLIBC_2.38' not found (required by makemkvcon)",
  ],
])(
  "a program whose library is missing (%p) was never started",
  async (code, words) => {
    await using dir = await tempDir();
    const script = `cat >&2 <<'END'\n${words}\nEND\nexit ${code}`;
    const { run } = startScript(dir.path, script);
    expect(await run.outcome).toEqual({ kind: "notStarted", reason: words });
  },
);

test("nothing is started beside a makemkvcon of an earlier run that never ended", async () => {
  await using dir = await tempDir();
  const args = ["-r", "--progress=-same", "info", "dev:/dev/sr0"];
  const earlier = await startSleeper(args);
  await Bun.write(join(dir.path, "run"), `${earlier.pid}\n`);
  await Bun.write(
    join(dir.path, "run.command"),
    JSON.stringify(["sh", ...args]),
  );
  const { run, lines, runFile } = startScript(dir.path, "echo never");
  expect(await run.outcome).toMatchObject({
    kind: "notStarted",
    reason: expect.stringContaining(`pid ${earlier.pid}`),
  });
  expect(lines).toEqual([]);
  expect(existsSync(runFile)).toBe(true);
  earlier.kill("SIGKILL");
});

test("a process that not even SIGKILL ends is reported, and nothing is started beside it until it is gone", async () => {
  await using dir = await tempDir();
  const clock = createFakeClock();
  const { run, says, lines, runFile } = startScript(
    dir.path,
    `trap '' INT TERM; echo ready; while :; do sleep 0.05; done`,
    { clock },
  );
  await says("ready");
  run.stop();
  // The whole ladder passes before the end of the process can be noticed: to us it has not ended.
  clock.advance(20_000);
  expect(await run.outcome).toEqual({ kind: "stopped" });
  expect(lines.at(-1)).toMatchObject({
    text: expect.stringContaining("did not end on SIGKILL"),
  });
  expect(existsSync(runFile)).toBe(true);

  while (findRecordedProcess(runFile).kind === "running")
    await new Promise(setImmediate);
  const next = startScript(dir.path, "echo hello");
  expect((await next.run.outcome).kind).toBe("exited");
  expect(next.lines).toEqual([plain("hello")]);
  expect(existsSync(runFile)).toBe(false);
});

test("a flood of the same progress line is silence", async () => {
  await using dir = await tempDir();
  const { run, notices } = startScript(
    dir.path,
    `yes PRGV:0,0,65536`,
    // Half a second. A look that comes late must not pass for a sleep of the machine.
    { clock: hurried(systemClock, 10), stallTimeoutMs: 5000 },
  );
  expect(await run.outcome).toMatchObject({ kind: "stalled" });
  expect(notices.at(-1)).toMatchObject({ kind: "stalled" });
});

test("nothing is told about how it is getting on after it was told to stop", async () => {
  await using dir = await tempDir();
  const clock = createFakeClock();
  const { run, says, notices, transcript } = startScript(
    dir.path,
    `trap '' INT; echo ready; exec sleep 60`,
    { clock },
  );
  await says("ready");
  run.stop();
  clock.advance(10_000);
  await run.outcome;
  clock.advance(300_000);
  expect(notices).toEqual([]);
  expect(transcript.lines).toContain("told to stop it");
});
