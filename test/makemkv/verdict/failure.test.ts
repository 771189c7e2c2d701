import { expect, test } from "bun:test";
import type { RunEnd } from "../../../src/makemkv/run/run-end.ts";
import { judgeRip, judgeScan } from "../../../src/makemkv/verdict/verdict.ts";
import type { ErrorCode } from "../../../src/state/error-code.ts";
import { EMPTY_OUTPUT, hear } from "../../support/robot-lines.ts";

/*
 * The table of reasons by what a person meets. More rows are in verdict.test.ts; the lines are our own, texts never
 * seen in a capture are constructed from the catalogue.
 */

const say = (code: number, ...texts: readonly string[]) => {
  const [text = ""] = texts;
  const fields = [text, ...texts].map((field) => `"${field}"`);
  return `MSG:${code},0,${texts.length - 1},${fields.join(",")}`;
};
const exit = (code: number | null, signal: string | null = null): RunEnd => ({
  kind: "exited",
  code,
  signal,
});
const STALLED: RunEnd = { kind: "stalled", silentMs: 300_000, forced: false };
const DRIVE = 'DRV:0,2,999,12,"BD-RE MAKER","FILM","/dev/sr0"';
const ABSENT = 'DRV:0,256,999,0,"","",""';
const OPENED = say(5011, "Operation successfully completed");
const OPEN_FAILED = say(5010, "Failed to open disc");
const SAVING = 'PRGT:5024,0,"Saving all titles to MKV files"';
const SAVED_NONE = [
  say(5003, "Failed to save title 3", "3", "/out/a.mkv"),
  say(5004, "0 saved, 1 failed", "0", "1"),
  say(5037, "0 saved, 1 failed", "0", "1"),
];
const readError = (cause: string, offset = 2048, source = "/A.VOB") =>
  say(2003, `Error '${cause}'`, cause, source, String(offset));
const MEDIUM_ERROR = readError("Scsi error - MEDIUM ERROR:1106");
const many = (cause: string, count: number) =>
  Array.from({ length: count }, (_, at) => readError(cause, at * 2048));

type Row = readonly [
  what: string,
  lines: readonly string[],
  code: ErrorCode,
  text: string,
  end?: RunEnd,
];

const COUNTED = [
  say(3307, "added", "00001.mpls", "0"),
  say(3308, "added", "00002.mpls", "1", "2"),
];

