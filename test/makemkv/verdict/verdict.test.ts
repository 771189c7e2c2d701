import { expect, test } from "bun:test";
import type { RunEnd } from "../../../src/makemkv/run/run-end.ts";
import type { Output } from "../../../src/makemkv/verdict/output-check.ts";
import {
  judgeRip,
  judgeScan,
  type ScanFacts,
} from "../../../src/makemkv/verdict/verdict.ts";
import type { ErrorCode } from "../../../src/state/error-code.ts";
import { EMPTY_OUTPUT, hear } from "../../support/robot-lines.ts";

/* The lines are written in makemkvcon's grammar; texts never seen in a capture are constructed from the catalogue. */

const EXITED: RunEnd = { kind: "exited", code: 0, signal: null };
const CRASHED: RunEnd = { kind: "exited", code: null, signal: "SIGSEGV" };
const STALLED: RunEnd = { kind: "stalled", silentMs: 300_400, forced: true };
const STOPPED: RunEnd = { kind: "stopped" };
const exitedWith = (code: number): RunEnd => ({ ...EXITED, code });

const message = (code: number, ...texts: readonly string[]) =>
  flagged(code, 0, ...texts);
/** The text, then the parameters; the text serves as the format, too. */
function flagged(code: number, flags: number, ...texts: readonly string[]) {
  const [text = ""] = texts;
  const fields = [text, ...texts].map((field) => `"${field}"`);
  return `MSG:${code},${flags},${texts.length - 1},${fields.join(",")}`;
}

const OPENED = message(5011, "Operation successfully completed");
const OPEN_FAILED = message(5010, "Failed to open disc");
const TITLE = 'TINFO:0,9,0,"1:39:56"';
const SAVED_ONE = [
  message(5005, "1 titles saved", "1"),
  flagged(5036, 260, "Copy complete. 1 titles saved.", "1"),
];
const SAVED_NONE = [
  message(5003, "Failed to save title 0 to file /out/a.mkv", "0", "/out/a.mkv"),
  message(5004, "0 titles saved, 1 failed", "0", "1"),
  flagged(5037, 516, "Copy complete. 0 titles saved, 1 failed.", "0", "1"),
];
const RIPPING = [OPENED, 'PRGT:5024,0,"Saving all titles to MKV files"'];
const readError = (cause: string, offset = 2048) =>
  message(
    2003,
    `Error '${cause}'`,
    cause,
    "/BDMV/STREAM/00001.m2ts",
    String(offset),
  );
const MEDIUM_ERROR = readError(
  "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR",
);
const DRIVE_FULL = 'DRV:0,2,999,12,"BD-RE MAKER","A_FILM","/dev/sr0"';
const DRIVE_EMPTY = 'DRV:0,0,999,0,"BD-RE MAKER","","/dev/sr0"';

const FILE = { name: "A Film_t00.mkv", sizeBytes: 980 };

function scan(
  lines: readonly string[],
  end: RunEnd = EXITED,
  more: Partial<ScanFacts> = {},
) {
  return judgeScan({ ...hear(lines), end, ...more });
}

function rip(
  lines: readonly string[],
  end: RunEnd = EXITED,
  more: Partial<Output & { readonly device: string }> = {},
) {
  const { device = null, ...known } = more;
  const expected = { files: [FILE], expectedSizeBytes: 1000 };
  const output = { ...EMPTY_OUTPUT, ...expected, ...known };
  return judgeRip({ ...hear(lines), end, device, output });
}

const failure = (code: ErrorCode, text: string) => ({
  kind: "failed",
  failure: { code, message: expect.stringContaining(text) },
});

const warned = (...kinds: readonly string[]) =>
  kinds.map((kind) => expect.objectContaining({ kind }));

test("a scan that opened the disc and listed tracks succeeded, whatever the exit code", () => {
  for (const code of [0, 1, 253])
    expect(scan([OPENED, "TCOUNT:1", TITLE], exitedWith(code))).toMatchObject({
      kind: "scanned",
      result: { tracks: [{ number: 0, duration: "1:39:56" }], warnings: [] },
    });
});

