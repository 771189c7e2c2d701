import type { Clock } from "../lib/clock.ts";
import type { RipSample } from "../state/event.ts";
import type { ScanResult } from "../state/scan-result.ts";
import type { Settings } from "../state/settings.ts";
import type { RipTask } from "../state/task.ts";
import { runMakemkvcon } from "./process.ts";
import { createRipProgress } from "./rip-progress.ts";
import type { NotStarted } from "./run-end.ts";
import { createRunRecord } from "./run-record.ts";
import { listOutputFiles, measureStaging, type Staging } from "./staging.ts";
import type { Transcript } from "./transcript.ts";
import { judgeRip, type RipVerdict } from "./verdict.ts";
import { type StopSwitch, within } from "./waiting.ts";

export interface SaveRequest {
  readonly makemkvcon: string;
  readonly device: string;
  readonly settings: Settings;
  readonly task: RipTask;
  /** What this very disc was found to hold, if it has been scanned. */
  readonly scan: ScanResult | null;
  readonly runFile: string;
  readonly clock: Clock;
  /** At most four times a second, and the last one always. */
  readonly report: (sample: RipSample) => void;
}

export interface Saving {
  readonly staging: Staging;
  readonly transcript: Transcript;
  readonly stop: StopSwitch;
}

/** Lets makemkvcon save one track into the staging folder and judges what came of it. */
export async function saveTrack(
  request: SaveRequest,
  saving: Saving,
): Promise<RipVerdict | NotStarted> {
  const { settings, clock, task } = request;
  const { staging, transcript, stop } = saving;
  const recorder = createRunRecord();
  const progress = createRipProgress({
    clock,
    report: request.report,
    measure: () => measureStaging(staging.path),
  });
  const run = runMakemkvcon({
    command: request.makemkvcon,
    args: [
      // The same for scan and rip, or the track numbers would differ.
      `--minlength=${settings.minlengthSeconds}`,
      "mkv",
      `dev:${request.device}`,
      String(task.track.number),
      staging.path,
    ],
    runFile: request.runFile,
    clock,
    limits: settings,
    stopGraceMs: settings.stopGraceMs,
    grownBytes: () => progress.sizeBytes(),
    transcript,
    onLine(line) {
      recorder.add(line);
      progress.add(line);
    },
  });
  void stop.pressed.then(() => run.stop());
  // From here on makemkvcon is at work, though it may say nothing for a while.
  request.report({ fraction: null, sizeBytes: 0 });

  const end = await run.ended;
  if (end.kind === "notStarted") return end;
  const listing = listOutputFiles(staging.path).catch(() => []);
  const files = await within(clock, settings.stallTimeoutMs, listing);
  const found = files === "late" ? [] : files;
  progress.finish(found.reduce((sum, file) => sum + file.sizeBytes, 0));
  return judgeRip({
    end,
    record: recorder.record(),
    files: found,
    outputDirectory: staging.path,
    expectedSizeBytes: expectedSize(request),
    device: request.device,
  });
}

/** Bytes that the track has according to the task, else to the scan. */
export function expectedSize({
  task,
  scan,
}: Pick<SaveRequest, "task" | "scan">): number | null {
  const { number, expectedSizeBytes } = task.track;
  const scanned = scan?.tracks.find((track) => track.number === number);
  return expectedSizeBytes ?? scanned?.sizeBytes ?? null;
}
