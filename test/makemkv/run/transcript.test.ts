import { expect, test } from "bun:test";
import {
  existsSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openTranscript } from "../../../src/makemkv/run/transcript.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";

function open(logsDir: string, runName = "run-1") {
  return openTranscript({ logsDir, runName, clock: createFakeClock() });
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("stdout is kept byte for byte, however it is cut", async () => {
  await using dir = await tempDir();
  const transcript = open(join(dir.path, "logs"));
  const output = Buffer.concat([
    bytes('MSG:1,"Amélie"\r\n'),
    Buffer.from([0xff, 0xfe, 10]),
    bytes("last"),
  ]);
  for (const byte of output) transcript.stdout(Uint8Array.of(byte));
  await transcript.close();
  const kept = readFileSync(transcript.path);
  expect(kept.subarray(kept.indexOf("\n") + 1)).toEqual(
    Buffer.concat([output, bytes("\n")]),
  );
});

test("of successive progress lines only the last is kept, and the first line says so", async () => {
  await using dir = await tempDir();
  const transcript = open(dir.path);
  transcript.stdout(bytes("PRGV:1,1,9\nPRGV:2,2,9\nPRGC:5017,0,"));
  transcript.stdout(bytes('"x"\nPRGV:3,3,9\nPRGV:4,4,9\n'));
  transcript.note("stderr: é\nmore");
  await transcript.close();
  const [first, ...rest] = readFileSync(transcript.path, "utf8").split("\n");
  expect(first).toContain("PRGV");
  expect(rest).toEqual([
    "PRGV:2,2,9",
    'PRGC:5017,0,"x"',
    "# stderr: é",
    "# more",
    "PRGV:4,4,9",
    "",
  ]);
});

test("logs that can not be written harm nobody", async () => {
  await using dir = await tempDir();
  writeFileSync(join(dir.path, "file"), "");
  const transcript = open(join(dir.path, "file", "logs"));
  transcript.stdout(bytes("TCOUNT:1\n"));
  await transcript.close();
  expect(existsSync(transcript.path)).toBe(false);
});

test("a folder that can not be one is no fault that nobody caught, long before anything is written", async () => {
  await using dir = await tempDir();
  const logsDir = join(dir.path, "logs");
  writeFileSync(logsDir, "a file");
  const script = `import { openTranscript } from ${JSON.stringify(join(import.meta.dir, "../../../src/makemkv/run/transcript.ts"))};
    import { systemClock as clock } from ${JSON.stringify(join(import.meta.dir, "../../../src/lib/clock.ts"))};
    const transcript = openTranscript({ logsDir: ${JSON.stringify(logsDir)}, runName: "run-1", clock });
    await Bun.sleep(50);
    await transcript.close();`;
  const { exitCode } = Bun.spawnSync([process.execPath, "-e", script]);
  expect(exitCode).toBe(0);
});

test("the last fifty transcripts are kept, and other files are left alone", async () => {
  await using dir = await tempDir();
  writeFileSync(join(dir.path, "mine.txt"), "not a transcript");
  utimesSync(join(dir.path, "mine.txt"), 1, 1);
  for (let run = 1; run <= 53; run++) {
    const path = join(dir.path, `run-${run}.txt`);
    writeFileSync(path, "# makemkvcon transcript; …\n");
    utimesSync(path, 1000 + run, 1000 + run);
  }
  await open(dir.path, "run-54").close();
  const names = new Set(readdirSync(dir.path));
  expect(names.size).toBe(51);
  expect(
    ["mine.txt", "run-54.txt", "run-53.txt", "run-5.txt"].filter(
      (name) => !names.has(name),
    ),
  ).toEqual([]);
  expect(names.has("run-4.txt")).toBe(false);
});

test("of a flood the beginning and the end are kept, whatever is between", async () => {
  await using dir = await tempDir();
  const transcript = open(dir.path);
  transcript.note("command: []");
  const flood = bytes(`${"MSG:2003 ".repeat(116_508)}\n`);
  for (let megabyte = 0; megabyte < 40; megabyte++) transcript.stdout(flood);
  transcript.stdout(bytes("MSG:5037 the reason\n"));
  transcript.note("ended: exit code 1, signal null");
  await transcript.close();
  const kept = readFileSync(transcript.path, "latin1");
  expect(kept.length).toBeLessThan(19 * 1024 * 1024);
  expect(kept.split("\n")[1]).toBe("# command: []");
  expect(kept).toContain(" bytes left out\n");
  expect(
    kept.endsWith("MSG:5037 the reason\n# ended: exit code 1, signal null\n"),
  ).toBe(true);
});

test("a run that stopped within a line leaves the next one its own first line", async () => {
  await using dir = await tempDir();
  const transcript = open(dir.path);
  transcript.note("command: [1]");
  transcript.stdout(bytes('MSG:5003,0,2,"Failed to sa'));
  transcript.note("command: [2]");
  transcript.stdout(bytes("TCOUNT:1\n"));
  await transcript.close();
  expect(readFileSync(transcript.path, "utf8").split("\n").slice(1)).toEqual([
    "# command: [1]",
    'MSG:5003,0,2,"Failed to sa',
    "# command: [2]",
    "TCOUNT:1",
    "",
  ]);
});
