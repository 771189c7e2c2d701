import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMatroska } from "../../../src/demo/matroska.ts";
import { whyNoResult } from "../../../src/makemkv/verdict/failure.ts";
import type { FailedRun } from "../../../src/makemkv/verdict/failed-run.ts";
import type { FileContent } from "../../../src/makemkv/matroska/matroska-file.ts";
import {
  inspectOutput,
  type Output,
} from "../../../src/makemkv/verdict/output-check.ts";
import {
  askedAboutOutput,
  couldNotWrite,
  leftNoGoodFile,
  lostFolder,
  ranOutOfSpace,
} from "../../../src/makemkv/verdict/output-faults.ts";
import { freeBytesOf } from "../../../src/makemkv/target/prepare-target.ts";
import { listOutputFiles } from "../../../src/makemkv/target/staging.ts";
import { EMPTY_OUTPUT, hear } from "../../support/robot-lines.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { canMount, mountTiny } from "../../support/tiny-disk.ts";

/* The texts of the messages are constructed from the catalogue; what is decided on are codes and parameters. */

const STAGING = "/out/.amphigory-1";
const NO_SPACE = "Posix error - No space left on device";
const SAVING = ['MSG:5011,0,0,"opened","opened"', 'PRGT:5024,0,"Saving"'];
const SAVED = [...SAVING, 'MSG:5036,260,1,"Copy complete.","%1","1"'];

const message = (code: number, flags: number, ...params: readonly string[]) =>
  `MSG:${[code, flags, params.length, '"text"', '"format"', ...params.map((param) => `"${param}"`)].join(",")}`;

interface Failed {
  readonly lines: readonly string[];
  readonly output?: Partial<Output>;
  readonly end?: FailedRun["end"];
}

const fail = ({ lines, output, end }: Failed): FailedRun => ({
  end: end ?? { kind: "exited", code: 1, signal: null },
  record: hear(lines).record,
  device: null,
  output: { ...EMPTY_OUTPUT, ...output },
});

const ROOM =
  "Make room there, or choose another folder, and queue the task again.";
const OTHER_FILE_SYSTEM =
  "The track is too big for the file system of /out: FAT32, for one, holds files of up to 4 GiB. Choose a folder on another file system, such as APFS, exFAT or ext4, and queue the task again.";

const questions: readonly (readonly [string, string, string])[] = [
  [
    "room",
    message(5038, 776, "9000", "10"),
    `There is no room for the track in /out: 9000 MB are needed, 10 MB are free. ${ROOM}`,
  ],
  [
    "room, in words",
    message(5038, 776, "much", "little"),
    `There is no room for the track in /out. ${ROOM}`,
  ],
  ["a large file", message(5039, 776, `${STAGING}/a.mkv`), OTHER_FILE_SYSTEM],
  ["a large file on this target", message(5071, 776), OTHER_FILE_SYSTEM],
  [
    "a file that is there",
    message(5001, 776, `${STAGING}/a.mkv`),
    "makemkvcon found a file in the empty folder that was made for it in /out, and did not overwrite it. Check that no other program writes there, and queue the task again.",
  ],
  [
    "a folder that is gone",
    message(5013, 776, STAGING),
    "The folder that was made for makemkvcon in /out is gone. Check that the disk is still there, and queue the task again.",
  ],
];

for (const [what, line, text] of questions)
  test(`a question about ${what} says what to do, unanswered or passed over`, () => {
    expect(askedAboutOutput(fail({ lines: [...SAVING, line] }))).toBe(text);
    const passed = fail({ lines: [line, ...SAVING] });
    expect([askedAboutOutput(passed), couldNotWrite(passed)]).toEqual([
      null,
      text,
    ]);
  });

test("other questions, and those of a scan, are not about the output", () => {
  expect(askedAboutOutput(fail({ lines: [message(5053, 1544)] }))).toBeNull();
  const scan = { ...fail({ lines: [message(5038, 776)] }), output: null };
  expect([
    askedAboutOutput(scan),
    couldNotWrite(scan),
    leftNoGoodFile(scan),
  ]).toEqual([null, null, null]);
});

