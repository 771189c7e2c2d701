import {
  mkdtempSync,
  openSync,
  ftruncateSync,
  rmSync,
  writeSync,
  closeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMatroska } from "../src/demo/matroska.ts";
import { inspectOutput } from "../src/makemkv/verdict/output-check.ts";
import { listOutputFiles } from "../src/makemkv/target/staging.ts";
import { type Row, timed } from "./row.ts";

const SECONDS = 7200;
const BYTES = 50e9;
const END_BYTES = 65_536;

/** What it costs to look into the file of a rip before it is believed. */
export async function benchMatroska(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), "amphigory-bench-"));
  try {
    writeSparse(join(directory, "title_t00.mkv"));
    return [
      {
        what: "check of a .mkv of 50 GB",
        unit: "ms",
        samples: await timed(50, () => check(directory)),
        target: 20,
        note: "sparse file; header, size, duration, tracks, verdict",
      },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function check(directory: string): Promise<void> {
  const found = inspectOutput({
    directory,
    files: await listOutputFiles(directory),
    expectedSizeBytes: BYTES,
    expectedDurationMs: SECONDS * 1000,
    freeBytes: null,
  });
  if (found.kind !== "good") throw new Error(`the file is ${found.kind}`);
}

/** Only the two ends of the file are written; the rest is a hole. */
function writeSparse(path: string): void {
  const film = createMatroska({
    title: "Bench",
    seconds: SECONDS,
    bytes: BYTES,
    audio: [{ language: "eng", channels: 6 }],
    subtitles: [{ language: "eng" }],
  });
  const file = openSync(path, "w");
  ftruncateSync(file, BYTES);
  for (const start of [0, BYTES - END_BYTES]) {
    const piece = film.slice(start, start + END_BYTES);
    writeSync(file, piece, 0, piece.length, start);
  }
  closeSync(file);
}
