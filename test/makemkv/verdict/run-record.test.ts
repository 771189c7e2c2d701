import { expect, test } from "bun:test";
import { createReadErrorMap } from "../../../src/makemkv/verdict/read-errors.ts";
import {
  timesSaid,
  type RunRecord,
} from "../../../src/makemkv/verdict/run-record.ts";
import { hear } from "../../support/robot-lines.ts";

const recordOf = (...lines: readonly string[]): RunRecord => hear(lines).record;

const NO_READ_ERRORS = createReadErrorMap().current();

const readError = (cause: string, source: string, offset: number) =>
  `MSG:2003,0,3,"Error '${cause}' reading '${source}'","Error '%1' reading '%2' at '%3'","${cause}","${source}","${offset}"`;

const EMPTY: RunRecord = {
  version: null,
  opened: false,
  openedAs: null,
  listed: false,
  saving: false,
  savingInto: null,
  titleCount: null,
  saved: null,
  notSaved: null,
  codes: {},
  licence: {},
  readErrors: NO_READ_ERRORS,
  corruptions: NO_READ_ERRORS,
  hashErrors: NO_READ_ERRORS,
  syncErrors: NO_READ_ERRORS,
  lackOfSpace: null,
  refusals: [],
  writeErrors: [],
  failedTitles: [],
  question: null,
  hasLookedForDrives: false,
  drives: [],
  lastWords: { usage: false, fatal: false, trace: null },
  lastCode: null,
  lastStep: null,
  lastMessages: [],
};

test("a run that said nothing leaves an empty record", () => {
  expect(recordOf()).toEqual(EMPTY);
});

test("a rip leaves the counts of its last word, and not its noise", () => {
  expect(
    recordOf(
      'MSG:1005,0,1,"MakeMKV v1.18.2 linux(x64-release) started","%1 started","MakeMKV v1.18.2 linux(x64-release)"',
      'PRGT:5018,0,"Scanning CD-ROM devices"',
      'DRV:0,2,999,12,"BD-RE MAKER","A_DISC","/dev/sr0"',
      'DRV:1,256,999,0,"","",""',
      'MSG:3307,0,2,"File 00800.mpls was added as title #0","File %1 was added as title #%2","00800.mpls","0"',
      'MSG:5011,0,0,"Operation successfully completed","Operation successfully completed"',
      'PRGT:5024,0,"Saving all titles to MKV files"',
      "PRGV:65536,65536,65536",
      'MSG:5004,128,2,"1 titles saved, 2 failed","%1 titles saved, %2 failed","1","2"',
      'MSG:5037,516,2,"Copy complete. 1 titles saved, 2 failed.","Copy complete. %1 titles saved, %2 failed.","1","2"',
      "TCOUNT:3",
    ),
  ).toEqual({
    ...EMPTY,
    version: "MakeMKV v1.18.2 linux(x64-release)",
    opened: true,
    saving: true,
    savingInto: null,
    titleCount: 3,
    saved: 1,
    notSaved: 2,
    codes: { 1005: 1, 3307: 1, 5004: 1, 5011: 1, 5037: 1 },
    hasLookedForDrives: true,
    lastCode: 5037,
    lastStep: "Saving all titles to MKV files",
    drives: [
      { index: 0, state: 2, flags: 12, discName: "A_DISC", device: "/dev/sr0" },
    ],
    lastMessages: [
      "Operation successfully completed",
      "1 titles saved, 2 failed",
      "Copy complete. 1 titles saved, 2 failed.",
    ],
  });
});

test("the version is found in whichever message names it", () => {
  expect(
    recordOf('MSG:1004,0,1,"MakeMKV v9.9 started","%1 started","MakeMKV v9.9"')
      .version,
  ).toBe("MakeMKV v9.9");
});

test("all read errors are counted, the first twenty keep their place", () => {
  const lines = Array.from({ length: 300 }, (_, index) =>
    readError("MEDIUM ERROR", "/a.m2ts", index * 2048),
  );
  const { readErrors, codes } = recordOf(...lines);
  expect(readErrors.count).toBe(300);
  expect(readErrors.places).toHaveLength(20);
  expect(readErrors.places[1]).toEqual({
    cause: "MEDIUM ERROR",
    source: "/a.m2ts",
    offset: 2048,
  });
  expect(codes).toEqual({ 2003: 300 });
});

test("the refusal to read a scrambled sector is no read error", () => {
  const { readErrors } = recordOf(
    readError(
      "Scsi error - ILLEGAL REQUEST:READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION",
      "BD-ROM",
      1048576,
    ),
  );
  expect(readErrors).toEqual(NO_READ_ERRORS);
});

test("makemkvcon's own sum of the read errors counts when it is higher, not where harmless ones are in it", () => {
  const sum =
    'MSG:2023,131072,3,"Encountered 11 errors","Encountered %1 errors","11","Read Error","x"';
  const bad = readError("MEDIUM ERROR", "/a", 0);
  const harmless = readError("ILLEGAL REQUEST:6F03", "/a", 0);
  expect(
    [[bad, sum], [bad, harmless, sum], [harmless, sum], [sum]].map(
      (lines) => recordOf(...lines).readErrors.count,
    ),
  ).toEqual([11, 1, 0, 11]);
});

