import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMatroska } from "../../../src/makemkv/matroska/matroska-file.ts";
import {
  fileWarnings,
  inspectOutput,
  type OutputFile,
} from "../../../src/makemkv/verdict/output-check.ts";

/*
 * Files that FFmpeg and MKVToolNix wrote, whole and cut: five seconds of picture, sound and subtitles. What the reader
 * says about them is what the two programs meant. Skipped where they are not installed.
 */

const isHere = ["ffmpeg", "mkvmerge", "mkvpropedit"].every((name) =>
  Bun.which(name),
);
const TRACKS = { video: 1, audio: 1, subtitles: 1 };
let folder = "";
const path = (name: string) => join(folder, name);

function run(...command: readonly string[]): Buffer {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0)
    throw new Error(`${command.join(" ")}: ${String(stderr)}`);
  return stdout;
}

const FFMPEG = ["ffmpeg", "-v", "error", "-y"];

beforeAll(() => {
  if (!isHere) return;
  folder = mkdtempSync(join(tmpdir(), "amphigory-"));
  const [srt, whole] = [path("a.srt"), path("ffmpeg.mkv")];
  writeFileSync(srt, "1\n00:00:00,000 --> 00:00:02,000\nMeow.\n");
  const sources = [
    "-f",
    "lavfi",
    "-i",
    "testsrc=d=5:s=64x36:r=10",
    "-f",
    "lavfi",
    "-i",
    "sine=d=5",
    "-i",
    srt,
  ];
  const streams = ["-map", "0", "-map", "1", "-map", "2"];
  const codecs = ["-c:v", "mpeg4", "-c:a", "flac", "-c:s", "srt"];
  run(...FFMPEG, ...sources, ...streams, ...codecs, whole);
  const copy = [...FFMPEG, "-i", whole, "-map", "0", "-c", "copy"];
  run("mkvmerge", "-q", "-o", path("mkvmerge.mkv"), whole);
  writeFileSync(path("pipe.mkv"), run(...copy, "-f", "matroska", "pipe:1"));
  run(...copy, "-f", "matroska", "-live", "1", path("live.mkv"));
  run(...copy, "-vn", path("sound.mkv"));
  // A title for which there is no room in front: Info moves to the end.
  run("cp", whole, path("edited.mkv"));
  const title = `title=${"Cats ".repeat(999)}`;
  run(
    "mkvpropedit",
    "-q",
    path("edited.mkv"),
    "--edit",
    "info",
    "--set",
    title,
  );
});

afterAll(() => {
  if (folder !== "") rmSync(folder, { recursive: true });
});

async function look(name: string): Promise<OutputFile> {
  const sizeBytes = statSync(path(name)).size;
  return { name, sizeBytes, content: await readMatroska(path(name)) };
}

const inspect = (file: OutputFile, expectedSizeBytes: number | null = null) =>
  inspectOutput({
    directory: folder,
    files: [file],
    expectedSizeBytes,
    expectedDurationMs: 5000,
    freeBytes: null,
  });

async function cut(name: string, share: number): Promise<OutputFile> {
  const copy = `cut-${name}`;
  run("cp", path(name), path(copy));
  truncateSync(path(copy), Math.floor(statSync(path(name)).size * share));
  return look(copy);
}

test.skipIf(!isHere).each(["ffmpeg.mkv", "mkvmerge.mkv", "edited.mkv"])(
  "%s is whole and says all there is to say",
  async (name) => {
    const file = await look(name);
    expect(file.content).toEqual({
      kind: "matroska",
      docType: "matroska",
      durationMs: 5000,
      segmentEnd: file.sizeBytes,
      lastReferred: expect.any(Number),
      tracks: TRACKS,
    });
    expect(inspect(file).kind).toBe("good");
    expect(fileWarnings(file)).toEqual([]);
  },
);

test.skipIf(!isHere).each(["ffmpeg.mkv", "mkvmerge.mkv", "edited.mkv"])(
  "%s is known to be cut, wherever it was cut",
  async (name) => {
    const { sizeBytes } = await look(name);
    for (const share of [0.2, 0.7, 0.999]) {
      const file = await cut(name, share);
      expect(inspect(file)).toEqual({
        kind: "cut",
        file,
        endBytes: sizeBytes,
        isAtLeast: false,
      });
    }
  },
);

test.skipIf(!isHere)(
  "a file out of a pipe is good, but its end is not known",
  async () => {
    const file = await look("pipe.mkv");
    expect(file.content).toMatchObject({
      durationMs: 5000,
      segmentEnd: null,
      tracks: TRACKS,
    });
    expect(inspect(file).kind).toBe("good");
    expect(fileWarnings(file).map(({ kind }) => kind)).toEqual([
      "file_end_unknown",
    ]);
    expect(inspect(await cut("pipe.mkv", 0.7), file.sizeBytes).kind).toBe(
      "truncated",
    );
  },
);

test.skipIf(!isHere)(
  "a live recording says neither its end nor its duration",
  async () => {
    const file = await look("live.mkv");
    expect(inspect(file).kind).toBe("good");
    expect(fileWarnings(file).map(({ kind }) => kind)).toEqual([
      "file_end_unknown",
      "duration_unknown",
    ]);
  },
);

test.skipIf(!isHere)(
  "a file without a picture is good, with a warning",
  async () => {
    const file = await look("sound.mkv");
    expect(inspect(file).kind).toBe("good");
    expect(fileWarnings(file).map(({ kind }) => kind)).toEqual(["no_video"]);
  },
);
