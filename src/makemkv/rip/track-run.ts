import type { RipSample } from "../../state/event.ts";
import type { SeenScan } from "../../state/effect.ts";
import { runMakemkvcon } from "../run/process.ts";
import type { DiscRequest, Order } from "../scan/read-disc.ts";
import { createRipProgress } from "./rip-progress.ts";
import type { NotStarted, RunEnd } from "../run/run-end.ts";
import { createRunRecord, type RunRecord } from "../verdict/run-record.ts";
import {
  findGoneFolder,
  listOutputFiles,
  measureStaging,
  type Staging,
} from "../target/staging.ts";
import { createTitleGuard, type Surprise } from "./title-guard.ts";
import type { OutputFile } from "../verdict/verdict.ts";
import { stopWith, within } from "../run/waiting.ts";

/** Which track to save, and what is known about the disc. */
export interface Aim {
  readonly number: number;
  readonly scan: SeenScan | null;
}

export interface TrackRunRequest extends DiscRequest {
  /** At most four times a second, and the last one always. */
  readonly report: (sample: RipSample) => void;
}

export interface TrackOrder extends Order {
  readonly staging: Staging;
}

/** All that there is to know about one run. */
export interface TrackRun {
  readonly kind: "ran";
  readonly end: RunEnd;
  readonly record: RunRecord;
  /** What lies in the staging folder. */
  readonly files: readonly OutputFile[];
  /** The uppermost folder of the staging folder's path that somebody removed meanwhile. */
  readonly goneFolder: string | null;
  /** The number was not what was scanned: the run was stopped for it. */
  readonly surprise: Surprise | null;
  /** The number was heard to name what was scanned. */
  readonly isConfirmed: boolean;
}

/** One makemkvcon that saves one track into the staging folder, which must be empty. */
export async function runTrack(
  request: TrackRunRequest,
  order: TrackOrder,
  aim: Aim,
): Promise<TrackRun | NotStarted> {
  const { settings, clock, device } = request;
  const { staging, transcript, stop } = order;
  const heard: { surprise: Surprise | null } = { surprise: null };
  const recorder = createRunRecord();
  const progress = createRipProgress({
    clock,
    report: request.report,
    measure: () => measureStaging(staging.path),
  });
  const guard = createTitleGuard({
    ...aim,
    device,
    alarm(surprise) {
      heard.surprise = surprise;
      transcript.note(
        `stopped: not what was scanned: ${JSON.stringify(surprise)}`,
      );
      run.stop();
    },
  });
  const run = runMakemkvcon({
    command: request.makemkvcon,
    args: [
      // The same for scan and rip, or the track numbers would differ.
      `--minlength=${settings.minlengthSeconds}`,
      "mkv",
      `dev:${device}`,
      String(aim.number),
      staging.path,
    ],
    runFile: request.runFile,
    clock,
    limits: settings,
    stopGraceMs: settings.stopGraceMs,
    grownBytes: () => progress.sizeBytes(),
    transcript,
    onNotice: request.notice,
    onLine(line) {
      recorder.add(line);
      progress.add(line);
      guard.add(line);
    },
  });
  // From here on makemkvcon is at work, though it may say nothing for a while.
  request.report({ fraction: null, sizeBytes: 0 });

  const end = await stopWith(stop, run);
  if (end.kind === "notStarted") {
    progress.finish(0);
    return end;
  }
  const looking = lookInto(staging);
  const found = await within(clock, settings.stallTimeoutMs, looking);
  const { files, goneFolder } = found === "late" ? NOTHING_SEEN : found;
  progress.finish(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  return {
    kind: "ran",
    end,
    record: recorder.record(),
    files,
    goneFolder,
    surprise: heard.surprise,
    isConfirmed: guard.isConfirmed(),
  };
}

type Left = Pick<TrackRun, "files" | "goneFolder">;

const NOTHING_SEEN: Left = { files: [], goneFolder: null };

async function lookInto({ path }: Staging): Promise<Left> {
  try {
    return { files: await listOutputFiles(path), goneFolder: null };
  } catch {
    const goneFolder = await findGoneFolder(path).catch(() => null);
    return { files: [], goneFolder };
  }
}
