import { accessSync, constants, statSync } from "node:fs";
import type { Clock } from "../lib/clock.ts";
import { sayRefusal } from "./locate.ts";
import { readOutput, type Output } from "./output.ts";
import { climbStopLadder, sweepGroup } from "./process-group.ts";
import type { RobotLine } from "./robot-line.ts";
import { findRecordedProcess, forgetRun, recordCommand } from "./run-file.ts";
import type { Transcript } from "./transcript.ts";
import type { NotStarted, RunEnd } from "./run-end.ts";
import { createWatchdog, type SilenceLimits } from "./watchdog.ts";

/**
 * One run of makemkvcon. It is the leader of its own process group, so that Ctrl-C reaches the daemon alone and a stop
 * reaches its helpers too. A shell writes the pid to disk and then becomes makemkvcon (`exec` keeps pid and group): a
 * daemon that is killed at any moment leaves nothing behind that its successor could not find. Whoever ends the run
 * first, we, the watchdog or makemkvcon itself, names the end.
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
  readonly transcript: Transcript;
}

export interface MakemkvconHandle {
  /** Starts the ladder of signals, once; `ended` tells when it is over. */
  stop(): void;
  /** Resolves when the process group is gone and all output was read, or when even SIGKILL did not end it. */
  readonly ended: Promise<RunEnd | NotStarted>;
}

type Child = Bun.Subprocess<"ignore", "pipe", "pipe">;
type Started = { readonly kind: "started"; readonly child: Child } | NotStarted;

const ROBOT_MODE = ["-r", "--progress=-same"];
/** `$0` is what the shell calls itself in its complaints, `$1` the run file, the rest the command line. */
const WRITE_PID_THEN_EXEC = 'echo $$ > "$1" || exit 126; shift; exec "$@"';
const SHELL_NAME = "amphigory";

export function runMakemkvcon(run: MakemkvconRun): MakemkvconHandle {
  const started = start(run);
  if (started.kind === "started") return supervise(run, started.child);
  run.transcript.note(`not started: ${started.reason}`);
  return { stop: () => {}, ended: Promise.resolve(started) };
}

function start(run: MakemkvconRun): Started {
  const argv = [run.command, ...ROBOT_MODE, ...run.args];
  const reason = whyNotRunnable(run.command) ?? whyNotNow(run.runFile);
  if (reason) return { kind: "notStarted", reason };
  run.transcript.note(`command: ${JSON.stringify(argv)}`);
  try {
    recordCommand(run.runFile, argv);
    const shell = ["/bin/sh", "-c", WRITE_PID_THEN_EXEC, SHELL_NAME];
    const child = Bun.spawn([...shell, run.runFile, ...argv], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    });
    return { kind: "started", child };
  } catch (error) {
    forgetRun(run.runFile);
    const said = error instanceof Error ? error.message : String(error);
    const reason = `the system refused to note it in ${run.runFile} or to run it (${said})`;
    return { kind: "notStarted", reason };
  }
}

function whyNotRunnable(command: string): string | null {
  try {
    accessSync(command, constants.X_OK);
    return statSync(command).isFile() ? null : `${command} is not a program`;
  } catch (error) {
    return `${command} ${sayRefusal(error)}`;
  }
}

/** One that nothing could stop still holds the drive; a second one beside it would make things worse. */
function whyNotNow(runFile: string): string | null {
  const earlier = findRecordedProcess(runFile);
  if (earlier.kind !== "running") return null;
  return `that of an earlier run, pid ${earlier.pid}, has not ended and holds the drive: unplug the drive or restart the machine`;
}

function supervise(run: MakemkvconRun, child: Child): MakemkvconHandle {
  const { clock, transcript } = run;
  const unstoppable = Promise.withResolvers<"unstoppable">();
  const first: { end: RunEnd | null } = { end: null };
  let halted = false;
  let killed = false;
  let endLadder = () => {};

  const halt = (why: RunEnd) => {
    if (first.end) return;
    first.end = why;
    halted = true;
    endLadder = climbStopLadder({
      pid: child.pid,
      graceMs: run.stopGraceMs,
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
    bark: (silentMs) => halt({ kind: "stalled", silentMs, forced: false }),
  });
  const onLine = (line: RobotLine) => {
    if (halted) return;
    watchdog.heard(line);
    run.onLine(line);
  };
  const onChunk = () => watchdog.heardNoise();
  const output = readOutput(child, { clock, transcript, onLine, onChunk });

  const exited = child.exited.then(() => {
    const { exitCode: code, signalCode } = child;
    const signal = signalCode === null ? null : String(signalCode);
    first.end ??= { kind: "exited", code, signal };
  });
  const ended = Promise.race([exited, unstoppable.promise]).then(
    async (how): Promise<RunEnd | NotStarted> => {
      watchdog.stop();
      endLadder();
      if (how === "unstoppable") letGo(run, child, output);
      else await clearUp(run, child, output);
      return nameEnd(first.end, killed, output);
    },
  );
  return { stop: () => halt({ kind: "stopped" }), ended };
}

/** The leader has gone: what is left of its group goes too, and with it whoever holds the pipes open. */
async function clearUp(run: MakemkvconRun, child: Child, output: Output) {
  await sweepGroup(child.pid, run.clock, output.closed);
  output.abandon();
  await output.closed;
  forgetRun(run.runFile);
  run.transcript.note(
    `ended: exit code ${child.exitCode}, signal ${child.signalCode}`,
  );
}

/** It hangs in the kernel. Its run file stays, so that nothing is started beside it. */
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
  if (end?.kind === "exited" && isShellRefusal(end.code) && output.isSilent()) {
    const reason = output.lastError().replace(SHELL_PREFIX, "");
    return { kind: "notStarted", reason };
  }
  return end ?? { kind: "stopped" };
}

/** Before the complaint dash puts `amphigory: 1: exec: `, bash `amphigory: line 1: `. */
const SHELL_PREFIX = /^amphigory: (line )?\d+: (exec: )?/;

/** What the shell says when it could not write the pid (126) or become makemkvcon (126, 127). */
function isShellRefusal(code: number | null): boolean {
  return code === 126 || code === 127;
}
