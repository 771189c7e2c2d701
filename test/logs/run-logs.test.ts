import { expect, test } from "bun:test";
import { mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type LogsRequest, runLogs } from "../../src/logs/run-logs.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

const TIME = new Date(2026, 10, 22, 14, 30, 52).toISOString();

function line(message: string, fields = {}): string {
  return `${JSON.stringify({ time: TIME, level: "info", message, ...fields })}\n`;
}

async function ask(
  configDir: string,
  options: Partial<LogsRequest> = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await runLogs({
    configDir,
    follow: false,
    task: null,
    lines: null,
    json: false,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ...options,
  });
  return { code, out, err };
}

async function folderWith(files: Readonly<Record<string, string>>) {
  const dir = await tempDir();
  mkdirSync(join(dir.path, "logs"));
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(dir.path, "logs", name), text);
  return dir;
}

test("all files are one log, the oldest line first, in words", async () => {
  await using dir = await folderWith({
    "daemon.jsonl": line("discEjected"),
    "daemon.1.jsonl": line("discInserted"),
    "daemon.2.jsonl": line("started"),
  });
  expect(await ask(dir.path)).toEqual({
    code: 0,
    out: `Nov 22 14:30:52  started
Nov 22 14:30:52  disc inserted
Nov 22 14:30:52  disc ejected
`,
    err: "",
  });
});

test("200 lines are enough, unless somebody wants others", async () => {
  const all = Array.from({ length: 450 }, (_, run) => line("a", { run }));
  await using dir = await folderWith({ "daemon.jsonl": all.join("") });
  const count = async (options: Partial<LogsRequest>) =>
    (await ask(dir.path, options)).out.split("\n").length - 1;
  expect([
    await count({}),
    await count({ lines: 3 }),
    await count({ lines: 0 }),
    (await ask(dir.path, { lines: 1 })).out,
  ]).toEqual([200, 3, 450, "Nov 22 14:30:52  a  run=449\n"]);
});

test("--json is what was written, and whole lines only", async () => {
  const whole = line("a", { taskId: "t" });
  await using dir = await folderWith({
    "daemon.jsonl": `${whole}{"half\n${line("b")}`,
  });
  expect((await ask(dir.path, { json: true })).out).toBe(whole + line("b"));
  expect((await ask(dir.path, { json: true, task: "t" })).out).toBe(whole);
});

test("where nothing is about a task, a sentence says so", async () => {
  await using dir = await folderWith({
    "daemon.jsonl": line("task claimed", { taskId: "here" }),
  });
  expect((await ask(dir.path, { task: "here" })).code).toBe(0);
  expect(await ask(dir.path, { task: "els\u009bewhere" })).toEqual({
    code: 1,
    out: "",
    err: expect.stringContaining("about a task els\ufffdewhere: "),
  });
});

test("where there is no log, a sentence says why", async () => {
  await using dir = await tempDir();
  const { code, out, err } = await ask(dir.path);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toStartWith(`There is no log in ${join(dir.path, "logs")} yet`);
});

test("-f goes on with new lines, half lines, a new file, and one that was emptied", async () => {
  await using dir = await folderWith({ "daemon.jsonl": line("first") });
  const path = join(dir.path, "logs", "daemon.jsonl");
  const clock = createFakeClock();
  const over = new AbortController();
  let out = "";
  const done = ask(dir.path, {
    follow: true,
    clock,
    signal: over.signal,
    out: (text) => void (out += text),
  });
  const next = async (change: () => void) => {
    change();
    out = "";
    clock.advance(250);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return out;
  };
  await Promise.resolve();
  const half = line("third").slice(0, 20);
  const rest = line("third").slice(20);
  expect([
    await next(() => appendFileSync(path, line("second") + half)),
    await next(() => appendFileSync(path, rest)),
    await next(() => {
      appendFileSync(path, line("fourth"));
      renameSync(path, join(dir.path, "logs", "daemon.1.jsonl"));
      writeFileSync(path, line("fifth"));
    }),
    await next(() => undefined),
    await next(() => truncateSync(path)),
    await next(() => appendFileSync(path, line("new"))),
  ]).toEqual([
    "Nov 22 14:30:52  second\n",
    "Nov 22 14:30:52  third\n",
    "Nov 22 14:30:52  fourth\nNov 22 14:30:52  fifth\n",
    "",
    "",
    "Nov 22 14:30:52  new\n",
  ]);
  over.abort();
  expect((await done).code).toBe(0);
});

test("-f waits for a log that is not there yet", async () => {
  await using dir = await folderWith({});
  const clock = createFakeClock();
  const over = new AbortController();
  let out = "";
  const done = ask(dir.path, {
    follow: true,
    clock,
    signal: over.signal,
    out: (text) => void (out += text),
  });
  await Promise.resolve();
  writeFileSync(join(dir.path, "logs", "daemon.jsonl"), line("started"));
  clock.advance(250);
  over.abort();
  await done;
  expect(out).toBe("Nov 22 14:30:52  started\n");
});
