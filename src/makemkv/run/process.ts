import type { Clock } from "../../lib/clock.ts";
import type { Handle } from "./waiting.ts";
import type { RunNotice } from "../../state/event.ts";
import { keepAwake } from "./keep-awake.ts";
import { type Child, findShellRefusal, launch } from "./launch.ts";
import { readOutput, type Output } from "./output.ts";
import { climbStopLadder, sweepGroup } from "./process-group.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import type { NotStarted, RunEnd } from "./run-end.ts";
import { forgetRun } from "./run-file.ts";
import type { SilenceLimits } from "./silence.ts";
import type { Transcript } from "./transcript.ts";
import { createWatchdog } from "./watchdog.ts";

/**
 * One run of makemkvcon, from its start until nothing of it is left. Whoever ends it first, we, the watchdog or
 * makemkvcon itself, names the end.
 */
export interface MakemkvconRun {
  readonly command: string;
  /** What follows `-r --progress=-same`. */
  readonly args: readonly string[];
  /** Where pid and command line are kept while it runs. */
  readonly runFile: string;
  readonly clock: Clock;
  readonly limits: SilenceLimits;
  readonly stopGraceMs: readonly [number, number];
  /** Bytes of the output so far, from memory. */
  readonly grownBytes?: () => number;
  /** Every line until it was told to stop (what comes then is no reason for anything); those of stderr as plain ones. */
  readonly onLine: (line: RobotLine) => void;
  /** How it is getting on, when that changes; it begins as `working`. Nothing after it was told to stop. */
  readonly onNotice?: (notice: RunNotice) => void;
  readonly transcript: Transcript;
}

type Run = Handle<RunEnd | NotStarted>;

const ROBOT_MODE = ["-r", "--progress=-same"];

/** Without a disc there is no drive to leave locked, and a person waits for the word. */
const URGENT_GRACE_MS = [500, 300] as const;

/** Its outcome is there also when even SIGKILL did not end it. A stop climbs the ladder of signals, faster when it is urgent. */
export function runMakemkvcon(run: MakemkvconRun): Run {
  const { command, args, runFile, transcript } = run;
  const argv = [command, ...ROBOT_MODE, ...args] as const;
  transcript.note(`command: ${JSON.stringify(argv)}`);
  const launched = launch({ argv, runFile });
  if (launched.kind === "started") return supervise(run, launched.child);
  transcript.note(`not started: ${launched.reason}`);
  return { stop: () => {}, outcome: Promise.resolve(launched) };
}

function supervise(run: MakemkvconRun, child: Child): Run {
  const { clock, transcript } = run;
  const { pid } = child;
  const unstoppable = Promise.withResolvers<"unstoppable">();
  const first: { end: RunEnd | null } = { end: null };
  let halted = false;
  let killed = false;
  let endLadder = () => {};

  const halt = (why: RunEnd, reason: string, graceMs = run.stopGraceMs) => {
    if (first.end) return;
    first.end = why;
    halted = true;
    watchdog.stop();
    transcript.note(reason);
    endLadder = climbStopLadder({
      pid,
      graceMs,
      clock,
      signalled(signal) {
        transcript.note(`sent ${signal}`);
        killed = signal === "SIGKILL";
      },
      gaveUp: () => unstoppable.resolve("unstoppable"),
    });
  };
  const watchdog = createWatchdog({
    clock,
    limits: run.limits,
    grownBytes: run.grownBytes ?? (() => 0),
    tell(notice) {
      run.onNotice?.(notice);
      if (notice.kind !== "stalled") return;
      const { silentMs } = notice;
      const reason = `no progress for ${Math.round(silentMs / 1000)} s: stopping it`;
      halt({ kind: "stalled", silentMs, forced: false }, reason);
    },
  });
  const onLine = (line: RobotLine) => {
    if (halted) return;
    watchdog.heard(line);
    run.onLine(line);
  };
  const onNoise = () => {
    if (!halted) watchdog.heardNoise();
  };
  const output = readOutput(child, { clock, transcript, onLine, onNoise });
  const letSleep = keepAwake({ pid, clock, note: transcript.note });

  const exited = child.exited.then(() => {
    const { exitCode: code, signalCode } = child;
    const signal = signalCode === null ? null : String(signalCode);
    first.end ??= { kind: "exited", code, signal };
  });
  const outcome = Promise.race([exited, unstoppable.promise]).then(
    async (how): Promise<RunEnd | NotStarted> => {
      watchdog.stop();
      endLadder();
      letSleep();
      if (how === "unstoppable") letGo(run, child, output);
      else await clearUp(run, child, output);
      return nameEnd(first.end, killed, output);
    },
  );
  return {
    stop(manner = "gentle") {
      const graceMs = manner === "urgent" ? URGENT_GRACE_MS : run.stopGraceMs;
      halt({ kind: "stopped" }, "told to stop it", graceMs);
    },
    outcome,
  };
}

/** The leader has gone: what is left of its group goes too. Whoever else holds the pipes open is not waited for. */
async function clearUp(run: MakemkvconRun, child: Child, output: Output) {
  const { clock, transcript } = run;
  const { pid, exitCode, signalCode } = child;
  const isSwept = await sweepGroup({
    pid,
    clock,
    settled: output.closed,
    signalled: (signal) => transcript.note(`its helpers: sent ${signal}`),
  });
  output.abandon();
  await output.closed;
  forgetRun(run.runFile);
  if (!isSwept)
    transcript.note("a helper of it survived SIGKILL and may hold the drive");
  transcript.note(`ended: exit code ${exitCode}, signal ${signalCode}`);
}

/**
 * It hangs in the kernel. Its run file stays, so that nothing is started beside it; as soon as the process is gone after
 * all, the next run starts.
 */
function letGo(run: MakemkvconRun, child: Child, output: Output): void {
  const text = `makemkvcon (pid ${child.pid}) did not end on SIGKILL: it waits for a drive that does not answer.`;
  output.abandon();
  child.unref();
  run.onLine({ kind: "plain", text });
  run.transcript.note(text);
}

function nameEnd(
  end: RunEnd | null,
  killed: boolean,
  output: Output,
): RunEnd | NotStarted {
  if (end?.kind === "stalled") return { ...end, forced: killed };
  if (end?.kind === "exited" && output.isSilent()) {
    const reason = findShellRefusal(end.code, output.lastError());
    if (reason !== null) return { kind: "notStarted", reason };
  }
  return end ?? { kind: "stopped" };
}
