import {
  closeSync,
  existsSync,
  openSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { hasCode } from "../lib/error.ts";
import { PROGRESS_MAX, type Stage } from "./actions.ts";
import { outputFileName } from "./disc-text.ts";
import { createMatroska } from "./matroska.ts";
import { STEPS } from "./messages.ts";
import type { Disc, Title } from "./scenario.ts";

/** The second half of `mkv`: one title, from 5014 to 5036. */
export interface SaveRequest {
  readonly disc: Disc;
  readonly titles: readonly Title[];
  readonly title: number;
  readonly directory: string;
}

const DEFAULT_PROGRESS_LINES = 80;
/** Steps of a file that grows without a word about it. */
const SILENT_STEPS = 40;
const EXIT = { usage: 1, saveFailed: 12 } as const;

export async function saveTitle(
  request: SaveRequest,
  stage: Stage,
): Promise<void> {
  const title = request.titles[request.title];
  if (!title) {
    stage.say(5012);
    stage.exit(EXIT.saveFailed);
  }
  if (!existsSync(request.directory)) {
    stage.say(5013, request.directory);
    stage.exit(EXIT.usage);
  }
  stage.operation(STEPS.savingAll);
  stage.say(5014, "1", `file://${request.directory}`);
  const name = outputFileName(request.disc, title, request.title);
  const path = join(request.directory, name);
  if (existsSync(path)) stage.say(5001, path);
  if (stage.play.save === "noSpace") stage.say(5038);
  await stage.reach("saving");
  await analyzeSegments(stage);
  stage.step(STEPS.saving);
  const refused = await writeFile(title, path, stage);
  if (refused !== null) return sayFailed(request, { path, refused }, stage);
  await stage.reach("saved");
  await sayResult(request, path, stage);
}

async function analyzeSegments(stage: Stage): Promise<void> {
  stage.step(STEPS.segments);
  for (const current of [0, 0, 16_384, 49_152]) {
    stage.progress(current, 0);
  }
  await stage.pace();
}

/** The file grows in step with the progress; a save that fails stops half way. Gives what a disk refused it with. */
async function writeFile(
  title: Title,
  path: string,
  stage: Stage,
): Promise<string | null> {
  const { save = "ok", progressLines = DEFAULT_PROGRESS_LINES } = stage.play;
  const writes = save !== "noFile" && save !== "noSpace";
  const file = matroskaOf(title, path, stage);
  const fails =
    save === "failed" || save === "diskFull" || save === "noneSaved";
  const steps =
    progressLines === 0 ? SILENT_STEPS : Math.ceil(progressLines / 2);
  const fd = writes ? openSync(path, "w") : null;
  const half = Math.floor(steps / 2);
  for (let step = 0; step < steps; step++) {
    if (step === half) await stage.reach("half");
    if (step === half && (fails || save === "noSpace")) break;
    const from = Math.floor((file.bytes * step) / steps);
    const to = Math.floor((file.bytes * (step + 1)) / steps);
    const refused = fd === null ? null : write(fd, file.slice(from, to));
    if (refused !== null) return refused;
    if (progressLines > 0) showProgress(step, steps, stage);
    await stage.pace();
  }
  if (fd !== null) closeSync(fd);
  if (writes) spoil(path, file.bytes, stage);
  return null;
}

/** The words of makemkvcon for what a disk refuses; `null` when it took it. */
function write(fd: number, content: Uint8Array): string | null {
  try {
    for (let done = 0; done < content.length;)
      done += writeSync(fd, content, done);
    return null;
  } catch (error) {
    if (hasCode(error, "ENOSPC")) return "No space left on device";
    if (hasCode(error, "EFBIG")) return "File too large";
    throw error;
  }
}

/** Two lines a step, as in recorded runs: first the step's own value moves, then the total follows. */
function showProgress(step: number, steps: number, stage: Stage): void {
  const before = Math.round((step / steps) * PROGRESS_MAX);
  const value = Math.round(((step + 1) / steps) * PROGRESS_MAX);
  stage.progress(value, before);
  stage.progress(value, value);
}

function matroskaOf(title: Title, path: string, stage: Stage) {
  const halved = stage.play.save === "wrongDuration";
  return createMatroska({
    title: title.name ?? path,
    seconds: halved ? Math.floor(title.seconds / 2) : title.seconds,
    bytes: title.bytes,
    audio: title.audio,
    subtitles: title.subtitles,
  });
}

function spoil(path: string, bytes: number, stage: Stage): void {
  const { save } = stage.play;
  if (save === "emptyFile") truncateSync(path, 0);
  if (save === "truncated") truncateSync(path, Math.floor(bytes * 0.6));
  if (save === "notMatroska") writeFileSync(path, new Uint8Array(bytes));
  if (save === "twoFiles") writeFileSync(path.replace(".mkv", "_2.mkv"), "");
}

async function sayResult(
  request: SaveRequest,
  path: string,
  stage: Stage,
): Promise<void> {
  const { save = "ok" } = stage.play;
  if (save === "noneSaved") {
    stage.say(5005, "0");
    stage.say(5036, "0");
    return;
  }
  if (save === "failed" || save === "diskFull" || save === "noSpace") {
    const refused = save === "diskFull" ? "No space left on device" : null;
    return sayFailed(request, { path, refused }, stage);
  }
  stage.say(5005, "1");
  stage.say(5036, "1");
}

async function sayFailed(
  request: SaveRequest,
  { path, refused }: { readonly path: string; readonly refused: string | null },
  stage: Stage,
): Promise<never> {
  if (refused !== null) stage.say(2018, `Posix error - ${refused}`, path);
  stage.say(5003, String(request.title), path);
  stage.say(5004, "0", "1");
  stage.say(5037, "0", "1");
  await stage.reach("end");
  return stage.exit(EXIT.saveFailed);
}