const scans: readonly Row[] = [
  [
    "nothing printed and exit 0",
    [],
    "MAKEMKV_FAILED",
    "without a word (exit code 0)",
  ],
  [
    "nothing printed and exit 1",
    [],
    "MAKEMKV_FAILED",
    "without a word (exit code 1)",
    exit(1),
  ],
  [
    "only complaints on stderr",
    ["libGL: cannot open display"],
    "MAKEMKV_FAILED",
    "gave no result (exit code 1)",
    exit(1),
  ],
  [
    "a missing library",
    ["makemkvcon: error while loading shared libraries: libcrypto.so.1.1"],
    "MAKEMKV_FAILED",
    "is missing or not for this machine. Nothing is wrong with the disc. Install MakeMKV again, or correct makemkv_path.",
    exit(127),
  ],
  [
    "a library that is too old",
    ["makemkvcon: version `GLIBC_2.38' not found (required by makemkvcon)"],
    "MAKEMKV_FAILED",
    "a library that it needs, is missing",
    exit(1),
  ],
  [
    "exit 253 and no word why",
    [],
    "MAKEMKV_FAILED",
    "too old or has no valid key",
    exit(253),
  ],
  [
    "a wrong source",
    ['Backup source must start with "disc:"'],
    "MAKEMKV_FAILED",
    "did not understand the command",
    exit(10),
  ],
  [
    "another word for usage",
    ["Usage: makemkvcon [switches] command"],
    "MAKEMKV_FAILED",
    "did not understand",
    exit(1),
  ],
  [
    "exit 11 and a cut output",
    [DRIVE],
    "DISC_UNREADABLE",
    "could not open the disc.",
    exit(11),
  ],
  [
    "a fatal line without a code",
    [DRIVE, "Fatal error occurred, program will now exit."],
    "MAKEMKV_FAILED",
    "met a fatal error of its own.",
    exit(12),
  ],
  [
    "a program that can not begin",
    [say(5009, "failed to initialize")],
    "MAKEMKV_FAILED",
    "fatal error of its own",
  ],
  [
    "a kill by the system",
    [DRIVE],
    "MAKEMKV_FAILED",
    "killed (SIGKILL), perhaps by the system for lack of memory",
    exit(null, "SIGKILL"),
  ],
  [
    "a kill that a shell reports",
    [DRIVE],
    "MAKEMKV_FAILED",
    "killed (signal 9)",
    exit(137),
  ],
  [
    "an end from outside",
    [DRIVE],
    "MAKEMKV_FAILED",
    "ended from outside (signal 15)",
    exit(143),
  ],
  [
    "a crash in a shell",
    [DRIVE],
    "MAKEMKV_FAILED",
    "crashed (signal 11)",
    exit(139),
  ],
  [
    "no drive in any of its rows",
    [ABSENT, OPEN_FAILED, "TCOUNT:0"],
    "MAKEMKV_FAILED",
    "finds no such drive",
  ],
  [
    "a wait for makemkv.com",
    [DRIVE, say(3338, "Downloading latest SDF", "SDF", "/x")],
    "MAKEMKV_TIMEOUT",
    "waited for a download from makemkv.com",
    STALLED,
  ],
  [
    "a drive that was pulled, then silence",
    [DRIVE, readError("Posix error - No such device or address")],
    "MAKEMKV_TIMEOUT",
    "after the drive was disconnected",
    STALLED,
  ],
  [
    "a drive that needs LibreDrive",
    [DRIVE, say(3346, "LibreDrive required"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "needs a drive with LibreDrive",
  ],
  [
    "a newer protection",
    [DRIVE, say(3310, "newer AACS"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "newer protection",
  ],
  [
    "no key, and no way to download one",
    [
      DRIVE,
      say(3339, "download failed"),
      say(3303, "unknown key"),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "check the connection to the internet",
  ],
  [
    "a drive that keeps its key",
    [
      DRIVE,
      readError(
        "Scsi error - ILLEGAL REQUEST:COPY PROTECTION KEY EXCHANGE FAILURE - KEY NOT ESTABLISHED",
      ),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "no key for this disc",
  ],
  [
    "a drive that this user may not read",
    [DRIVE, readError("Posix error - Permission denied"), OPEN_FAILED],
    "MAKEMKV_FAILED",
    "does not let makemkvcon use the drive",
  ],
  [
    "a drive that is busy",
    [DRIVE, readError("Posix error - Resource busy"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "Another program uses the drive",
  ],
  [
    "a bridge that refuses commands while reading",
    [
      DRIVE,
      readError("Scsi error - ILLEGAL REQUEST:INVALID FIELD IN CDB"),
      OPEN_FAILED,
    ],
    "MAKEMKV_FAILED",
    "refused a command",
  ],
  [
    "an empty drive that only a refused command names",
    [
      say(
        2004,
        "x",
        "Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN",
        "SG",
        "dev_21:0",
      ),
      OPEN_FAILED,
    ],
    "DISC_EJECTED",
    "taken out",
  ],
  [
    "a drive with trouble of its own",
    [
      DRIVE,
      ...many("Scsi error - HARDWARE ERROR:TIMEOUT ON LOGICAL UNIT", 3),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "trouble of its own: check its cable",
  ],
  [
    "input/output errors that could mean anything",
    [DRIVE, ...many("Posix error - Input/output error", 3), OPEN_FAILED],
    "DISC_UNREADABLE",
    "could not open the disc: 3 read errors",
  ],
  [
    "scratches on a disc of another region",
    [DRIVE, say(3032, "region", "A", "B"), MEDIUM_ERROR, OPEN_FAILED],
    "DISC_UNREADABLE",
    "changing it may help",
  ],
  [
    "a disc that was out for a moment and is damaged",
    [
      DRIVE,
      readError("Scsi error - NOT READY:MEDIUM NOT PRESENT"),
      OPENED,
      MEDIUM_ERROR,
    ],
    "DISC_UNREADABLE",
    "1106",
  ],
  [
    "a disc that was exchanged",
    [
      DRIVE,
      OPENED,
      readError(
        "Scsi error - UNIT ATTENTION:NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED",
      ),
    ],
    "DISC_EJECTED",
    "exchanged",
  ],
  [
    "a data disc",
    ['DRV:0,2,999,0,"BD-RE MAKER","BACKUP 2016","/dev/sr0"', OPEN_FAILED],
    "DISC_UNREADABLE",
    'The disc in the drive, "BACKUP 2016", has no video files: it is no video disc. Insert',
  ],
  [
    "a disc without a name or video files",
    ['DRV:0,2,999,0,"BD-RE MAKER","","/dev/sr0"', OPEN_FAILED],
    "DISC_UNREADABLE",
    "no name and no video files: it is no video disc, or nothing on it can be read",
  ],
  [
    "an input that is not there",
    [DRIVE, say(5007, "Failed to open file", "x")],
    "MAKEMKV_FAILED",
    "could not open what it was to read",
  ],
  [
    "a program that wants to be opened",
    [DRIVE, say(5058, "started from third-party app")],
    "MAKEMKV_FAILED",
    "opened by a person",
  ],
  [
    "too little memory for its cache",
    [DRIVE, say(2022, "can't allocate"), OPEN_FAILED],
    "MAKEMKV_FAILED",
    "out of memory",
  ],
  [
    "an end before the tracks that were found were listed",
    [DRIVE, say(3025, "short", "9"), ...COUNTED, OPENED],
    "MAKEMKV_FAILED",
    "found 2 tracks on the disc, but ended before it had listed them (exit code 1)",
    exit(1),
  ],
  [
    "a single track, too short",
    [DRIVE, say(3025, "short", "1"), OPENED, "TCOUNT:0"],
    "MAKEMKV_FAILED",
    "The only track of the disc is shorter",
  ],
  [
    "a disc that the drive is not made for",
    [
      DRIVE,
      readError(
        "Scsi error - NOT READY:CANNOT READ MEDIUM - INCOMPATIBLE FORMAT",
      ),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "can not read this kind of disc",
  ],
  [
    "another drive than the one that was asked for",
    [DRIVE.replace("sr0", "sr1"), OPEN_FAILED],
    "MAKEMKV_FAILED",
    "does not list the drive /dev/sr0, but /dev/sr1",
  ],
  [
    "trouble of the drive in one place",
    [DRIVE, ...many("Scsi error - HARDWARE ERROR:4400", 3), OPEN_FAILED],
    "DISC_UNREADABLE",
    "at bytes 0, 2048 and 4096. The drive reports trouble of its own",
  ],
  [
    "only the sum of the read errors",
    [DRIVE, say(2023, "11 errors", "11", "Read Error"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "could not open the disc: 11 read errors. Clean",
  ],
];

for (const [what, lines, code, text, end = exit(0)] of scans)
  test(`a scan with ${what} is ${code}`, () => {
    const outcome = judgeScan({ ...hear(lines), end, device: "/dev/sr0" });
    if (outcome.kind !== "failed") throw new Error(outcome.kind);
    const { failure } = outcome;
    expect(failure.message).toContain(text);
    expect(failure.message).toMatch(/[.,:;"] .*\.$/);
    expect([failure.code, failure.detail]).toEqual([
      code,
      expect.stringContaining("makemkvcon "),
    ]);
  });

const rips: readonly Row[] = [
  [
    "nothing left to read",
    [
      OPENED,
      SAVING,
      say(
        1002,
        "LIBMKV_TRACE: Exception: Error while reading input",
        "Exception: Error while reading input",
      ),
      ...SAVED_NONE,
    ],
    "DISC_UNREADABLE",
    "to its end",
  ],
  [
    "corrupt parts until it gave up",
    [
      OPENED,
      SAVING,
      ...Array.from({ length: 300 }, (_, at) =>
        say(4003, "corrupt", "00800.m2ts", String(at)),
      ),
      ...SAVED_NONE,
    ],
    "DISC_UNREADABLE",
    "corrupt parts of the disc 300 times, first in 00800.m2ts at bytes 0, 1 and 2. All are in one place",
  ],
  [
    "check sums that do not fit",
    [
      OPENED,
      SAVING,
      say(5076, "Hash check failed", "/BDMV/STREAM/00001.m2ts", "4096"),
      say(5077, "Too many", "/BDMV/STREAM/00001.m2ts"),
      ...SAVED_NONE,
    ],
    "DISC_UNREADABLE",
    "check sums 1 time, in /BDMV/STREAM/00001.m2ts at byte 4096",
  ],
  [
    "a track that was not decoded",
    [
      OPENED,
      SAVING,
      say(5043, "Failed to decode", "0"),
      say(5005, "0 saved", "0"),
    ],
    "MAKEMKV_FAILED",
    "could not decode the track",
  ],
  [
    "a fatal error after read errors",
    [OPENED, SAVING, MEDIUM_ERROR, say(6050, "Fatal error")],
    "MAKEMKV_FAILED",
    "fatal error of its own after 1 read error",
  ],
  [
    "read errors, a failed title and a fatal line",
    [
      OPENED,
      SAVING,
      MEDIUM_ERROR,
      ...SAVED_NONE,
      "Fatal error occurred, program will now exit.",
    ],
    "DISC_UNREADABLE",
    "1 read error",
  ],
  [
    "no memory left after read errors",
    [OPENED, SAVING, MEDIUM_ERROR, say(6051, "Out of memory")],
    "MAKEMKV_FAILED",
    "ran out of memory",
  ],
  [
    "one scratch",
    [
      OPENED,
      SAVING,
      ...many("Scsi error - MEDIUM ERROR:1106", 200),
      ...SAVED_NONE,
    ],
    "DISC_UNREADABLE",
    "All are in one place, as a scratch",
  ],
  [
    "errors all over the disc",
    [
      OPENED,
      SAVING,
      ...Array.from({ length: 30 }, (_, at) =>
        readError("Posix error - Input/output error", at * 1e9, "/dev/rdisk4"),
      ),
      ...SAVED_NONE,
    ],
    "DISC_UNREADABLE",
    "rather the drive or its cable",
  ],
  [
    "output that stops in the middle",
    [OPENED, SAVING, "PRGV:100,100,65536", 'MSG:5003,0,2,"Failed to sa'],
    "MAKEMKV_FAILED",
    "could not save the track (exit code 12)",
    exit(12),
  ],
];

for (const [what, lines, code, text, end = exit(0)] of rips)
  test(`a rip with ${what} is ${code}`, () => {
    const run = { ...hear(lines), end, output: EMPTY_OUTPUT };
    expect(judgeRip(run)).toMatchObject({
      kind: "failed",
      failure: { code, message: expect.stringContaining(text) },
    });
  });

test("a disc that is no video disc is not to be cleaned", () => {
  for (const label of ["BACKUP 2016", ""]) {
    const row = `DRV:0,2,999,0,"BD-RE MAKER","${label}","/dev/sr0"`;
    const outcome = judgeScan(hear([row, OPEN_FAILED]));
    if (outcome.kind !== "failed") throw new Error(outcome.kind);
    expect(outcome.failure.message).not.toMatch(/clean/i);
  }
});

const DVD_COUNTED = [
  say(3028, "added", "1", "9", "1:30:00"),
  say(3028, "added", "2", "9", "1:30:00"),
  say(3027, "equal", "1", "#01", "#02"),
];
const LOST = say(3015, "lost", "3", "0:22:00");

test.each<[readonly string[], number | null, string]>([
  [COUNTED, 9, "track 9 on this disc: it has 2 tracks, 0 to 1"],
  [["TCOUNT:3"], 9, "track 9 on this disc: it has 3 tracks, 0 to 2"],
  [DVD_COUNTED, 1, "track 1 on this disc: it has 1 track, number 0"],
  [[...DVD_COUNTED, LOST], 1, "track 1 on this disc"],
  [["TCOUNT:0"], 0, "track 0 on this disc: it has no tracks at all"],
  [[], 9, "track 9 on this disc"],
  [COUNTED, null, "the track on this disc: it has 2 tracks, 0 to 1"],
])("after %j, no track %p is told with its number", (lines, number, said) => {
  const run = hear([...lines, OPENED, say(5012, "Nothing selected")]);
  const output = { ...EMPTY_OUTPUT, trackNumber: number };
  expect(judgeRip({ ...run, output })).toMatchObject({
    failure: {
      code: "MAKEMKV_FAILED",
      message: `makemkvcon does not find ${said}. Scan the disc again and choose the track anew.`,
    },
  });
});

test("the words may be of any language: codes decide", () => {
  const german = [
    DRIVE,
    say(2003, "Fehler beim Lesen", "Scsi error - MEDIUM ERROR:1106", "/A", "1"),
    say(5010, "Der Datentraeger konnte nicht geoeffnet werden"),
  ];
  expect(judgeScan(hear(german))).toMatchObject({
    kind: "failed",
    failure: { code: "DISC_UNREADABLE" },
  });
});

test("a detail stays short, whatever was printed", () => {
  const lines = Array.from(
    { length: 2000 },
    (_, at) => `${at} ${"x".repeat(900)}`,
  );
  const outcome = judgeScan({ ...hear(lines), end: exit(1) });
  const detail = outcome.kind === "failed" ? outcome.failure.detail : "";
  expect(detail.length).toBeLessThan(4500);
});
