import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { tempDir } from "../support/temp-dir.ts";

const CLI = resolve(import.meta.dir, "../../src/cli.ts");
const HURRIED = resolve(import.meta.dir, "hurried-demo-fixture.ts");

test("the demo tells its story, every task succeeds and nothing is left behind", async () => {
  const { exit, lines, left } = await runToEnd([HURRIED]);
  expect({
    exit,
    left,
    result: lines.slice(lines.findIndex((line) => line.startsWith("result"))),
  }).toEqual({
    exit: 0,
    left: [],
    result: [
      "result    file                               size  contents",
      "          The Lighthouse Cats (2019).mkv  48.3 MB  playable Matroska",
      "          How to Keep a Lighthouse.mkv    11.2 MB  playable Matroska",
      "          Trailer.mkv                      2.6 MB  playable Matroska",
      "",
      "4 of 4 tasks succeeded.",
    ],
  });
});

test("with a failing disc the failures are told by name and the rest succeeds", async () => {
  const { exit, lines, left } = await runToEnd([HURRIED, "--fail"]);
  expect({
    exit,
    left,
    failures: lines.filter((line) => line.includes("failed: ")),
    end: lines.at(-1),
  }).toEqual({
    exit: 0,
    left: [],
    failures: [
      "          failed: DISC_UNREADABLE",
      "          failed: OUTPUT_WRITE_FAILED",
    ],
    end: "2 of 4 tasks succeeded, 2 failed as they had to, and nothing half-written is left.",
  });
});

test("Ctrl-C in the middle stops the daemon and takes the folder away", async () => {
  await using dir = await tempDir();
  const run = startDemo([CLI, "demo"], dir.path);
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of run.stdout) {
    if (text.includes("rip 1/3")) continue;
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("rip 1/3")) run.kill("SIGINT");
  }
  expect(await run.exited).toBe(1);
  expect(readdirSync(dir.path)).toEqual([]);
});

function startDemo(args: readonly string[], temporary: string) {
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: "1" };
  return Bun.spawn([process.execPath, ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function runToEnd(args: readonly string[]) {
  await using dir = await tempDir();
  const run = startDemo(args, dir.path);
  const text = await run.stdout.text();
  return {
    exit: await run.exited,
    lines: text.trimEnd().split("\n"),
    left: readdirSync(join(dir.path)),
  };
}
