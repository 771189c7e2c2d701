import { expect, test } from "bun:test";
import fc from "fast-check";
import { createReplay } from "../../../src/makemkv/verdict/replay.ts";
import { openTranscript } from "../../../src/makemkv/run/transcript.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";

/* The lines are our own; texts never seen in a capture are constructed from the catalogue. */

const STARTED =
  'MSG:1005,0,1,"MakeMKV v1.18.2 linux(x64-release) started","%1 started","MakeMKV v1.18.2 linux(x64-release)"';
const DRIVE = 'DRV:0,2,999,12,"BD-RE MAKER","FILM","/dev/sr0"';
const OPEN_FAILED = 'MSG:5010,0,0,"Failed to open disc","Failed to open disc"';
const OPENED = 'MSG:5011,0,0,"Operation successfully completed","x"';
const TITLE = ['TINFO:0,9,0,"1:39:56"', 'TINFO:0,11,0,"32000000000"'];
const SAVED =
  'MSG:5036,260,1,"Copy complete. 1 titles saved.","Copy complete.","1"';
const FAILED =
  'MSG:5003,0,2,"Failed to save title 3 to file /o/a.mkv","x","3","/o/a.mkv"';
const command = (...words: readonly string[]) =>
  `# command: ${JSON.stringify(["makemkvcon", "-r", ...words])}`;
const SCAN = command("info", "dev:/dev/sr0");
const RIP = command("mkv", "dev:/dev/sr0", "3", "/films/.amphigory-1");
const ended = (code: number | null, signal: string | null = null) =>
  `# ended: exit code ${code}, signal ${signal}`;

function replay(lines: readonly string[], exitCode: number | null = null) {
  const all = createReplay(exitCode);
  all.push(new TextEncoder().encode(lines.map((each) => `${each}\n`).join("")));
  return all.finish();
}

test("a transcript of a scan gives what the scan gave", () => {
  const [run] = replay([SCAN, STARTED, DRIVE, OPENED, ...TITLE, ended(0)]);
  expect(run).toMatchObject({
    kind: "scan",
    isKindKnown: true,
    device: "/dev/sr0",
    isEndKnown: true,
    outcome: { kind: "scanned", result: { tracks: [{ number: 0 }] } },
    licence: { kind: "fine" },
  });
});

test("the runs of a ladder are concluded one by one", () => {
  const runs = replay([
    SCAN,
    STARTED,
    OPEN_FAILED,
    ended(11),
    "# try 1: drive_not_ready; again in 5 s",
    SCAN,
    STARTED,
    OPENED,
    ...TITLE,
    ended(0),
  ]);
  expect(runs.map(({ outcome, end }) => [outcome.kind, end])).toEqual([
    ["failed", { kind: "exited", code: 11, signal: null }],
    ["scanned", { kind: "exited", code: 0, signal: null }],
  ]);
});

test("a foreign capture of several runs is cut where the program says that it starts", () => {
  expect(
    replay([STARTED, OPEN_FAILED, STARTED, OPENED, ...TITLE]).map(
      ({ outcome }) => outcome.kind,
    ),
  ).toEqual(["failed", "scanned"]);
});

test("a rip that is said to be saved is taken for saved, whatever lies on the disk now", () => {
  expect(replay([RIP, STARTED, OPENED, SAVED, ended(0)])[0]).toMatchObject({
    kind: "rip",
    outcome: { kind: "saved", warnings: [] },
  });
});

test("what it was is judged by what was said where no command is noted", () => {
  for (const line of [SAVED, FAILED, 'PRGT:5024,0,"x"'])
    expect(replay([line])[0]).toMatchObject({
      kind: "rip",
      isKindKnown: false,
    });
  expect(replay([OPEN_FAILED])[0]?.kind).toBe("scan");
});

test("how a run was ended is read from the notes", () => {
  const ends = [
    ["# told to stop it", "# sent SIGINT", ended(130)],
    [
      // As it was noted before; transcripts are kept.
      "# silent for 300 s: stopping it",
      "# sent SIGKILL",
      ended(null, "SIGKILL"),
    ],
    ["# no progress for 300 s: stopping it", "# sent SIGINT", ended(130)],
    ["# not started: there is no such file"],
    ["# not started before: a later note", ended(null, "SIGSEGV")],
  ].map((notes) => replay([SCAN, OPEN_FAILED, ...notes])[0]?.end);
  expect(ends).toEqual([
    { kind: "stopped" },
    { kind: "stalled", silentMs: 300_000, forced: true },
    { kind: "stalled", silentMs: 300_000, forced: false },
    { kind: "notStarted", reason: "there is no such file" },
    { kind: "exited", code: null, signal: "SIGSEGV" },
  ]);
});