const refusals: readonly (readonly [string, string, string])[] = [
  [
    `file://${STAGING}/a%20b.mkv`,
    NO_SPACE,
    `to /out: the disk is full (${NO_SPACE}). Make room, and queue the task again.`,
  ],
  [
    `${STAGING}/a.mkv`,
    "Posix error - File too large",
    "to /out: the file is too big for this disk (FAT32, for one, holds files of up to 4 GiB) (Posix error - File too large). Choose a folder on another file system, such as APFS, exFAT or ext4, and queue the task again.",
  ],
  [
    "/elsewhere/a.mkv",
    "Posix error - Read-only file system",
    "to /elsewhere/a.mkv: the disk is read-only (Posix error - Read-only file system). Mount it for writing, and queue the task again.",
  ],
  [
    "",
    "Something else",
    "to /out: Something else. Check the free space and the permissions of the folder, then try again.",
  ],
];

test.each(refusals)(
  "a write error in %j because of %j is explained",
  (path, cause, text) => {
    expect(
      couldNotWrite(fail({ lines: [message(2018, 0, cause, path)] })),
    ).toBe(`The file could not be written ${text}`);
  },
);

test("a folder that makemkvcon does not accept is named as a person knows it", () => {
  expect(couldNotWrite(fail({ lines: [message(5016, 0)] }))).toBe(
    "makemkvcon does not accept the output folder in /out. Check that it exists and can be written to.",
  );
});

const FULL = `The disk is full: 4.1 kB are free for /out. ${ROOM}`;

test("a rip that failed on a full disk failed because of it, whatever makemkvcon said", () => {
  const output = { freeBytes: 4096, expectedSizeBytes: 1000 };
  const readError = message(
    2003,
    0,
    "Posix error - Input/output error",
    "/x",
    "1",
  );
  for (const lines of [[], SAVING, SAVED, [...SAVING, readError]])
    expect(ranOutOfSpace(fail({ lines, output }))).toBe(FULL);
});

test("a rip that hung on a full disk is no hang of the drive", () => {
  const end = { kind: "stalled", silentMs: 300_000, forced: true } as const;
  const output = { freeBytes: 4096 };
  expect(whyNoResult(fail({ lines: SAVING, output, end }))).toMatchObject({
    failure: { code: "OUTPUT_WRITE_FAILED", message: FULL },
  });
});

test.skipIf(!canMount)(
  "a makemkvcon that ran into a full disk and said nothing about it is understood",
  async () => {
    await using dir = await tempDir();
    const disk = join(dir.path, "disk");
    using mounted = mountTiny(disk, "size=2m");
    if (!mounted) return;
    const directory = join(disk, ".amphigory-1");
    mkdirSync(directory);
    const film = createMatroska({
      title: "Too long",
      seconds: 60,
      bytes: 3_000_000,
      audio: [],
      subtitles: [],
    });
    const write = () =>
      writeFileSync(join(directory, "a.mkv"), film.slice(0, film.bytes));
    expect(write).toThrow("ENOSPC");
    const files = await listOutputFiles(directory);
    const freeBytes = await freeBytesOf(directory);
    const output = { directory, files, freeBytes };
    const message = expect.stringMatching(
      /^The disk is full: .* free for .*disk\. Make/,
    );
    expect(ranOutOfSpace(fail({ lines: SAVING, output }))).toEqual(message);
    expect(
      inspectOutput({
        ...output,
        expectedSizeBytes: null,
        expectedDurationMs: null,
      }),
    ).toMatchObject({
      kind: "cut",
      endBytes: 3_000_000,
    });
  },
);

test("a full disk has nothing to do with a disc that does not open", () => {
  expect(
    ranOutOfSpace(
      fail({ lines: [message(5010, 0)], output: { freeBytes: 0 } }),
    ),
  ).toBeNull();
});

test("a disk too small for what is missing is the reason only if nothing else is", () => {
  const output = {
    files: [{ name: "a.mkv", sizeBytes: 1e9 }],
    expectedSizeBytes: 4e9,
    freeBytes: 2e9,
  };
  expect(ranOutOfSpace(fail({ lines: SAVING, output }))).toBe(
    `The disk is full for this track: 3.0 GB of it are missing, and only 2.0 GB are free for /out. ${ROOM}`,
  );
  const others: readonly Failed[] = [
    { lines: [], output },
    { lines: SAVED, output },
    { lines: SAVING, output: { ...output, freeBytes: 3e9 } },
    { lines: SAVING, output: { ...output, freeBytes: null } },
    { lines: [...SAVING, message(2003, 0, "Scsi error", "/x", "1")], output },
    {
      lines: SAVING,
      output,
      end: { kind: "exited", code: null, signal: "SIGSEGV" },
    },
    {
      lines: SAVING,
      output,
      end: { kind: "stalled", silentMs: 300_000, forced: false },
    },
  ];
  for (const run of others)
    expect([ranOutOfSpace, couldNotWrite].map((why) => why(fail(run)))).toEqual(
      [null, null],
    );
});

