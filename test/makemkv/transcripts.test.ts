import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { licenceOf } from "../../src/makemkv/verdict/licence.ts";
import { judgeRip, judgeScan } from "../../src/makemkv/verdict/verdict.ts";
import type { ScanResult, Track } from "../../src/state/scan-result.ts";
import { EMPTY_OUTPUT, hear, type Heard } from "../support/robot-lines.ts";

/*
 * What real makemkvcons printed, kept outside the project: every listing gives exactly its expected result, and every
 * failure a sentence that tells a person the truth. Skipped where the recordings are not at hand.
 */

const folder =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../shared/transcripts");
const isHere = existsSync(folder);
const names = isHere ? readdirSync(folder).sort() : [];

const listen = (name: string): Heard => hear(readFileSync(join(folder, name)));
const exited = (code: number) =>
  ({ kind: "exited", code, signal: null }) as const;

for (const name of names.filter((each) => each.endsWith(".expected.json"))) {
  const transcript = name.replace(".expected.json", ".txt");
  test(`${transcript} gives its expected result`, () => {
    const run = listen(transcript);
    const { result } = run;
    const expected: unknown = JSON.parse(
      readFileSync(join(folder, name), "utf8"),
    );
    expect<unknown>(result && toExpected(result)).toEqual(expected);
    const isSound = transcript.startsWith("info-");
    expect(judgeScan(run).kind).toBe(isSound ? "scanned" : "failed");
  });
}

for (const name of names.filter((each) => each.startsWith("rip-mkv-")))
  test(`${name} saved its file`, () => {
    const run = listen(name);
    const { record } = run;
    const file = { name: "title_t00.mkv", sizeBytes: 5_000_000 };
    const found = { files: [file], expectedSizeBytes: 5_100_000 };
    const output = { ...EMPTY_OUTPUT, directory: "/tmp", ...found };
    const verdict = judgeRip({ ...run, output });
    expect(verdict).toEqual({ kind: "saved", file, warnings: [] });
    expect(record).toMatchObject({
      opened: true,
      saving: true,
      saved: 1,
      notSaved: null,
    });
  });

/** The words of the operation say it for people; steps such as "Processing titles" come with every kind of disc. */
const KINDS = { "Opening Blu-ray disc": "bluray", "Opening DVD disc": "dvd" };

for (const name of names.filter((each) => each.endsWith(".txt"))) {
  const text = readFileSync(join(folder, name), "utf8");
  if (!/^PRG[TC]:/m.test(text)) continue;
  test(`${name} was opened as the kind of disc that it says`, () => {
    const kind = Object.entries(KINDS).find(([words]) => text.includes(words));
    expect<string | null>(listen(name).record.openedAs).toBe(kind?.[1] ?? null);
  });
}

/** What a person is told, by recording. */
const scanFailures: readonly [string, string, string][] = [
  [
    "fail-no-drive-macos-unknown-device.txt",
    "MAKEMKV_FAILED",
    "finds no such drive",
  ],
  [
    "fail-open-linux-no-drive-visible.txt",
    "MAKEMKV_FAILED",
    "finds no such drive",
  ],
  [
    "fail-open-linux-rpc-region-mismatch.txt",
    "DISC_UNREADABLE",
    "its region is another one (10 read errors)",
  ],
  [
    "fail-scan-drive-lost-windows-embedded.txt",
    "DISC_UNREADABLE",
    "The drive was disconnected while the disc was being read",
  ],
  [
    "fail-scsi-invalid-field-linux-qemu.txt",
    "MAKEMKV_FAILED",
    "refused a command",
  ],
  [
    "fail-read-errors-linux-medium-error-1090.txt",
    "DISC_UNREADABLE",
    ", first in /VIDEO_TS/VTS_01_1.VOB at byte",
  ],
  [
    "drives-linux-two-empty-drives-qemu.txt",
    "DISC_EJECTED",
    "no disc in the drive",
  ],
  ["drives-linux-iron-man-3.txt", "DISC_UNREADABLE", "could not open the disc"],
  [
    "drives-macos-18384-scn.txt",
    "DISC_UNREADABLE",
    "could not open the disc. Take",
  ],
  [
    "drives-linux-five-drives-then-usage.txt",
    "MAKEMKV_FAILED",
    "did not understand the command",
  ],
];

for (const [name, code, message] of scanFailures)
  test.skipIf(!isHere)(`as a scan, ${name} is ${code}`, () => {
    const outcome = judgeScan(listen(name));
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: { code, message: expect.stringContaining(message) },
    });
  });

const ripFailures: readonly [string, string, string][] = [
  [
    "fail-lines-macos-read-error-autoripper-embedded.txt",
    "DISC_UNREADABLE",
    "), in /dev/rdisk4 at byte 2083123200",
  ],
  [
    "fail-rip-iso-input-error-macos-embedded.txt",
    "DISC_UNREADABLE",
    'could not read the track to its end ("Exception: Error while reading input")',
  ],
  [
    "fail-rip-read-error-windows-spider-man-3-embedded.txt",
    "DISC_UNREADABLE",
    "could not read the track: 11 read errors",
  ],
  [
    "fail-read-errors-linux-medium-error-1090.txt",
    "DISC_UNREADABLE",
    "5 read errors",
  ],
];

for (const [name, code, message] of ripFailures)
  test.skipIf(!isHere)(`as a rip, ${name} is ${code}`, () => {
    const output = { ...EMPTY_OUTPUT, directory: "/tmp" };
    const verdict = judgeRip({ ...listen(name), output });
    expect(verdict).toMatchObject({
      kind: "failed",
      failure: { code, message: expect.stringContaining(message) },
    });
  });

test.skipIf(!isHere)(
  "a version that is too old is no failure of a task",
  () => {
    const run = listen("fail-version-too-old-linux.txt");
    expect(judgeScan({ ...run, end: exited(253) })).toMatchObject({
      kind: "unlicensed",
      licence: { reason: "makemkv_too_old" },
    });
  },
);

/** Of recordings that say something about it; the others open their disc without a word. */
const licences: Readonly<Record<string, object>> = {
  "info-bluray-windows-shin-godzilla-evaluation-expired.txt": {
    kind: "limited",
    daysLeft: null,
    message: expect.stringContaining("expired 16 days ago; it still works"),
  },
};

for (const name of names.filter((each) => /^(info|rip)-.*\.txt$/.test(each)))
  test(`${name} is not forbidden by its licence`, () => {
    const run = listen(name);
    const { record } = run;
    const licence = licenceOf(run);
    expect(licence?.kind).not.toBe("refused");
    const [days] = record.licence["5050"] ?? [];
    if (days !== undefined)
      expect(licence).toMatchObject({
        kind: "limited",
        daysLeft: Number(days),
      });
    else expect(licence).toMatchObject(licences[name] ?? { kind: "fine" });
  });

/** The keys of the expected files: the design's, and four more for a track. */
function toExpected(result: ScanResult) {
  return {
    disc_name: result.discName,
    disc_type: result.discType,
    tracks: result.tracks.map(toExpectedTrack),
  };
}

function toExpectedTrack(track: Track) {
  return {
    number: track.number,
    duration: track.duration,
    size_bytes: track.sizeBytes,
    chapters: track.chapters,
    resolution: track.resolution,
    audio_streams: track.audioStreams,
    subtitle_streams: track.subtitleStreams,
    name: track.name,
    segment_map: track.segmentMap,
    source_file: track.sourceFile,
    output_file: track.outputFile,
  };
}