test("a read error that lost its parameters counts, its text is the cause", () => {
  const place = { cause: "Error while reading", source: "", offset: null };
  expect(recordOf('MSG:2003,0,3,"Error while reading"').readErrors).toEqual({
    count: 1,
    places: [place],
    last: place,
    causes: [{ cause: "Error while reading", count: 1 }],
    sources: [{ source: "", count: 1, spots: [] }],
    elsewhere: 0,
  });
});

test("different write errors are kept, the same one once", () => {
  const line = (code: number, path: string) =>
    `MSG:${code},0,2,"Error writing '${path}'","Error '%1' writing '%2'","Posix error - No space left on device","${path}"`;
  expect(
    recordOf(
      line(2018, "/out/a.mkv"),
      line(2018, "/out/a.mkv"),
      line(2019, "/x"),
    ).writeErrors,
  ).toEqual([
    {
      code: 2018,
      cause: "Posix error - No space left on device",
      path: "/out/a.mkv",
    },
    { code: 2019, cause: "Posix error - No space left on device", path: "/x" },
  ]);
});

test("a title that could not be saved is remembered with its file", () => {
  expect(
    recordOf(
      'MSG:5003,0,2,"Failed to save title 1 to file /o/a.mkv","Failed to save title %1 to file %2","1","/o/a.mkv"',
    ).failedTitles,
  ).toEqual([{ title: "1", path: "/o/a.mkv" }]);
});

test("a question stands only while nothing follows it", () => {
  const question =
    'MSG:5038,776,2,"Not enough space. Go on?","Not enough space. Go on?","9000","10"';
  expect(recordOf(question).question).toEqual({
    code: 5038,
    text: "Not enough space. Go on?",
  });
  expect(recordOf(question, "PRGV:0,0,65536").question).toBeNull();
  expect(
    recordOf('MSG:5036,260,1,"Copy complete.","Copy complete.","1"').question,
  ).toBeNull();
});

test("the last row of a drive wins, and a drive that went away is left out", () => {
  const { drives } = recordOf(
    'DRV:0,0,999,0,"A","","/dev/sr0"',
    'DRV:1,2,999,1,"B","DISC","/dev/sr1"',
    'DRV:0,2,999,12,"A","FILM","/dev/sr0"',
    'DRV:1,256,999,0,"","",""',
  );
  expect(drives).toEqual([
    { index: 0, state: 2, flags: 12, discName: "FILM", device: "/dev/sr0" },
  ]);
});

test("the last eight texts are kept, plain ones too, short and without repeats or noise", () => {
  const { lastMessages } = recordOf(
    ...Array.from({ length: 9 }, (_, index) => `line ${index}`),
    "line 8",
    "",
    'MSG:3025,0,3,"too short","too short","1","2","3"',
    `Fatal ${"x".repeat(1000)}`,
  );
  expect(lastMessages.map((text) => text.slice(0, 7))).toEqual([
    "line 2",
    "line 3",
    "line 4",
    "line 5",
    "line 6",
    "line 7",
    "line 8",
    "Fatal x",
  ]);
  expect(lastMessages.at(-1)).toHaveLength(500);
});

test("control characters and broken ones are left out, and a line of hardly anything else", () => {
  const garbage = "\x01\x02\uFFFDa\x7F\uFFFD\uFFFDb\x10";
  const { lastMessages, lastStep } = recordOf(
    'PRGC:5018,0,"Scanning\x07 drives"',
    "Fatal\terror \x1B[31mat\uFFFD byte 7",
    garbage,
    `${garbage}${garbage}`,
    "\uFFFD\uFFFD",
    "the end",
  );
  expect(lastStep).toBe("Scanning drives");
  expect(lastMessages).toEqual([
    "Fatal error [31mat byte 7",
    "(unreadable output)",
    "the end",
  ]);
});

test("a record is a snapshot and counts several codes together", () => {
  const record = recordOf(
    'MSG:4003,0,0,"a","a"',
    'MSG:4004,0,0,"b","b"',
    'MSG:4004,0,0,"b","b"',
  );
  expect(timesSaid(record, 4003, 4004, 4007)).toBe(3);
});

test("how it gave up is kept: usage without its explanations, a fatal line, why a file was not written", () => {
  const { lastWords, lastMessages } = recordOf(
    'MSG:1002,32,1,"LIBMKV_TRACE: Exception: x","LIBMKV_TRACE: %1","Exception: x"',
    "Fatal error occurred, program will now exit.",
    "Use: makemkvcon [switches] Command [Parameters]",
    "Commands:",
  );
  expect(lastWords).toEqual({
    usage: true,
    fatal: true,
    trace: "Exception: x",
  });
  expect(lastMessages.at(-1)).toBe(
    "Use: makemkvcon [switches] Command [Parameters]",
  );
});

test("a disc is known by the operation that opens it, and by none of its steps", () => {
  expect(recordOf('PRGT:3100,0,"x"').openedAs).toBe("dvd");
  const bluray = ['PRGT:3404,0,"x"', 'PRGC:3400,0,"x"', 'PRGC:3103,0,"x"'];
  expect(recordOf(...bluray).openedAs).toBe("bluray");
  expect(recordOf('PRGC:3103,0,"x"').openedAs).toBeNull();
  expect(recordOf('PRGT:5018,0,"x"').openedAs).toBeNull();
});

test("debug lines are no messages that mean something", () => {
  const { lastMessages, lastCode } = recordOf(
    'MSG:1003,32,1,"debug","%1","debug"',
    'MSG:1004,0,1,"log","log %1","file:///x"',
  );
  expect([lastMessages, lastCode]).toEqual([[], null]);
});
