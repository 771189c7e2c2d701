import { join } from "node:path";
import { resolveOutput } from "../config/paths.ts";
import type { Clock } from "../lib/clock.ts";
import { killRecorded, stopLeftover } from "../makemkv/run/leftovers.ts";
import {
  type FinishedRip,
  settlePlacing,
} from "../makemkv/target/placing-note.ts";
import type { ScanHandle } from "../makemkv/scan/scan.ts";
import { createToldDiscs } from "../makemkv/scan/told-discs.ts";
import { within } from "../makemkv/run/waiting.ts";
import { createLeftoverFolders } from "../makemkv/target/leftover-folders.ts";
import { removeStagingFolder, stagingPath } from "../makemkv/target/staging.ts";
import type { Effect } from "../state/effect.ts";
import type {
  Fact,
  RipOutcome,
  RipSample,
  RunNotice,
  ScanOutcome,
} from "../state/event.ts";
import type { Licence } from "../state/licence.ts";
import type { Settings } from "../state/settings.ts";
import type { RipTask } from "../state/task.ts";

type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;

/** A disk that does not answer holds up nothing. */
const CLEAR_MS = 5000;

/** The runs of makemkvcon. There is one at a time; the core sees to that. */
export interface Runs {
  scan(effect: Of<"startScan">): Promise<readonly Fact[]>;
  rip(effect: Of<"startRip">): Promise<readonly Fact[]>;
  /** `urgent` when the disc is out. */
  stop(order: { readonly run: number; readonly urgent: boolean }): void;
  /** Kills what runs, now and without a word: for a daemon that is killed itself. */
  kill(): void;
  /** Stops what a killed daemon left running. */
  stopLeftover(settings: Settings): Promise<void>;
  /** Removes what an interrupted rip of this task left in its target folder; tells if it had been finished. */
  cleanUp(task: RipTask, settings: Settings): Promise<FinishedRip | null>;
}

/** An idle daemon does without the megabyte and a half that a run needs. */
async function loadRuns() {
  const [{ ripTrack }, { scanDisc }] = await Promise.all([
    import("../makemkv/rip/rip.ts"),
    import("../makemkv/scan/scan.ts"),
  ]);
  return { ripTrack, scanDisc };
}

/** A run from the moment it is ordered: a stop may come before makemkvcon is there to be stopped. */
interface Current {
  readonly run: number;
  stop: ScanHandle["stop"] | null;
  isStopped: boolean;
}

export function createRuns(options: {
  readonly clock: Clock;
  readonly configDir: string;
  readonly dispatch: (fact: Fact) => void;
}): Runs {
  const { clock, configDir, dispatch } = options;
  const runFile = join(configDir, "run", "makemkvcon.pid");
  const noteFile = join(configDir, "run", "placing.json");
  const leftovers = createLeftoverFolders(
    join(configDir, "run", "leftover-folders.json"),
  );
  const told = createToldDiscs(join(configDir, "discs"));
  const common = {
    told,
    clock,
    runFile,
    logsDir: join(configDir, "logs"),
  };
  let current: Current | null = null;

  function begin(run: number): Current {
    current = { run, stop: null, isStopped: false };
    return current;
  }

  const reporter = (run: number) => ({
    notice: (notice: RunNotice) =>
      dispatch({ type: "runNoticed", run, notice }),
    onLicence: (licence: Licence) => dispatch({ type: "licenceSeen", licence }),
    onVersion: (version: string) =>
      dispatch({ type: "makemkvconSpoke", version }),
  });

  async function scan(effect: Of<"startScan">): Promise<ScanOutcome> {
    const mine = begin(effect.run);
    const { scanDisc } = await loadRuns();
    if (mine.isStopped) return stoppedEarly;
    const handle = scanDisc({
      ...common,
      makemkvcon: effect.makemkvcon,
      device: effect.device,
      settings: effect.settings,
      runName: runName(clock, "scan"),
      ...reporter(effect.run),
    });
    mine.stop = handle.stop;
    return handle.outcome;
  }

  async function rip(effect: Of<"startRip">): Promise<RipOutcome> {
    const { run, settings, task } = effect;
    const mine = begin(run);
    await within(clock, CLEAR_MS, leftovers.clear());
    const target = await resolveOutput({ settings, output: task.output });
    const { ripTrack } = await loadRuns();
    if (mine.isStopped) return stoppedEarly;
    if (target.kind === "refused")
      return { kind: "failed", failure: target.failure };
    const handle = ripTrack({
      ...common,
      makemkvcon: effect.makemkvcon,
      device: effect.device,
      settings,
      task,
      scan: effect.scan,
      target,
      startedAt: clock.now(),
      noteFile,
      leftBehind: (path) => void leftovers.add(path),
      runName: runName(clock, task.id),
      ...reporter(run),
      onScan: ({ result, renumbered }, isSameDisc) =>
        dispatch({ type: "discRead", run, result, renumbered, isSameDisc }),
      report: (sample: RipSample) =>
        dispatch({ type: "ripProgressed", run, sample }),
    });
    mine.stop = handle.stop;
    return handle.outcome;
  }

  return {
    async scan(effect) {
      const outcome = await scan(effect);
      return [{ type: "scanEnded", run: effect.run, outcome }];
    },
    async rip(effect) {
      const outcome = await rip(effect);
      return [{ type: "ripEnded", run: effect.run, outcome }];
    },
    stop({ run, urgent }) {
      if (current?.run !== run) return;
      current.isStopped = true;
      current.stop?.(urgent ? "urgent" : "gentle");
    },
    kill: () => killRecorded(runFile),
    async stopLeftover({ stopGraceMs }) {
      await stopLeftover({ runFile, clock, stopGraceMs });
      await within(clock, CLEAR_MS, leftovers.clear());
    },
    async cleanUp(task, settings) {
      const finished = await settlePlacing(noteFile, task.id);
      const target = await resolveOutput({ settings, output: task.output });
      if (target.kind === "refused") return finished;
      const staging = stagingPath(target.directory, task.id);
      // What can not be removed now is removed by the next attempt.
      await removeStagingFolder(staging).catch(() => undefined);
      return finished;
    },
  };
}

const stoppedEarly = {
  kind: "stopped",
  detail: "It was stopped before makemkvcon was started.",
} as const;

/** The name of a run's transcript: sorts by time, and says which task. */
function runName(clock: Clock, what: string): string {
  const time = new Date(clock.now()).toISOString().replace(/[:.]/g, "-");
  return `${time}-${what.replace(/[^\w.-]/g, "_").slice(0, 80)}`;
}
