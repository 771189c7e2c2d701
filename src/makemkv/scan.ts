import type { Clock } from "../lib/clock.ts";
import type { ScanOutcome } from "../state/event.ts";
import type { Settings } from "../state/settings.ts";
import { createDiscInfo } from "./disc-info.ts";
import { runMakemkvcon } from "./process.ts";
import { createRunRecord } from "./run-record.ts";
import { nameTranscript, openTranscript } from "./transcript.ts";
import { judgeScan } from "./verdict.ts";

export interface ScanRequest {
  /** The program. */
  readonly makemkvcon: string;
  /** `/dev/sr0`, `/dev/rdisk4`. */
  readonly device: string;
  readonly settings: Settings;
  readonly runFile: string;
  readonly logsDir: string;
  /** The transcript's file name without its ending. */
  readonly runName: string;
  readonly clock: Clock;
}

export interface ScanHandle {
  stop(): void;
  /** Resolves when makemkvcon is gone. */
  readonly outcome: Promise<ScanOutcome>;
}

/** Reads what is on the disc. */
export function scanDisc(request: ScanRequest): ScanHandle {
  const { settings, clock } = request;
  const transcript = openTranscript(request);
  const recorder = createRunRecord();
  const disc = createDiscInfo();
  const run = runMakemkvcon({
    command: request.makemkvcon,
    // No --cache: the 1 MB that is advised is for listing drives, this reads a disc.
    args: [
      `--minlength=${settings.minlengthSeconds}`,
      "info",
      `dev:${request.device}`,
    ],
    runFile: request.runFile,
    clock,
    limits: settings,
    stopGraceMs: settings.stopGraceMs,
    transcript,
    onLine(line) {
      recorder.add(line);
      disc.add(line);
    },
  });
  const judge = async (): Promise<ScanOutcome> => {
    const end = await run.ended;
    await transcript.close();
    if (end.kind === "notStarted") return end;
    const record = recorder.record();
    const outcome = judgeScan({
      end,
      record,
      result: disc.result(record),
      device: request.device,
    });
    if (outcome.kind !== "failed") return outcome;
    const { failure } = outcome;
    const detail = nameTranscript(failure.detail, transcript);
    return { kind: "failed", failure: { ...failure, detail } };
  };
  return { stop: () => run.stop(), outcome: judge() };
}
