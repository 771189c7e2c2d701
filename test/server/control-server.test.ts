import { afterEach, expect, test } from "bun:test";
import { lstat, mkdir, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { createControlServer } from "../../src/server/control-server.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { controlSocketPath, snapshotOf } from "../../src/wire/attach.ts";
import type { Command } from "../../src/wire/attach.ts";
import { fetchState, sendCommand } from "../../tui/attach.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";
import { connectWs } from "../support/ws-client.ts";
import { ripping, sampleState, saving } from "./sample-state.ts";

const opened: Disposable[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client[Symbol.dispose]();
});

async function start() {
  const dir = await tempDir();
  const clock = createFakeClock();
  const commands: Command[] = [];
  let state = sampleState;
  let watchers = 0;
  let onChange = (): void => undefined;
  const server = createControlServer({
    clock,
    getState: () => state,
    onCommand(command) {
      commands.push(command);
      if (command === "quit") void server.close();
    },
    onWatchers(count) {
      watchers = count;
      onChange();
    },
  });
  const path = controlSocketPath(dir.path);
  return {
    dir: dir.path,
    path,
    server,
    clock,
    commands,
    change(next: DaemonState) {
      const previous = state;
      state = next;
      server.changed(next, previous);
    },
    watchers: (wanted: number) =>
      new Promise<void>((resolve) => {
        onChange = () => {
          if (watchers === wanted) resolve();
        };
        onChange();
      }),
    async watch() {
      const client = await connectWs(`ws+unix://${path}:/watch`);
      opened.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await dir[Symbol.asyncDispose]();
    },
  };
}

/** Watches and reads nothing. */
function connectDeaf(path: string): Socket {
  const deaf = connect(path);
  deaf.on("error", () => undefined);
  deaf.pause();
  deaf.write(
    [
      "GET /watch HTTP/1.1",
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
      "\r\n",
    ].join("\r\n"),
  );
  return deaf;
}

test("the socket is for this user alone", async () => {
  await using rig = await start();
  expect(await rig.server.listen(rig.dir)).toEqual({
    kind: "listening",
    path: rig.path,
  });
  expect((await lstat(rig.path)).mode & 0o777).toBe(0o600);
  expect((await lstat(dirname(rig.path))).mode & 0o777).toBe(0o700);
});

test("a config folder that is too deep for a socket works as well, and both sides find it", async () => {
  await using rig = await start();
  const deep = join(rig.dir, "d".repeat(90));
  expect(await rig.server.listen(deep)).toEqual({
    kind: "listening",
    path: controlSocketPath(deep),
  });
  expect(await fetchState(deep)).toEqual({
    kind: "ok",
    snapshot: snapshotOf(sampleState),
  });
});

test("the state is given to whoever asks", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  expect(await fetchState(rig.dir)).toEqual({
    kind: "ok",
    snapshot: snapshotOf(sampleState),
  });
});

test("a command is passed on, another word is answered with the words there are", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  expect(await sendCommand(rig.dir, "pause-now")).toEqual({ kind: "ok" });
  const response = await fetch("http://localhost/command", {
    unix: rig.path,
    method: "POST",
    body: '{"command":"open"}',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    ok: false,
    error:
      'Send {"command": …} with one of pause, pause-now, resume, eject, restart, quit, acknowledge',
  });
  expect(rig.commands).toEqual(["pause-now"]);
});

test("a command that ends the daemon is still answered", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  expect(await sendCommand(rig.dir, "quit")).toEqual({ kind: "ok" });
});

test("a page or a foreign host is refused", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  const ask = (headers: Record<string, string>, path = "/state") =>
    fetch(`http://localhost${path}`, { unix: rig.path, headers });
  expect((await ask({ Origin: "http://localhost:8080" })).status).toBe(403);
  expect((await ask({ Host: "evil.com" })).status).toBe(403);
  expect((await ask({}, "/watch")).status).toBe(426);
  expect((await ask({}, "/command")).status).toBe(404);
});

test("a watcher gets the present state, then every news, then 1001", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  const watcher = await rig.watch();
  await rig.watchers(1);
  const next = { ...sampleState, activity: ripping("a", saving(1, 1000)) };
  rig.change(next);
  await watcher.next((message) => Bun.deepEquals(message, snapshotOf(next)));
  expect(watcher.messages).toEqual([snapshotOf(sampleState), snapshotOf(next)]);
  await rig.server.close();
  expect((await watcher.closed).code).toBe(1001);
  expect(await fetchState(rig.dir)).toEqual({ kind: "notRunning" });
});

test("a watcher that does not read is dropped", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  const deaf = connectDeaf(rig.path);
  await rig.watchers(1);
  const gone = rig.watchers(0);
  const version = "x".repeat(200_000);
  for (let pid = 0; pid < 100; pid += 1) {
    rig.change({
      ...sampleState,
      daemon: { ...sampleState.daemon, version, pid },
    });
  }
  await gone;
  deaf.destroy();
});

test("a watcher that answers no ping for half a minute is dropped", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  const deaf = connectDeaf(rig.path);
  await rig.watchers(1);
  const gone = rig.watchers(0);
  rig.clock.advance(45_000);
  await gone;
  deaf.destroy();
});

test("a hundred may watch, and with more the state is still given", async () => {
  await using rig = await start();
  await rig.server.listen(rig.dir);
  const watching = Array.from({ length: 100 }, () => rig.watch());
  await Promise.all(watching);
  await rig.watchers(100);
  expect(await rig.watch().catch(String)).toBe("Error: not upgraded");
  expect(await fetchState(rig.dir)).toMatchObject({ kind: "ok" });
  (await watching[0])?.[Symbol.dispose]();
  await rig.watchers(99);
  await rig.watch();
});

test("the socket of a daemon that was killed is in nobody's way", async () => {
  await using rig = await start();
  await mkdir(dirname(rig.path), { mode: 0o755 });
  const killed = Bun.spawn({
    cmd: [
      process.execPath,
      "-e",
      "Bun.serve({ unix: process.argv[1], fetch: () => new Response() }); process.kill(process.pid, 9)",
      rig.path,
    ],
  });
  await killed.exited;
  expect((await lstat(rig.path)).isSocket()).toBe(true);
  expect(await fetchState(rig.dir)).toEqual({ kind: "notRunning" });
  expect(await rig.server.listen(rig.dir)).toMatchObject({ kind: "listening" });
  expect((await lstat(dirname(rig.path))).mode & 0o777).toBe(0o700);
});

test("a daemon that answers is left alone", async () => {
  await using first = await start();
  await using second = await start();
  await first.server.listen(first.dir);
  expect(await second.server.listen(first.dir)).toMatchObject({
    kind: "failed",
    problem: { key: "already_running" },
  });
  expect(await fetchState(first.dir)).toMatchObject({ kind: "ok" });
});

test("a file where the folder or the socket should be is a problem, not a crash, and stays", async () => {
  await using rig = await start();
  await mkdir(dirname(rig.path));
  await writeFile(rig.path, "mine");
  expect(await rig.server.listen(rig.dir)).toMatchObject({
    kind: "failed",
    problem: { key: "control_socket" },
  });
  expect(await Bun.file(rig.path).text()).toBe("mine");
  expect(await rig.server.listen(rig.path)).toMatchObject({
    kind: "failed",
    problem: { key: "control_socket" },
  });
});
