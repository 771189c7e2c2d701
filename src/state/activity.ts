import type { KnownScan } from "./effect.ts";
import { answer, answerTo, requeue } from "./ending.ts";
import type { Failure } from "./error-code.ts";
import type { DaemonEvent, RipOutcome, ScanOutcome } from "./event.ts";
import { advanceProgress } from "./progress.ts";
import { licenceNotRefused, licenceRefused } from "./licensing.ts";
import type { Problem } from "./problem.ts";
import type { Outcome } from "./response.ts";
import type { ScanResult } from "./scan-result.ts";
import { isAttended, runningOf, taskOf } from "./select.ts";
import type {
  DaemonState,
  Disc,
  DiscScan,
  Running,
  StopReason,
} from "./state.ts";
import { andThen, stay, type Step } from "./step.ts";

/** What becomes of a run of makemkvcon. The first reason to stop it names the failure, not the exit that follows. */

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;

export function ripProgressed(
  state: DaemonState,
  { run, sample, at }: Of<"ripProgressed">,
): Step {
  const { activity } = state;
  if (activity.kind !== "ripping" || activity.run !== run) return stay(state);
  const attended = isAttended(state, at);
  const progress = advanceProgress(activity.progress, sample, { at, attended });
  return stay({ ...state, activity: { ...activity, progress } });
}

/** How the run is getting on; of one that was told to stop nobody asks any more. */
export function runNoticed(
  state: DaemonState,
  { run, notice, at }: Of<"runNoticed">,
): DaemonState {
  const { activity } = state;
  if (activity.kind !== "ripping" && activity.kind !== "scanning") return state;
  if (activity.run !== run) return state;
  return { ...state, activity: { ...activity, pulse: { notice, at } } };
}

/**
 * What a rip found when it scanned the disc once more. The numbers that tasks mean stay those of the first scan, which is
 * what the webapp knows; the second one says where these tracks are now.
 */
export function discRead(
  state: DaemonState,
  { run, result, renumbered, isSameDisc }: Of<"discRead">,
): DaemonState {
  if (runningOf(state)?.run !== run) return state;
  const { drive } = state;
  const known = isSameDisc ? scanOfDisc(drive.disc) : null;
  const scan = known
    ? { result: known, renumbered: renumbered ?? result }
    : { result, renumbered };
  return { ...state, drive: { ...drive, disc: scannedDisc(drive.disc, scan) } };
}

function scanOfDisc(disc: Disc): ScanResult | null {
  if (disc.kind === "unknown") return disc.lastScan;
  if (disc.kind === "none" || disc.scan.kind !== "done") return null;
  return disc.scan.result;
}

function scannedDisc(
  disc: Disc,
  { result, renumbered }: Omit<KnownScan, "isCurrent">,
): Disc {
  if (disc.kind === "unknown")
    return { kind: "unknown", lastScan: result, renumbered };
  if (disc.kind === "none") return disc;
  return { ...disc, scan: { kind: "done", result, renumbered } };
}

export function ripEnded(state: DaemonState, event: Of<"ripEnded">): Step {
  return runEnded(state, event.run, event);
}

export function scanEnded(state: DaemonState, event: Of<"scanEnded">): Step {
  const running = runningOf(state);
  if (running?.run !== event.run) return stay(state);
  return runEnded(withScan(state, event.outcome), event.run, event);
}

function runEnded(
  state: DaemonState,
  run: number,
  {
    outcome,
    at,
  }: { readonly outcome: ScanOutcome | RipOutcome; readonly at: number },
): Step {
  const running = runningOf(state);
  if (running?.run !== run) return stay(state);
  const task = taskOf(running);
  const reason =
    state.activity.kind === "stopping" ? state.activity.reason : null;
  const resting: DaemonState = { ...state, activity: { kind: "idle" } };
  if (outcome.kind === "notStarted")
    return notStarted(resting, running, { reason: outcome.reason, at });
  const idle = hasStarted(resting, outcome);
  if (outcome.kind === "unlicensed" && reason !== "ejected") {
    const held = licenceRefused(idle, outcome.licence, at);
    if (!task) return held;
    if (reason !== "cancelled")
      return andThen(held, (next) => requeue(next, task.id));
  }
  if (!task) return stay(idle);
  const ended = judge(outcome, reason, running);
  if (ended === "requeue") return requeue(idle, task.id);
  return answer(idle, {
    ...answerTo(task, state.drive),
    startedAt: running.startedAt,
    completedAt: at,
    outcome: ended,
  });
}