test("what was printed after a stop is no reason for anything, as in a live run", () => {
  const [run] = replay([
    SCAN,
    STARTED,
    "# silent for 300 s: stopping it",
    OPEN_FAILED,
    ended(11),
  ]);
  expect(run?.record.codes).toEqual({ 1005: 1 });
});

test("stderr counts as what was said", () => {
  const line = "Fatal error occurred, program will now exit.";
  expect(replay([SCAN, `# stderr: ${line}`, ended(12)])[0]).toMatchObject({
    outcome: { failure: { code: "MAKEMKV_FAILED" } },
    record: { lastMessages: [line] },
  });
});

test("an exit code is taken for 0 unless somebody knows it", () => {
  expect(
    [null, 253].map((code) => {
      const [run] = replay([STARTED], code);
      return [run?.end, run?.isEndKnown];
    }),
  ).toEqual([
    [{ kind: "exited", code: 0, signal: null }, false],
    [{ kind: "exited", code: 253, signal: null }, true],
  ]);
});

test("the prefixes of other programs' logs are passed over", () => {
  const lines = [STARTED, FAILED].map(
    (line) => `2026-06-04 08:50:01.285 [INFO] makemkv: ${line}`,
  );
  expect(replay(lines)[0]?.record.failedTitles).toEqual([
    { title: "3", path: "/o/a.mkv" },
  ]);
});

test("a text that holds a record within its own text is left as it is", () => {
  const line = 'CINFO:2,0,"MSG:5011,0,0,"';
  expect(replay([OPENED, line])[0]?.record.codes).toEqual({ 5011: 1 });
});

test("where nothing was said there is no run, and words alone are none that is recognised", () => {
  expect(replay(["", "  "])).toEqual([]);
  expect(replay(["# makemkvcon transcript; …"])).toEqual([]);
  expect(replay(["hello"])[0]?.isRecognised).toBe(false);
});

test("it does not matter where the bytes are cut", () => {
  const text = [
    SCAN,
    STARTED,
    DRIVE,
    "# stderr: Amélie",
    OPENED,
    ...TITLE,
    ended(0),
    RIP,
    FAILED,
    ended(12),
  ]
    .map((line) => `${line}\r\n`)
    .join("");
  const bytes = new TextEncoder().encode(text);
  const whole = createReplay(null);
  whole.push(bytes);
  const expected = whole.finish();
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
      const cut = createReplay(null);
      let at = 0;
      for (const next of [...cuts.sort((a, b) => a - b), bytes.length]) {
        cut.push(bytes.slice(at, next));
        at = next;
      }
      expect(cut.finish()).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test("the daemon's own transcript is read back", async () => {
  await using dir = await tempDir();
  const transcript = openTranscript({
    logsDir: dir.path,
    runName: "run",
    clock: createFakeClock(),
  });
  transcript.note(RIP.slice(2));
  transcript.stdout(
    new TextEncoder().encode([STARTED, OPENED, FAILED, ""].join("\n")),
  );
  transcript.note("ended: exit code 12, signal null");
  await transcript.close();
  const all = createReplay(null);
  all.push(await Bun.file(transcript.path).bytes());
  expect(all.finish()).toMatchObject([
    { kind: "rip", end: { code: 12 }, outcome: { kind: "failed" } },
  ]);
});

test("a foreign capture of a rip names the folder that it was saved into", () => {
  const into = 'MSG:5014,0,2,"Saving","x","1","file:///media/My%20Films"';
  const side =
    'MSG:2019,0,2,"Error","x","Posix error - Permission denied","/home/me/.MakeMKV/x"';
  const [saved, asked] = replay([
    STARTED,
    OPENED,
    into,
    side,
    SAVED,
    STARTED,
    OPENED,
    into,
    'MSG:5038,776,2,"Room?","x","100","10"',
  ]);
  expect(saved?.outcome.kind).toBe("saved");
  expect(asked?.outcome).toMatchObject({
    failure: { message: expect.stringContaining("in /media/My Films:") },
  });
});

test("what was asked for a track that is not there was a rip", () => {
  const none = 'MSG:5012,0,0,"Nothing selected","x"';
  const added = 'MSG:3307,0,2,"added","x","00800.mpls","0"';
  expect(replay([STARTED, added, OPENED, none])[0]).toMatchObject({
    kind: "rip",
    outcome: {
      failure: { message: expect.stringContaining("it has 1 track") },
    },
  });
});
