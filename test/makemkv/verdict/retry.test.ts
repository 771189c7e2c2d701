import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  retryOf,
  type RetryReason,
} from "../../../src/makemkv/verdict/retry.ts";
import type { RunEnd } from "../../../src/makemkv/run/run-end.ts";
import { hear } from "../../support/robot-lines.ts";

const exited: RunEnd = { kind: "exited", code: 11, signal: null };
const DRIVE = (state: number, device = "/dev/sr0") =>
  `DRV:0,${state},999,0,"BD-RE","","${device}"`;
const OPEN_FAILED = 'MSG:5010,0,0,"Failed to open disc","Failed to open disc"';
const OPENED = 'MSG:5011,0,0,"done","done"';
const READ_ERROR = (cause: string) =>
  `MSG:2003,0,3,"Error","Error","${cause}","/dev/sr0","1048576"`;
const BECOMING_READY = READ_ERROR(
  "Scsi error - NOT READY:LOGICAL UNIT IS IN PROCESS OF BECOMING READY",
);
const MESSAGE = (code: number) => `MSG:${code},0,0,"text","text"`;

const retry = (
  lines: readonly string[] | Uint8Array,
  { end = exited, bytes = 0 }: { end?: RunEnd; bytes?: number } = {},
) => retryOf({ ...hear(lines), end, device: "/dev/sr0" }, bytes);

const rows: readonly [string, readonly string[], RetryReason | null][] = [
  ["a drive that loads", [DRIVE(3), OPEN_FAILED], "drive_not_ready"],
  ["a disc that does not open", [DRIVE(2), OPEN_FAILED], "drive_not_ready"],
  ["no drive in sight", [OPEN_FAILED], "drive_not_ready"],
  [
    "a drive that somebody else uses",
    [DRIVE(2), MESSAGE(2007), OPEN_FAILED],
    "drive_not_ready",
  ],
  [
    "becoming ready",
    [DRIVE(2), BECOMING_READY, BECOMING_READY, OPEN_FAILED],
    "drive_not_ready",
  ],
  [
    "becoming ready in the middle",
    [DRIVE(2), OPENED, BECOMING_READY, MESSAGE(5003)],
    "drive_not_ready",
  ],
  ["an empty drive", [DRIVE(0), OPEN_FAILED], "no_disc"],
  ["an open tray", [DRIVE(1), OPEN_FAILED], "no_disc"],
  [
    "another drive with a disc",
    [DRIVE(0), 'DRV:1,2,999,12,"BD-RE","X","/dev/sr1"', OPEN_FAILED],
    "no_disc",
  ],
  [
    "a disc taken out while it was read",
    [
      DRIVE(2),
      READ_ERROR("Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN"),
      OPEN_FAILED,
    ],
    null,
  ],
  [
    "a scratch among others",
    [BECOMING_READY, READ_ERROR("Scsi error - MEDIUM ERROR:X"), OPEN_FAILED],
    null,
  ],
  ["an opened disc", [DRIVE(2), OPENED], null],
  ["nothing said", [], null],
  ["no drive at all", [MESSAGE(5042), OPEN_FAILED], null],
  ...[2001, 2006, 2024, 3031, 3303, 3306, 3346, 5009, 6050, 6051].map(
    (code): [string, string[], null] => [
      `a reason of its own (${code})`,
      [DRIVE(2), MESSAGE(code), OPEN_FAILED],
      null,
    ],
  ),
  [
    "only other drives",
    [DRIVE(2, "/dev/sr1"), DRIVE(2, "/dev/sr2"), OPEN_FAILED],
    null,
  ],
  [
    "a disc that the drive is not made for",
    [DRIVE(2), READ_ERROR("Scsi error - NOT READY:3002"), OPEN_FAILED],
    null,
  ],
  [
    "only the sum of the read errors",
    [DRIVE(2), 'MSG:2023,0,2,"11 errors","x","11","Read Error"', OPEN_FAILED],
    null,
  ],
  ["no licence", [DRIVE(2), MESSAGE(5021), OPEN_FAILED], null],
  [
    "a question",
    [DRIVE(2), OPEN_FAILED, 'MSG:5053,1544,0,"Start?","Start?"'],
    null,
  ],
];

for (const [what, lines, expected] of rows)
  test(`${what}: ${expected ?? "no other try"}`, () => {
    expect(retry(lines)).toBe(expected);
  });

test("a run that crashed, hung, was stopped or wrote something is not tried again", () => {
  const lines = [DRIVE(3), OPEN_FAILED];
  const ends: readonly RunEnd[] = [
    { kind: "exited", code: null, signal: "SIGSEGV" },
    { kind: "exited", code: 139, signal: null },
    { kind: "stalled", silentMs: 300_000, forced: false },
    { kind: "stopped" },
  ];
  for (const end of ends) expect(retry(lines, { end })).toBeNull();
  expect(retry(lines, { bytes: 1 })).toBeNull();
});

const folder =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../../shared/transcripts");
const recorded: readonly [string, RetryReason | null][] = [
  ["fail-no-drive-macos-unknown-device.txt", null],
  ["fail-open-linux-no-drive-visible.txt", "drive_not_ready"],
  ["fail-open-linux-rpc-region-mismatch.txt", null],
  ["fail-scan-drive-lost-windows-embedded.txt", null],
  ["fail-version-too-old-linux.txt", null],
  ["fail-read-errors-linux-medium-error-1090.txt", null],
  ["drives-linux-two-empty-drives-qemu.txt", "no_disc"],
  ["info-dvd-linux-baby-sitter.txt", null],
];

for (const [name, expected] of recorded)
  test.skipIf(!existsSync(folder))(
    `${name}: ${expected ?? "no other try"}`,
    () => {
      expect(retry(readFileSync(join(folder, name)))).toBe(expected);
    },
  );
