import { expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import {
  controlSocketPath,
  SNAPSHOT_VERSION,
  snapshotOf,
} from "../../../src/wire/attach.ts";
import { readyState } from "../../support/states.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { readLikeSwiftBar, readLikeXbar } from "./menu-readers.ts";

const CLI = join(import.meta.dir, "../../../src/cli.ts");

/** The titles of the menu that the program prints; both readers must agree, and its exit code is 0 whatever happens. */
async function menuOf(configDir: string): Promise<readonly string[]> {
  const child = Bun.spawn(
    [process.execPath, CLI, "--menubar", "--config-dir", configDir],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [text, complaint, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  expect({ complaint, code }).toEqual({ complaint: "", code: 0 });
  const menu = readLikeSwiftBar(text);
  expect(menu).toEqual(readLikeXbar(text));
  return menu.items.map((item) => (item === "---" ? item : item.title));
}

async function folderWithSocket() {
  const dir = await tempDir();
  const socket = controlSocketPath(dir.path);
  await mkdir(dirname(socket));
  return { ...dir, socket };
}

test.each([["--bogus"], ["--config-dir"], ["status"]])(
  "a mistake (%s) is a menu, too",
  async (word) => {
    const child = Bun.spawn([process.execPath, CLI, "--menubar", word], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const { items } = readLikeSwiftBar(await child.stdout.text());
    expect([await child.exited, await child.stderr.text()]).toEqual([0, ""]);
    const said = items
      .map((one) => (one === "---" ? one : one.title))
      .join(" ");
    expect(said).toContain(word);
    expect(said).toContain("amphigory install menubar");
  },
);

const OFFLINE = [
  "Amphigory",
  "---",
  "Daemon is not running",
  "---",
  "▶ Start Daemon",
];

test("it asks the daemon, and prints its state", async () => {
  await using dir = await folderWithSocket();
  using _daemon = Bun.serve({
    unix: dir.socket,
    fetch: () => Response.json(snapshotOf(readyState())),
  });
  expect(await menuOf(dir.path)).toContain("Disc: THE_POLAR_EXPRESS");
});

test("without a daemon, or with the socket of one that was killed, it offers to start one", async () => {
  await using dir = await tempDir();
  expect(await menuOf(dir.path)).toEqual(OFFLINE);
  await using killed = await folderWithSocket();
  await writeFile(killed.socket, "");
  expect(await menuOf(killed.path)).toEqual(OFFLINE);
});

test("a daemon that hangs is waited for less than a second", async () => {
  await using dir = await folderWithSocket();
  const mute = createServer().listen(dir.socket);
  const started = performance.now();
  const [first, , third] = await menuOf(dir.path);
  expect([first, third]).toEqual([
    "Amphigory",
    expect.stringContaining("⚠ The daemon does not answer on"),
  ]);
  expect(performance.now() - started).toBeGreaterThan(690);
  mute.close();
});

test("an answer that never ends is given up in the same time", async () => {
  await using dir = await folderWithSocket();
  const endless = () =>
    new ReadableStream({
      async pull(stream) {
        stream.enqueue("x".repeat(1000));
        await Bun.sleep(5);
      },
    });
  using _other = Bun.serve({
    unix: dir.socket,
    fetch: () => new Response(endless()),
  });
  expect((await menuOf(dir.path))[2]).toContain("⚠ The daemon does not answer");
});

test.each([
  ["of another version", '{"version":99}', "⚠ The daemon that runs is of"],
  ["no daemon", "| bash=/bin/sh\n---\n", "⚠ The daemon gave no state: │ bash"],
  [
    "a liar",
    `{"version":${SNAPSHOT_VERSION},"state":{}}`,
    "⚠ The menu failed: ",
  ],
])("who answers is %s", async (_, body, words) => {
  await using dir = await folderWithSocket();
  using _other = Bun.serve({
    unix: dir.socket,
    fetch: () => new Response(body),
  });
  expect((await menuOf(dir.path))[2]).toStartWith(words);
});

test("a config folder that is a file, or leads in a circle, is said to be wrong", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "file");
  await writeFile(file, "");
  expect((await menuOf(file))[2]).toStartWith("⚠ Can not reach the daemon");
  const circle = join(dir.path, "circle");
  await symlink(circle, circle);
  expect((await menuOf(circle))[2]).toStartWith("⚠ Can not reach the daemon");
});
