import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  startWebapp,
  type Json,
  type RipOrder,
} from "../../src/demo/webapp.ts";
import { tempDir } from "../support/temp-dir.ts";

const ORDER: RipOrder = {
  track: 2,
  sizeBytes: 2_600_000,
  duration: "0:02:21",
  directory: "/media/ripped/The Lighthouse Cats (2019)",
  filename: "Trailer.mkv",
};

test("it serves the configuration of the design", async () => {
  await using dir = await tempDir();
  await using webapp = await startWebapp({
    basedir: dir.path,
    websocketPort: 9847,
  });
  const answer = await fetch(`${webapp.url}/config.json`);
  expect(await answer.json()).toEqual({
    tasks_directory: "/tasks",
    websocket_port: 9847,
    wiki_url: null,
    heartbeat_interval: 1,
    log_level: "info",
    makemkv_path: null,
  });
});

test("a rip task has the shape of the design and its place in the order", async () => {
  await using dir = await tempDir();
  await using webapp = await startWebapp({
    basedir: dir.path,
    websocketPort: 9847,
  });
  const scan = await webapp.queueScan();
  const [rip = ""] = await webapp.queueRips([ORDER]);
  const tasks = join(dir.path, "tasks");
  expect(rip).toMatch(/^\d{8}-\d{6}-002$/);
  expect(readJson(join(tasks, "tasks.json"))).toEqual([scan, rip]);
  expect(readdirSync(join(tasks, "queued")).toSorted()).toEqual([
    `${scan}.json`,
    `${rip}.json`,
  ]);
  expect(readJson(join(tasks, "queued", `${rip}.json`))).toEqual({
    id: rip,
    type: "rip",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    track: {
      number: 2,
      expected_size_bytes: 2_600_000,
      expected_duration: "0:02:21",
    },
    output: { directory: ORDER.directory, filename: ORDER.filename },
  });
});

test("whoever reads the order at any moment finds it whole, and every file that it names", async () => {
  await using dir = await tempDir();
  await using webapp = await startWebapp({
    basedir: dir.path,
    websocketPort: 9847,
  });
  const tasks = join(dir.path, "tasks");
  let isDone = false;
  const writing = (async () => {
    for (let n = 0; n < 20; n++) await webapp.queueRips([ORDER, ORDER]);
    isDone = true;
  })();
  while (!isDone) {
    const ids = readJson(join(tasks, "tasks.json")) as string[];
    const missing = ids.filter(
      (id) => !existsSync(join(tasks, "queued", `${id}.json`)),
    );
    expect(missing).toEqual([]);
    await new Promise(setImmediate);
  }
  await writing;
  expect(readJson(join(tasks, "tasks.json"))).toHaveLength(40);
});

test("it keeps knocking until the daemon is there, and then waits for its sync", async () => {
  await using dir = await tempDir();
  const port = takePort();
  await using webapp = await startWebapp({
    basedir: dir.path,
    websocketPort: port,
  });
  const connected = webapp.connect();
  await using daemon = startListener(port, [
    { type: "daemon", event: "connected" },
    { type: "sync", queue_depth: 0 },
  ]);
  expect(daemon.port).toBe(port);
  expect(await connected).toEqual({ type: "sync", queue_depth: 0 });
});

test("an answer is read when the daemon has said completed, and taken out of the folder", async () => {
  await using dir = await tempDir();
  const port = takePort();
  await using webapp = await startWebapp({
    basedir: dir.path,
    websocketPort: port,
  });
  const path = join(dir.path, "tasks/complete/x.json");
  await Bun.write(path, '{"task_id":"x","status":"success"}');
  await using _daemon = startListener(port, [
    { type: "sync" },
    { type: "status", task_id: "x", status: "started" },
    { type: "status", task_id: "x", status: "completed" },
  ]);
  await webapp.connect();
  expect(await webapp.answer("x")).toEqual({ task_id: "x", status: "success" });
  expect(existsSync(path)).toBe(false);
});

/** The daemon's side of the WebSocket: says these messages to whoever comes. */
function startListener(
  port: number,
  messages: readonly Json[],
): AsyncDisposable & { readonly port: number | undefined } {
  const server = Bun.serve({
    port,
    hostname: "127.0.0.1",
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      open(socket) {
        for (const message of messages) socket.send(JSON.stringify(message));
      },
      message() {},
    },
  });
  return {
    port: server.port,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function takePort(): number {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response(),
  });
  const { port = 0 } = server;
  void server.stop(true);
  return port;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