test("a scan with an expired evaluation that still lists tracks succeeded", () => {
  expect(
    scan([
      message(5054, "expired 16 days ago", "16"),
      message(5052, "expired"),
      OPENED,
      TITLE,
    ]).kind,
  ).toBe("scanned");
});

test("a scan that lists fewer tracks than it announced says so", () => {
  expect(scan([OPENED, "TCOUNT:3", TITLE])).toMatchObject({
    kind: "scanned",
    result: { warnings: warned("list_incomplete") },
  });
});

test("a scan whose program crashed after the whole list succeeded, with a warning", () => {
  expect(scan([OPENED, "TCOUNT:1", TITLE], CRASHED)).toMatchObject({
    kind: "scanned",
    result: { warnings: warned("crashed_at_end") },
  });
});

test("a scan that was told to stop is stopped, whatever it had found", () => {
  expect(scan([OPENED, TITLE], STOPPED)).toEqual({
    kind: "stopped",
    detail: "makemkvcon was stopped; it said: Operation successfully completed",
  });
});

type Row = readonly [
  what: string,
  lines: readonly string[],
  code: ErrorCode,
  text: string,
  end?: RunEnd,
];

const scanRows: readonly Row[] = [
  [
    "no word that the disc is open, though titles and a count came",
    [TITLE, "TCOUNT:1"],
    "MAKEMKV_FAILED",
    "gave no result (exit code 0)",
  ],
  [
    "a count of nought",
    [DRIVE_FULL, OPEN_FAILED, "TCOUNT:0"],
    "DISC_UNREADABLE",
    "could not open the disc. Take",
  ],
  [
    "an open failure without any drive",
    [OPEN_FAILED],
    "DISC_UNREADABLE",
    "saw no drive",
  ],
  [
    "an open disc without tracks",
    [OPENED, "TCOUNT:0"],
    "DISC_UNREADABLE",
    "no track was found",
  ],
  [
    "an open disc whose tracks could not be read",
    [
      OPENED,
      message(3015, "Title #1 was skipped", "1"),
      message(3025, "short", "2"),
    ],
    "DISC_UNREADABLE",
    "1 track could not be read",
  ],
  [
    "an open disc with tracks that are all too short",
    [
      OPENED,
      message(3025, "short", "1", "8", "120"),
      message(3025, "short", "2", "9", "120"),
    ],
    "MAKEMKV_FAILED",
    "smaller minlength",
  ],
  [
    "an open disc without tracks, after read errors",
    [MEDIUM_ERROR, OPENED, message(3025, "short", "1")],
    "DISC_UNREADABLE",
    "1 read error",
  ],
  [
    "read errors, and never an open disc",
    [DRIVE_FULL, MEDIUM_ERROR, MEDIUM_ERROR, OPEN_FAILED],
    "DISC_UNREADABLE",
    "), first in /BDMV/STREAM/00001.m2ts at byte 2048",
  ],
  ...[
    "Windows error - STATUS_DEVICE_NOT_CONNECTED",
    "OS error - Device not configured",
    "Device not connected",
  ].map((cause): Row => [
    `a drive that was pulled (${cause})`,
    [DRIVE_FULL, MEDIUM_ERROR, readError(cause), OPEN_FAILED],
    "DISC_UNREADABLE",
    "The drive was disconnected while the disc was being read.",
  ]),
  [
    "read errors of which nobody says where",
    [DRIVE_FULL, message(2003, "Error", "", "", ""), OPEN_FAILED],
    "DISC_UNREADABLE",
    "could not open the disc: 1 read error. Clean",
  ],
  [
    "only a scrambled sector, and no open disc",
    [
      DRIVE_FULL,
      readError("READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION"),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "could not open the disc. Take",
  ],
  [
    "a drive that becomes ready",
    [
      DRIVE_FULL,
      readError(
        "Scsi error - NOT READY:LOGICAL UNIT IS IN PROCESS OF BECOMING READY",
      ),
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "not ready",
  ],
  [
    "a tray that opened",
    [
      DRIVE_FULL,
      readError("Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN"),
      OPEN_FAILED,
    ],
    "DISC_EJECTED",
    "taken out",
  ],
  [
    "a drive of another region",
    [
      message(3031, "Drive has RPC protection", "MAKER"),
      MEDIUM_ERROR,
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "region",
  ],
  [
    "a scratch on a disc of another region that was worked around",
    [
      message(3032, "Region does not match", "A", "B"),
      MEDIUM_ERROR,
      OPEN_FAILED,
    ],
    "DISC_UNREADABLE",
    "Clean the disc",
  ],
  [
    "an empty drive",
    [DRIVE_EMPTY, OPEN_FAILED, "TCOUNT:0"],
    "DISC_EJECTED",
    "no disc in the drive",
  ],
  [
    "a drive that is loading",
    ['DRV:0,3,999,0,"BD-RE MAKER","","/dev/sr0"', OPEN_FAILED],
    "DISC_UNREADABLE",
    "still loading",
  ],
  [
    "a drive that somebody else uses",
    [DRIVE_FULL, message(2007, "Can't obtain exclusive access"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "Another program",
  ],
  [
    "a system that blocks the drive",
    [message(2006, "Access blocked"), OPEN_FAILED],
    "MAKEMKV_FAILED",
    "does not let makemkvcon use the drive",
  ],
  [
    "no usable drive",
    [
      message(5042, "can't find any usable optical drives"),
      OPEN_FAILED,
      "TCOUNT:0",
    ],
    "MAKEMKV_FAILED",
    "no such drive (/dev/sr0)",
  ],
  [
    "an unknown device",
    [DRIVE_FULL, message(2024, "Unknown device", "/dev/sr0"), OPEN_FAILED],
    "MAKEMKV_FAILED",
    "no such drive",
  ],
  [
    "no usable drive said, but one shown",
    [message(5042, "can't find any"), DRIVE_FULL, OPEN_FAILED],
    "DISC_UNREADABLE",
    "could not open the disc",
  ],
  [
    "a disc without a key",
    [DRIVE_FULL, message(3303, "The volume key is unknown"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "LibreDrive",
  ],
  [
    "a disc that holds no film",
    [DRIVE_FULL, message(2001, "File system not recognized"), OPEN_FAILED],
    "DISC_UNREADABLE",
    "does not recognise",
  ],
  [
    "usage text",
    ["Use: makemkvcon [switches] Command [Parameters]"],
    "MAKEMKV_FAILED",
    "did not understand the command",
    exitedWith(1),
  ],
  [
    "a fatal error",
    [message(6050, "Fatal error occurred")],
    "MAKEMKV_FAILED",
    "fatal error",
    exitedWith(12),
  ],
  [
    "a lack of memory",
    [message(6051, "Out of memory")],
    "MAKEMKV_FAILED",
    "ran out of memory",
    exitedWith(12),
  ],
  [
    "a refused command",
    [message(2004, "Error issuing SCSI command", "INVALID FIELD IN CDB")],
    "MAKEMKV_FAILED",
    "refused a command",
  ],
  [
    "a crash before the list is whole",
    [OPENED, "TCOUNT:2", TITLE],
    "MAKEMKV_FAILED",
    "crashed (SIGSEGV)",
    CRASHED,
  ],
  [
    "a crash that a shell reports",
    [DRIVE_FULL],
    "MAKEMKV_FAILED",
    "crashed (signal 11)",
    exitedWith(139),
  ],
  [
    "silence",
    [OPENED, TITLE],
    "MAKEMKV_TIMEOUT",
    "made no progress for 300 s",
    STALLED,
  ],
  [
    "silence after read errors",
    [MEDIUM_ERROR, MEDIUM_ERROR],
    "MAKEMKV_TIMEOUT",
    "300 s after 2 read errors",
    STALLED,
  ],
  [
    "a question that is none by its words",
    [flagged(5053, 1544, "Evaluation period", "30")],
    "MAKEMKV_FAILED",
    'here: "Evaluation period". Open MakeMKV',
    { ...STALLED, silentMs: 10_000 },
  ],
  [
    "a question",
    [flagged(5053, 1544, "Start evaluation period now?", "30")],
    "MAKEMKV_FAILED",
    "Start evaluation period now?",
    { ...STALLED, silentMs: 10_000 },
  ],
];

for (const [what, lines, code, text, end] of scanRows)
  test(`a scan with ${what} is ${code}`, () => {
    expect(scan(lines, end, { device: "/dev/sr0" })).toMatchObject(
      failure(code, text),
    );
  });

const unlicensed = {
  kind: "unlicensed",
  licence: {
    kind: "refused",
    message: expect.stringContaining("Nothing is wrong with the disc"),
  },
};

for (const code of [5020, 5021, 5022, 5052, 5055, 5056, 5073, 5095])
  test(`a scan or a rip that gave nothing after ${code} waits for a licence and does not fail`, () => {
    const lines = [
      message(5042, "no drives"),
      message(code, "licence"),
      OPEN_FAILED,
    ];
    expect(scan(lines, exitedWith(253))).toMatchObject(unlicensed);
    expect(scan([message(code, "licence"), OPENED, "TCOUNT:0"])).toMatchObject(
      unlicensed,
    );
    expect(rip(lines, exitedWith(253), { files: [] })).toMatchObject(
      unlicensed,
    );
    expect(rip(lines, STALLED, { files: [] })).toMatchObject(unlicensed);
  });

test("licence news after which a DVD still works does not explain read errors", () => {
  expect(
    rip(
      [
        message(5052, "free functions only"),
        ...RIPPING,
        MEDIUM_ERROR,
        ...SAVED_NONE,
      ],
      EXITED,
      { files: [] },
    ),
  ).toMatchObject(failure("DISC_UNREADABLE", "1 read error"));
});

test("of several drives the one that was asked for counts", () => {
  const lines = [
    DRIVE_EMPTY,
    'DRV:1,2,999,12,"B","A_FILM","/dev/sr1"',
    OPEN_FAILED,
  ];
  expect(scan(lines, EXITED, { device: "/dev/sr0" })).toMatchObject(
    failure("DISC_EJECTED", "no disc"),
  );
  expect(scan(lines, EXITED, { device: "/dev/sr1" })).toMatchObject(
    failure("DISC_UNREADABLE", "could not open"),
  );
  expect(scan(lines)).toMatchObject(
    failure("DISC_UNREADABLE", "could not open"),
  );
});

test("the detail says how it ended and what makemkvcon said last, plain lines too", () => {
  expect(
    scan(
      [OPEN_FAILED, "Fatal error occurred, program will now exit."],
      exitedWith(12),
    ),
  ).toMatchObject({
    failure: {
      detail:
        "makemkvcon exited with code 12; it said: Failed to open disc / Fatal error occurred, program will now exit.",
    },
  });
  expect(scan([], STALLED)).toMatchObject({
    failure: {
      detail:
        "makemkvcon made no progress for 300 s and was stopped by force; it said nothing",
    },
  });
});

test("one title saved and one good file is a saved track", () => {
  expect(rip([...RIPPING, ...SAVED_ONE])).toEqual({
    kind: "saved",
    file: FILE,
    warnings: [],
  });
});

test("files that are no film beside the one do not matter, and an unknown size is no reason", () => {
  const files = [FILE, { name: "log.txt", sizeBytes: 3 }];
  expect(
    rip([...RIPPING, ...SAVED_ONE], EXITED, { files, expectedSizeBytes: null }),
  ).toEqual({ kind: "saved", file: FILE, warnings: [] });
});

const endings: readonly [string, RunEnd, string][] = [
  ["exited with an error", exitedWith(1), "exit_code"],
  ["crashed", CRASHED, "crashed_at_end"],
  ["did not end", STALLED, "stalled_at_end"],
];

for (const [what, end, kind] of endings)
  test(`a track that was saved before makemkvcon ${what} is saved, with a warning`, () => {
    expect(rip([...RIPPING, ...SAVED_ONE], end)).toEqual({
      kind: "saved",
      file: FILE,
      warnings: warned(kind) as [],
    }); // a matcher has no type
  });

test("what was overcome in a rip is counted in warnings", () => {
  const lines = [
    ...RIPPING,
    MEDIUM_ERROR,
    MEDIUM_ERROR,
    message(4004, "source corrupt"),
    message(4003, "source corrupt"),
    message(4007, "AV sync"),
    message(4009, "AV sync"),
    message(5076, "hash check failed"),
    ...SAVED_ONE,
  ];
  const verdict = rip(lines);
  const warnings = verdict.kind === "saved" ? verdict.warnings : [];
  expect(warnings.map(({ kind, count }) => [kind, count])).toEqual([
    ["read_errors", 2],
    ["source_corrupt", 2],
    ["av_sync", 2],
    ["hash_mismatch", 1],
  ]);
  expect(warnings[0]?.text).toContain(
    "(Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR), first in /BDMV/STREAM/00001.m2ts at byte 2048.",
  );
});

test("a rip that was told to stop is stopped, also when the file is there", () => {
  expect(rip([...RIPPING, ...SAVED_ONE], STOPPED).kind).toBe("stopped");
});

test("a side file elsewhere that could not be created does no harm", () => {
  const lines = [
    message(
      2019,
      "Error creating",
      "Posix error - Permission denied",
      "/root/.MakeMKV/x",
    ),
    ...RIPPING,
    ...SAVED_ONE,
  ];
  expect(rip(lines).kind).toBe("saved");
});

type RipRow = readonly [
  what: string,
  lines: readonly string[],
  code: ErrorCode,
  text: string,
  more?: Partial<Output> & { readonly end?: RunEnd },
];

const NO_SPACE = "Posix error - No space left on device";
const ripRows: readonly RipRow[] = [
  [
    "no word of a saved title, although a file is there",
    RIPPING,
    "MAKEMKV_FAILED",
    "could not save the track (exit code 0)",
  ],
  [
    "no title saved and exit 0",
    [
      ...RIPPING,
      message(5005, "0 titles saved", "0"),
      message(5036, "Copy complete. 0 titles saved.", "0"),
    ],
    "MAKEMKV_FAILED",
    "could not save the track",
  ],
  [
    "a title that failed",
    [...RIPPING, ...SAVED_NONE],
    "MAKEMKV_FAILED",
    "could not save track 0",
    { files: [] },
  ],
  [
    "one title saved and one failed",
    [...RIPPING, message(5037, "Copy complete.", "1", "1")],
    "MAKEMKV_FAILED",
    "could not save",
  ],
  [
    "more titles saved than asked for",
    [...RIPPING, message(5036, "Copy complete.", "2")],
    "MAKEMKV_FAILED",
    "saved 2 tracks",
  ],
  [
    "a saved title and no file",
    [...RIPPING, ...SAVED_ONE],
    "MAKEMKV_FAILED",
    "there is no file",
    { files: [] },
  ],
  [
    "a saved title and an empty file",
    [...RIPPING, ...SAVED_ONE],
    "MAKEMKV_FAILED",
    "is empty",
    { files: [{ name: "a.mkv", sizeBytes: 0 }] },
  ],
  [
    "a saved title and two files",
    [...RIPPING, ...SAVED_ONE],
    "MAKEMKV_FAILED",
    "several files (a.mkv, A Film_t00.mkv)",
    { files: [{ name: "a.mkv", sizeBytes: 0 }, FILE] },
  ],
  [
    "a saved title and much too small a file",
    [...RIPPING, ...SAVED_ONE],
    "MAKEMKV_FAILED",
    "truncated: a.mkv has 799 bytes of the 1000",
    { files: [{ name: "a.mkv", sizeBytes: 799 }] },
  ],
  [
    "read errors that nothing overcame",
    [...RIPPING, MEDIUM_ERROR, ...SAVED_NONE],
    "DISC_UNREADABLE",
    "could not read the track: 1 read error",
    { files: [] },
  ],
  [
    "a disc that was taken out",
    [
      ...RIPPING,
      MEDIUM_ERROR,
      readError("Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN"),
      ...SAVED_NONE,
    ],
    "DISC_EJECTED",
    "taken out",
  ],
  [
    "a disc that was taken out, and then silence",
    [...RIPPING, readError("Scsi error - NOT READY:MEDIUM NOT PRESENT")],
    "DISC_EJECTED",
    "taken out",
    { end: STALLED },
  ],
  [
    "a full disk",
    [
      ...RIPPING,
      message(2018, "Error writing", NO_SPACE, "/elsewhere/a.mkv"),
      ...SAVED_NONE,
    ],
    "OUTPUT_WRITE_FAILED",
    `to /elsewhere/a.mkv: the disk is full (${NO_SPACE})`,
  ],
  [
    "a full disk, although the title counts as saved",
    [
      ...RIPPING,
      message(2018, "Error writing", NO_SPACE, "/out/a.mkv"),
      ...SAVED_ONE,
    ],
    "OUTPUT_WRITE_FAILED",
    NO_SPACE,
  ],
  [
    "a file that could not be created",
    [
      ...RIPPING,
      message(
        2019,
        "Error creating",
        "Posix error - Permission denied",
        "/out/.amphigory-1/a.mkv",
      ),
      ...SAVED_NONE,
    ],
    "OUTPUT_WRITE_FAILED",
    "to /out: this user may not write there",
  ],
  [
    "a file that could not be created, said as an address",
    [
      ...RIPPING,
      message(
        2019,
        "Error creating",
        "Permission denied",
        "file:///out/.amphigory-1/a%20b.mkv",
      ),
      ...SAVED_NONE,
    ],
    "OUTPUT_WRITE_FAILED",
    "to /out: this user may not write there (Permission denied)",
  ],
  [
    "a side file that could not be created",
    [
      ...RIPPING,
      message(
        2019,
        "Error creating",
        "Permission denied",
        "/out/.amphigory-12/x",
      ),
      ...SAVED_NONE,
    ],
    "MAKEMKV_FAILED",
    "could not save track 0",
  ],
  [
    "a question for room without a full stop",
    [...RIPPING, flagged(5038, 776, "Insufficient space", "9000", "10")],
    "OUTPUT_WRITE_FAILED",
    "no room for the track in /out: 9000 MB are needed, 10 MB are free. Make room",
    { end: { ...STALLED, silentMs: 10_000 } },
  ],
  [
    "a question for room",
    [
      ...RIPPING,
      flagged(5038, 776, "9000 MB needed, 10 MB free. Go on?", "9000", "10"),
    ],
    "OUTPUT_WRITE_FAILED",
    "9000 MB are needed, 10 MB are free",
    { end: { ...STALLED, silentMs: 10_000 } },
  ],
  [
    "a question for room that was passed over",
    [
      ...RIPPING,
      flagged(5038, 776, "9000 MB needed. Go on?", "9000", "10"),
      ...SAVED_NONE,
    ],
    "OUTPUT_WRITE_FAILED",
    "no room",
  ],
  [
    "a file system that can not hold the file",
    [...RIPPING, flagged(5071, 776, "The file is too big. Go on?")],
    "OUTPUT_WRITE_FAILED",
    "too big",
  ],
  [
    "an output folder that is not accepted",
    [OPENED, message(5016, "Output folder is invalid")],
    "OUTPUT_WRITE_FAILED",
    "does not accept the output folder",
    { files: [] },
  ],
  [
    "nothing selected",
    [OPENED, message(5012, "Nothing selected")],
    "MAKEMKV_FAILED",
    "does not find the track",
    { files: [] },
  ],
  [
    "silence in the middle",
    RIPPING,
    "MAKEMKV_TIMEOUT",
    "300 s",
    { end: STALLED },
  ],
  [
    "a crash in the middle",
    RIPPING,
    "MAKEMKV_FAILED",
    "crashed (SIGSEGV)",
    { end: CRASHED },
  ],
  [
    "a disc that did not open",
    [DRIVE_FULL, OPEN_FAILED],
    "DISC_UNREADABLE",
    "could not open the disc",
    { files: [] },
  ],
];

for (const [what, lines, code, text, more] of ripRows)
  test(`a rip with ${what} is ${code}`, () => {
    expect(rip(lines, more?.end, more)).toMatchObject(failure(code, text));
  });

test("a file just above four fifths of the expected size is whole", () => {
  const files = [{ name: "a.mkv", sizeBytes: 800 }];
  expect(rip([...RIPPING, ...SAVED_ONE], EXITED, { files }).kind).toBe("saved");
});

test("every failure says what to do next, in a sentence of its own", () => {
  for (const [, lines, , , end] of scanRows)
    expect(scan(lines, end)).toMatchObject({
      failure: { message: expect.stringMatching(/[.,:;"] .*\.$/) },
    });
  for (const [, lines, , , more] of ripRows)
    expect(rip(lines, more?.end, more)).toMatchObject({
      failure: { message: expect.stringMatching(/[.,:;"] .*\.$/) },
    });
});
