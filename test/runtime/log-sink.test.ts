import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLogSink } from "../../src/runtime/log-sink.ts";
import { tempDir } from "../support/temp-dir.ts";

const LINE = '{"time":"x","level":"info","message":"discEjected","run":1}';

function write(
  configDir: string,
  isTerminal: boolean,
  env: Readonly<Record<string, string>>,
): string {
  let said = "";
  const sink = createLogSink({
    configDir,
    stderr: { isTerminal, write: (text) => void (said += text) },
    env,
  });
  sink.write(LINE);
  sink.close();
  return said;
}

test("a terminal gets words, everything else the JSON line, and the file both times that line", async () => {
  await using dir = await tempDir();
  expect({
    terminal: write(dir.path, true, { NO_COLOR: "1" }),
    coloured: write(dir.path, true, {}),
    pipe: write(dir.path, false, {}),
    off: write(dir.path, false, { AMPHIGORY_STDERR_LOG: "off" }),
    file: readFileSync(join(dir.path, "logs", "daemon.jsonl"), "utf8"),
  }).toEqual({
    terminal: "x  disc ejected  run=1\n",
    coloured: "\x1b[2mx\x1b[22m  \x1b[1mdisc ejected\x1b[22m  run=1\n",
    pipe: `${LINE}\n`,
    off: "",
    file: `${LINE}\n`.repeat(4),
  });
});

test("what is wrong with the log itself is said on stderr, whatever is off", async () => {
  await using dir = await tempDir();
  writeFileSync(join(dir.path, "logs"), "");
  expect(write(dir.path, false, { AMPHIGORY_STDERR_LOG: "off" })).toContain(
    "can not be written",
  );
});
