import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { controlSocketPath } from "../../src/wire/attach.ts";
import { fetchState, sendCommand } from "../../tui/attach.ts";
import { tempDir } from "../support/temp-dir.ts";

test("a daemon that does not answer is said to be one", async () => {
  await using dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  const mute = createServer().listen(path);
  expect(await fetchState(dir.path, 20)).toEqual({
    kind: "failed",
    text: `The daemon does not answer on ${path}. Look at what it printed where it was started; if it stays like that, end its process and start it again.`,
  });
  mute.close();
});

test("a daemon that does not answer is named by its process, if that is still there", async () => {
  await using dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  const mute = createServer().listen(path);
  const holder = join(dir.path, "run/daemon.lock.holder");
  await Bun.write(
    holder,
    `process ${process.pid}, config folder ${dir.path}\n`,
  );
  expect(await fetchState(dir.path, 20)).toEqual({
    kind: "failed",
    text: `The daemon (process ${process.pid}) does not answer on ${path}. Look at what it printed where it was started; if it stays like that, end it with 'kill ${process.pid}' (if need be 'kill -9 ${process.pid}') and start it again.`,
  });
  mute.close();
});

test("a daemon that goes away while it answers is said to have ended, and no more", async () => {
  await using dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  const dying = createServer((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{");
      socket.destroy();
    });
  }).listen(path);
  expect(await fetchState(dir.path, 500)).toEqual({
    kind: "failed",
    text: "The daemon went away while it answered. Ask again; if it stays away, start it again.",
  });
  dying.close();
});

test("what is no daemon, or a daemon of another version, is named", async () => {
  await using dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  let body = "hello\nthere";
  using _other = Bun.serve({
    unix: path,
    fetch: () => new Response(body),
  });
  expect(await fetchState(dir.path)).toEqual({
    kind: "failed",
    text: "The daemon gave no state: hello",
  });
  body = '{"version":99}';
  expect(await fetchState(dir.path)).toEqual({ kind: "otherVersion" });
});

test("a config folder below a file is explained by naming the file", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "file");
  await Bun.write(file, "");
  const folder = join(file, "x");
  expect(await fetchState(folder)).toEqual({
    kind: "failed",
    text: `Can not reach the daemon on ${controlSocketPath(folder)}: ${file} is a file, not a folder. Name another folder with --config-dir.`,
  });
});

test("where there is no daemon, that is the answer", async () => {
  await using dir = await tempDir();
  expect(await fetchState(dir.path)).toEqual({ kind: "notRunning" });
  expect(await sendCommand(dir.path, "quit")).toEqual({ kind: "notRunning" });
});
