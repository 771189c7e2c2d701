import type { RipSample } from "../../state/event.ts";
import type { RipTask } from "../../state/task.ts";
import { type DiscRequest, type Order, runOnDisc } from "../run/disc-run.ts";
import type { EndedRun, NotStarted } from "../run/run-end.ts";
import { within } from "../run/waiting.ts";
import {
  findGoneFolder,
  isReplaced,
  listOutputFiles,
  measureStaging,
  type Staging,
} from "../target/staging.ts";
import { type OutputFile, totalBytes } from "../verdict/output-check.ts";
import { createRipProgress } from "./rip-progress.ts";
import { type Aim, createTitleGuard, type Surprise } from "./title-guard.ts";

export interface TrackRunRequest extends DiscRequest {
  readonly task: RipTask;
  /** At most four times a second, and the last one always. */
  readonly report: (sample: RipSample) => void;
}

export interface TrackOrder extends Order {
  readonly staging: Staging;
}

/** All that there is to know about one run. */
export interface TrackRun extends EndedRun {
  /** What lies in the staging folder. */
  readonly files: readonly OutputFile[];
  /** The uppermost folder of the staging folder's path that somebody removed or replaced meanwhile. */
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
  const { settings, clock, device, report } = request;
  const { staging, transcript } = order;
  const measure = () => measureStaging(staging.path);
  const progress = createRipProgress({ clock, report, measure });
  const guard = createTitleGuard(aim, device);
  const running = runOnDisc(request, order, {
    words: ["mkv", String(aim.number), staging.path],
    grownBytes: progress.sizeBytes,
    onLine(line, stop) {
      progress.add(line);
      const surprise = guard.add(line);
      if (!surprise) return;
      const said = JSON.stringify(surprise);
      transcript.note(`stopped: not what was scanned: ${said}`);
      stop();
    },
  });
  // From here on makemkvcon is at work, though it may say nothing for a while.
  report({ fraction: null, sizeBytes: 0 });

  const run = await running;
  if ("kind" in run) {
    progress.finish(0);
    return run;
  }
  const looking = lookInto(staging);
  const found = await within(clock, settings.stallTimeoutMs, looking);
  const { files, goneFolder } = found === "late" ? NOTHING_SEEN : found;
  progress.finish(totalBytes(files));
  return { ...run, files, goneFolder, ...guard.result() };
}

type Left = Pick<TrackRun, "files" | "goneFolder">;

const NOTHING_SEEN: Left = { files: [], goneFolder: null };

async function lookInto(staging: Staging): Promise<Left> {
  const { path } = staging;
  try {
    if (await isReplaced(staging)) return { files: [], goneFolder: path };
    return { files: await listOutputFiles(path), goneFolder: null };
  } catch {
    const goneFolder = await findGoneFolder(path).catch(() => null);
    return { files: [], goneFolder };
  }
}
