import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../src/lib/exit-code.ts";
import { runReplay } from "../../src/replay/run-replay.ts";
import { tempDir } from "../support/temp-dir.ts";

/* The lines are our own; texts never seen in a capture are constructed from the catalogue. */

const SCAN = [
  'MSG:1005,0,1,"MakeMKV v1.18.2 linux(x64-release) started","%1 started","MakeMKV v1.18.2 linux(x64-release)"',
  'MSG:5050,0,2,"Evaluation","Evaluation","24","30"',
  'MSG:5011,0,0,"Operation successfully completed","x"',
  "TCOUNT:1",
  'CINFO:1,6206,"DVD disc"',
  'CINFO:2,0,"A Film\u0007"',
  'TINFO:0,9,0,"1:39:56"',
  'TINFO:0,11,0,"4300000000"',
].join("\r\n");

async function replay(
  content: string | Uint8Array,
  more: { readonly json?: boolean; readonly exitCode?: number } = {},
) {
  await using dir = await tempDir();
  const file = join(dir.path, "capture.txt");
  writeFileSync(file, content);
  return await replayFile(file, more);
}

async function replayFile(file: string, more: object = {}) {
  let out = "";
  let err = "";
  const exit = await runReplay({
    file,
    json: false,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ...more,
  });
  return { exit, out, err };
}

test("a scan is shown with its disc, its tracks, its licence and what is not known", async () => {
  expect(await replay(SCAN)).toEqual({
    exit: EXIT.ok,
    err: "",
    out: [
      "capture.txt",
      "",
      "  Run          a scan (judged by what was said)",
      "  Program      MakeMKV v1.18.2 linux(x64-release)",
      "  End          not told; taken for exit code 0 (--exit N says another)",
      "  Verdict      the disc was read",
      '               "A Film\uFFFD", dvd, 1 track',
      "                 0  1:39:56    4.3 GB",
      "  Licence      limited",
      "               MakeMKV runs as an evaluation version: 24 days left. Enter a valid key in MakeMKV before it stops (its forum, https://forum.makemkv.com/, has the current temporary one).",
      "  It said last:",
      "    Evaluation",
      "    Operation successfully completed",
      "",
    ].join("\n"),
  });
});

test("a saved rip says that the file can not be checked, and where the disc was bad", async () => {
  const { out } = await replay(
    [
      'MSG:5014,131072,2,"Saving","x","1","file:///o"',
      'MSG:2003,0,3,"Error","x","MEDIUM ERROR","/A.VOB","2048"',
      'MSG:2003,0,3,"Error","x","MEDIUM ERROR","/A.VOB","4096"',
      'MSG:5036,260,1,"Copy complete.","x","1"',
    ].join("\n"),
  );
  expect(out).toContain("a rip");
  expect(out).toContain("The file itself can not be checked here");
  expect(out).toContain("Read errors  2 in one place");
  expect(out).toContain("/A.VOB: bytes 2048 to 4096 (2)");
});

test("UTF-16 of Windows is read, with and without its mark", async () => {
  const marked = Buffer.from(`\uFEFF${SCAN}`, "utf16le");
  for (const bytes of [marked, marked.subarray(2), marked.swap16()])
    expect((await replay(Uint8Array.from(bytes))).out).toContain('"A Film');
});

test("the exit code of a capture may be told", async () => {
  const { out } = await replay('DRV:0,256,999,0,"","",""', { exitCode: 253 });
  expect(out).toContain("makemkvcon exited with code 253");
});

test("as JSON everything is there, for programs", async () => {
  const { out } = await replay(SCAN, { json: true });
  expect(JSON.parse(out)).toMatchObject({
    runs: [{ kind: "scan", outcome: { kind: "scanned" } }],
  });
});

const refused: readonly (readonly [string, string | Uint8Array, string])[] = [
  ["an empty file", "", "is empty"],
  ["blank lines", "\n\n", "has nothing in it that makemkvcon printed"],
  ["a packed file", Uint8Array.of(0x1f, 0x8b, 8, 0), "is packed (gzip)"],
  ["a binary file", Uint8Array.of(1, 2, 0, 0, 3, 9), "is no text"],
];

const NO_TRANSCRIPT =
  "is no transcript of makemkvcon: nothing in it is a record or a word of makemkvcon";
const strangers: readonly (readonly [string, string])[] = [
  [
    "a list of users",
    "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/sh\n",
  ],
  ["what another program printed", "# a title\n\nMSG: hello\nDRV\n"],
];

for (const [what, content] of strangers)
  test(`${what} is refused with a sentence, as JSON too`, async () => {
    for (const json of [false, true]) {
      const { exit, out, err } = await replay(content, { json });
      expect([exit, out]).toEqual([EXIT.failed, ""]);
      expect(err).toEndWith(`capture.txt ${NO_TRANSCRIPT}.\n`);
    }
  });

test.each([
  "Fatal error occurred, program will now exit.",
  "Use: makemkvcon [switches] Command [Parameters]",
  "makemkvcon: error while loading shared libraries: libcrypto.so.1.1",
  '# command: ["makemkvcon","-r","info","dev:/dev/sr0"]',
  "10:00 [INFO] PRGV:1,2,65536",
])("one line of makemkvcon is enough: %s", async (line) => {
  const { exit } = await replay(`something else\n${line}\nthe end\n`);
  expect(exit).toBe(EXIT.ok);
});

for (const [what, content, reason] of refused)
  test(`${what} is refused with a sentence`, async () => {
    const { exit, out, err } = await replay(content);
    expect([exit, out]).toEqual([EXIT.failed, ""]);
    expect(err).toContain(`capture.txt ${reason}`);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

test("a folder and a file that is not there are refused with a sentence", async () => {
  await using dir = await tempDir();
  mkdirSync(join(dir.path, "logs"));
  const folder = await replayFile(join(dir.path, "logs"));
  const nothing = await replayFile(join(dir.path, "nothing"));
  expect([folder.exit, nothing.exit]).toEqual([EXIT.failed, EXIT.failed]);
  expect(folder.err).toContain("is a folder");
  expect(nothing.err).toContain("there is no such file");
});

const folder =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../shared/transcripts");
const isHere = existsSync(folder);

test.skipIf(!isHere)(
  "every recording of makemkvcon gives a verdict",
  async () => {
    const names = readdirSync(folder).filter((name) =>
      /^(info|fail|rip|drives|parse)-.*\.txt$/.test(name),
    );
    for (const name of names) {
      const { exit, out } = await replayFile(join(folder, name));
      expect([name, exit]).toEqual([name, EXIT.ok]);
      expect(out).toContain("  Verdict      ");
    }
  },
);

test("words without records are not judged", async () => {
  const { out } = await replay(
    "MakeMKV v1.18.2 linux(x64-release) started\nCopy complete. 1 titles saved.\n",
  );
  expect(out).toContain("  Verdict      not judged\n");
  expect(out).toContain("Record it with -r");
});
