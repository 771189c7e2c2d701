import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Activity, DaemonState } from "../../src/state/state.ts";
import { initialState } from "../../src/state/initial-state.ts";
import { controlSocketPath, snapshotOf } from "../../src/wire/attach.ts";
import { endDaemon, taskToStop } from "../../tui/end-daemon.ts";
import { tempDir } from "../support/temp-dir.ts";

const ripping = {
  kind: "scanning",
  run: 1,
  startedAt: 0,
  pulse: { notice: { kind: "working" }, at: 0 },
  cause: {
    kind: "task",
    task: { kind: "scan", id: "d1", createdAt: null, attempts: 1 },
  },
} as const;
const cancelled = {
  kind: "stopping",
  stopped: ripping,
  reason: "cancelled",
} as const;

/** Something on the control socket that says `first` until it is told to end, then `then`; `null` is gone. */
async function standIn(first: string, then: string | null = null) {
  const dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  const commands: string[] = [];
  let text = first;
  const server = Bun.serve({
    unix: path,
    async fetch(request) {
      if (request.method === "GET") return new Response(text);
      commands.push(await request.text());
      if (then === null) setImmediate(() => void server.stop(true));
      else text = then;
      return Response.json({ ok: true });
    },
  });
  return {
    configDir: dir.path,
    commands,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      await dir[Symbol.asyncDispose]();
    },
  };
}

function stateOf(
  activity: Activity,
  directory = "/nowhere",
  pid = 1,
): DaemonState {
  const state = initialState({
    version: "1",
    pid,
    startedAt: 0,
    configDir: "/c",
  });
  const listing = { depth: 0, upcoming: [], paused: false, problems: [] };
  return { ...state, activity, queue: { kind: "open", directory, listing } };
}

function say(activity: Activity, directory?: string, pid?: number): string {
  return JSON.stringify(snapshotOf(stateOf(activity, directory, pid)));
}

test("a task that Pause Now had stopped before is not said to be back in the queue", async () => {
  await using daemon = await standIn(say(cancelled));
  expect(
    await endDaemon({ configDir: daemon.configDir, verb: "quit" }),
  ).toEqual({
    kind: "ended",
    text: "The daemon has ended. Task d1 had been stopped before: its answer is TASK_CANCELLED.",
  });
  expect(taskToStop(stateOf(cancelled))).toBeNull();
  expect(taskToStop(stateOf(ripping))).toBe("d1");
});

test.each([
  ["queued", "Task d1 is back in the queue."],
  ["in_progress", "Task d1 could not be put back; the next daemon does it."],
  ["complete", "Task d1 ended before it could be stopped."],
])("where the task is after a quit is looked up: %s", async (folder, text) => {
  await using tasks = await tempDir();
  await Bun.write(join(tasks.path, folder, "d1.json"), "{}");
  await using daemon = await standIn(say(ripping, tasks.path));
  expect(
    await endDaemon({ configDir: daemon.configDir, verb: "quit" }),
  ).toEqual({ kind: "ended", text: `The daemon has ended. ${text}` });
});

test("an idle daemon has ended, and that is all", async () => {
  await using daemon = await standIn(say({ kind: "idle" }));
  expect(
    await endDaemon({ configDir: daemon.configDir, verb: "quit" }),
  ).toEqual({ kind: "ended", text: "The daemon has ended." });
});

test("a daemon of another version is ended all the same", async () => {
  await using daemon = await standIn('{"version":99}');
  expect(
    await endDaemon({ configDir: daemon.configDir, verb: "quit" }),
  ).toEqual({ kind: "ended", text: "The daemon has ended." });
  expect(daemon.commands).toEqual(['{"command":"quit"}']);
});

test("a daemon of another version is restarted when one of this version answers", async () => {
  await using daemon = await standIn('{"version":99}', say({ kind: "idle" }));
  expect(
    await endDaemon({ configDir: daemon.configDir, verb: "restart" }),
  ).toEqual({ kind: "ended", text: "The daemon was restarted." });
});

test("one that goes on and on is not said to have ended", async () => {
  const text = say({ kind: "idle" });
  await using daemon = await standIn(text, text);
  expect(
    await endDaemon({
      configDir: daemon.configDir,
      verb: "quit",
      limitMs: 0,
      lookMs: 0,
    }),
  ).toMatchObject({ kind: "failed" });
});