/** Whatever came of it, makemkvcon did start, and unless it says so nothing is wrong with its licence. */
function hasStarted(
  state: DaemonState,
  outcome: ScanOutcome | RipOutcome,
): DaemonState {
  const started = { ...state, failedStarts: null };
  if (outcome.kind === "unlicensed" || outcome.kind === "stopped")
    return started;
  return licenceNotRefused(started);
}

const FIRST_RETRY_MS = 2000;
/** How far ahead a next try is set. */
export const LONGEST_RETRY_MS = 60_000;

/**
 * makemkvcon is gone, or there and does not start: the task waits, with all the others, until it does. It is tried again
 * later and later.
 */
function notStarted(
  state: DaemonState,
  running: Running,
  { reason, at }: { readonly reason: string; readonly at: number },
): Step {
  const task = taskOf(running);
  const problem = doesNotStart(reason);
  const count = (state.failedStarts?.count ?? 0) + 1;
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (count - 1), LONGEST_RETRY_MS);
  const next: DaemonState = {
    ...state,
    makemkvcon: { kind: "missing", problem },
    failedStarts: { count, problem, retryAt: at + waitMs },
  };
  return task ? requeue(next, task.id) : stay(next);
}

function doesNotStart(reason: string): Problem {
  return {
    key: "makemkvcon_not_started",
    text: `makemkvcon could not be started: ${reason}.`,
    hint: "It is tried again by itself, and no task is lost. If it stays like that, start it once in a terminal to see why.",
  };
}

/**
 * A file that is whole and in its place is a success, whoever wanted to stop it in the last moment. After an eject
 * nothing else is true any more; otherwise what makemkvcon came to first counts.
 */
function judge(
  outcome: Exclude<ScanOutcome | RipOutcome, { kind: "notStarted" }>,
  reason: StopReason | null,
  running: Running,
): Outcome | "requeue" {
  if (outcome.kind === "ripped") return outcome;
  if (reason === "ejected") return failed(ejected(detailOf(outcome), running));
  if (outcome.kind === "failed") return outcome;
  if (outcome.kind === "scanned")
    return { kind: "scanned", result: outcome.result };
  if (reason === "quitting") return "requeue";
  if (reason === "cancelled") return failed(cancelled(outcome.detail, running));
  return failed({
    code: "UNKNOWN",
    message:
      "The run was stopped and nobody knows by whom. Queue the task again; if it happens twice, please report it.",
    detail: outcome.detail,
  });
}

function failed(failure: Failure): Outcome {
  return { kind: "failed", failure };
}

function ejected(detail: string, running: Running): Failure {
  return {
    code: "DISC_EJECTED",
    message: `Disc was ejected during ${nounOf(running)}. Insert it again and queue the task again.`,
    detail,
  };
}

function cancelled(detail: string, running: Running): Failure {
  return {
    code: "TASK_CANCELLED",
    message: `The ${nounOf(running)} was cancelled by Pause Now. Queue the task again when you want it.`,
    detail,
  };
}

function nounOf(running: Running): string {
  return running.kind === "ripping" ? "rip" : "scan";
}

function detailOf(outcome: ScanOutcome | RipOutcome): string {
  if (outcome.kind === "stopped" || outcome.kind === "unlicensed")
    return outcome.detail;
  if (outcome.kind === "failed") return outcome.failure.detail;
  return "The scan had ended, but the disc was already out.";
}

/** Keeps what a scan found for as long as the disc stays in. */
function withScan(state: DaemonState, outcome: ScanOutcome): DaemonState {
  const { disc } = state.drive;
  const isStopped = state.activity.kind === "stopping";
  if (disc.kind === "unknown" && outcome.kind === "scanned" && !isStopped)
    return {
      ...state,
      drive: {
        ...state.drive,
        disc: {
          kind: "unknown",
          lastScan: outcome.result,
          renumbered: outcome.renumbered,
        },
      },
    };
  if (disc.kind !== "inserted" || disc.scan.kind !== "running") return state;
  return {
    ...state,
    drive: { ...state.drive, disc: { ...disc, scan: scanOf(outcome) } },
  };
}

function scanOf(outcome: ScanOutcome): DiscScan {
  if (outcome.kind === "scanned")
    return {
      kind: "done",
      result: outcome.result,
      renumbered: outcome.renumbered,
    };
  if (outcome.kind !== "failed") return { kind: "wanted" };
  const { code, message } = outcome.failure;
  return { kind: "failed", code, message };
}