test("a target folder that was removed meanwhile is the reason, whatever makemkvcon said", () => {
  const output = { goneFolder: "/out" };
  const lines = [
    SAVED,
    SAVING,
    [...SAVING, message(5003, 0, "1", `${STAGING}/a.mkv`)],
  ];
  for (const each of lines)
    expect(whyNoResult(fail({ lines: each, output }))).toMatchObject({
      failure: {
        code: "OUTPUT_WRITE_FAILED",
        message:
          "The folder /out was removed or replaced while the track was being written to it. Check that its disk is connected and that nobody clears the folder away, and queue the task again.",
      },
    });
  const own = fail({ lines: SAVED, output: { goneFolder: STAGING } });
  expect(lostFolder(own)).toStartWith(
    "The folder that makemkvcon wrote into, in /out, was removed or replaced while",
  );
  expect(lostFolder(fail({ lines: [message(5010, 0)], output }))).toBeNull();
});

const WHOLE: FileContent = {
  kind: "matroska",
  docType: "matroska",
  durationMs: 5_996_000,
  segmentEnd: 1000,
  lastReferred: null,
  tracks: null,
};
const fileOf = (sizeBytes: number, content: FileContent = WHOLE) => ({
  files: [{ name: "a.mkv", sizeBytes, content }],
});

const states: readonly (readonly [string, Partial<Output>, string])[] = [
  [
    "no file",
    {},
    "makemkvcon says that the track is saved, but there is no file in /out. Check that the output disk is still there, then try again.",
  ],
  [
    "an empty file",
    fileOf(0),
    "makemkvcon says that the track is saved, but a.mkv is empty. Check the free space of the output disk, then try again.",
  ],
  [
    "two files",
    { files: [...fileOf(1).files, { name: "b.mkv", sizeBytes: 1 }] },
    "makemkvcon was asked for one track, but wrote several files (a.mkv, b.mkv). Nothing was kept; scan the disc again and choose the track anew.",
  ],
  [
    "a file of zeros",
    fileOf(1000, { kind: "notMatroska" }),
    "makemkvcon says that the track is saved, but a.mkv is no Matroska film: its first bytes say nothing of the kind. Check the output disk, then try again; if it comes out the same, update MakeMKV.",
  ],
  [
    "a file that stops at 70 %",
    fileOf(709),
    "The file is truncated: a.mkv stops at 70 % of the 1000 bytes that it says it has. Check the space and the health of the output disk, clean the disc, then try again.",
  ],
  [
    "a file that names what it has not",
    fileOf(999, { ...WHOLE, segmentEnd: null, lastReferred: 1000 }),
    "The file is truncated: a.mkv stops at 99 % of at least the 1000 bytes that it says it has. Check the space and the health of the output disk, clean the disc, then try again.",
  ],
  [
    "a small file",
    { ...fileOf(1000), expectedSizeBytes: 2000 },
    "The file is truncated: a.mkv has 1000 bytes of the 2000 expected (50 %). Clean the disc and try again; if it comes out the same, the track is not the one that was scanned.",
  ],
  [
    "another track",
    { ...fileOf(1000), expectedDurationMs: 2_998_000 },
    "The file is another track than the one that was asked for, or a broken one: a.mkv lasts 1:39:56, expected were 0:49:58. Scan the disc again and choose the track anew; if it comes out the same, clean the disc.",
  ],
  [
    "a file that is far too big",
    { ...fileOf(30e9), expectedSizeBytes: 20e9 },
    "The file is far too big for the track that was asked for: a.mkv has 30.0 GB, expected were 20.0 GB. It is probably another track; scan the disc again and choose the track anew.",
  ],
];

for (const [what, output, text] of states)
  test(`a rip that says "saved" and left ${what} says so`, () => {
    expect(leftNoGoodFile(fail({ lines: SAVED, output }))).toBe(text);
  });

test("a good file, and a rip that did not say that it saved one, are no matter of the file", () => {
  expect(
    leftNoGoodFile(fail({ lines: SAVED, output: fileOf(1000) })),
  ).toBeNull();
  expect(leftNoGoodFile(fail({ lines: SAVING }))).toBeNull();
});
