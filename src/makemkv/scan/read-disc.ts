import type { Clock } from "../../lib/clock.ts";
import type { RunNotice } from "../../state/event.ts";
import type { Licence } from "../../state/licence.ts";
import type { Settings } from "../../state/settings.ts";
import { createDiscInfo } from "./disc-info.ts";
import { licenceOf } from "../verdict/licence.ts";
import { climbLadder, type GaveUp, type Try } from "../run/open-ladder.ts";
import { runMakemkvcon } from "../run/process.ts";
import { retryOf } from "../verdict/retry.ts";
import { createRunRecord } from "../verdict/run-record.ts";
import type { Transcript } from "../run/transcript.ts";
import { judgeScan, type ScanVerdict } from "../verdict/verdict.ts";
import { type StopSwitch, stopWith } from "../run/waiting.ts";

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

/** Lets makemkvcon list the disc; where it is not ready yet, again. */
export function readDisc(
  request: DiscRequest,
  order: Order,
): Promise<ScanVerdict | GaveUp> {
  return climbLadder({ ...request, ...order }, () =>
    tryReading(request, order),
  );
}

async function tryReading(
  request: DiscRequest,
  { transcript, stop }: Order,
): Promise<Try<ScanVerdict>> {
  const { device, settings, clock } = request;
  const recorder = createRunRecord();
  const disc = createDiscInfo();
  const run = runMakemkvcon({
    command: request.makemkvcon,
    // No --cache: the 1 MB that is advised is for listing drives, this reads a disc.
    args: [`--minlength=${settings.minlengthSeconds}`, "info", `dev:${device}`],
    runFile: request.runFile,
    clock,
    limits: settings,
    stopGraceMs: settings.stopGraceMs,
    transcript,
    onNotice: request.notice,
    onLine(line) {
      recorder.add(line);
      disc.add(line);
    },
  });
  const end = await stopWith(stop, run);
  if (end.kind === "notStarted") return { kind: "done", outcome: end };
  const record = recorder.record();
  const licence = end.kind === "stopped" ? null : licenceOf(record, device);
  if (licence) request.onLicence(licence);
  if (record.version !== null) request.onVersion(record.version);
  const outcome = judgeScan({
    end,
    record,
    result: disc.result(record),
    device,
  });
  const why = retryOf({ end, record, device, bytes: 0 });
  if (outcome.kind !== "failed" || why === null)
    return { kind: "done", outcome };
  return { kind: "notYet", why, failure: outcome.failure };
}
