import type { Clock } from "../../lib/clock.ts";
import type { RunNotice } from "../../state/event.ts";
import type { Licence } from "../../state/licence.ts";
import type { Settings } from "../../state/settings.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { licenceOf } from "../verdict/licence.ts";
import { createRunRecord } from "../verdict/run-record.ts";
import { runMakemkvcon } from "./process.ts";
import type { EndedRun, NotStarted } from "./run-end.ts";
import type { Transcript } from "./transcript.ts";
import type { StopSwitch } from "./waiting.ts";

/** What every run needs to know, of a scan and of a rip. */
export interface DiscRequest {
  /** The program. */
  readonly makemkvcon: string;
  /** `/dev/sr0`, `/dev/rdisk4`. */
  readonly device: string;
  readonly settings: Settings;
  readonly runFile: string;
  readonly clock: Clock;
  /** How the run is getting on, told when it changes. */
  readonly notice: (notice: RunNotice) => void;
  /** What a run said about the licence, told after each that was not stopped. */
  readonly onLicence: (licence: Licence) => void;
  /** Which makemkvcon it was: `MakeMKV v1.18.2 darwin(arm64-release)`. */
  readonly onVersion: (version: string) => void;
}

/** What the runs of one order share. */
export interface Order {
  readonly transcript: Transcript;
  readonly stop: StopSwitch;
}

/** What one run is to do. */
export interface DiscWork {
  /** The command, and what stands behind the disc. */
  readonly words: readonly [command: "info" | "mkv", ...rest: string[]];
  /** Bytes of the output so far, from memory. */
  readonly grownBytes?: () => number;
  /** `stop` ends this run alone, not the order. */
  readonly onLine: (line: RobotLine, stop: () => void) => void;
}

/** One makemkvcon at work on the disc, until nothing of it is left. */
export async function runOnDisc(
  request: DiscRequest,
  { transcript, stop }: Order,
  { words, onLine, ...work }: DiscWork,
): Promise<EndedRun | NotStarted> {
  const { makemkvcon, device, settings, runFile, clock, notice } = request;
  const [command, ...rest] = words;
  const recorder = createRunRecord();
  const run = runMakemkvcon({
    ...work,
    command: makemkvcon,
    args: [
      // The same for scan and rip, or the track numbers would differ.
      `--minlength=${settings.minlengthSeconds}`,
      // No --cache: the 1 MB that is advised is for listing drives, this reads a disc.
      command,
      `dev:${device}`,
      ...rest,
    ],
    runFile,
    clock,
    limits: settings,
    stopGraceMs: settings.stopGraceMs,
    transcript,
    onNotice: notice,
    onLine(line) {
      recorder.add(line);
      onLine(line, run.stop);
    },
  });
  void stop.pressed.then(run.stop);
  const end = await run.outcome;
  if (end.kind === "notStarted") return end;
  const record = recorder.record();
  const ended = { end, record, device };
  const licence = end.kind === "stopped" ? null : licenceOf(ended);
  if (licence) request.onLicence(licence);
  if (record.version !== null) request.onVersion(record.version);
  return ended;
}
