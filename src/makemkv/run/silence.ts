import type { RunNotice, SlowReason } from "../../state/event.ts";
import { isQuestion, MESSAGE } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";

/** How long makemkvcon may be silent after what it said last, and what a person is told meanwhile. Pure. */
export interface SilenceLimits {
  readonly stallTimeoutMs: number;
  /** How long a question of makemkvcon may stand unanswered; real runs went on by themselves at once. */
  readonly questionGraceMs: number;
}

/** What the last words leave to be expected. */
export type Expected = SlowReason | "answer" | null;

/** How long it has lasted, and how long it may. */
export interface Silence {
  readonly ms: number;
  readonly limitMs: number;
}

/** When there was a sign of life last, on a clock that only goes forward. */
export interface LastSigns {
  readonly movedAt: number;
  readonly newsAt: number;
  readonly expected: Expected;
}

export const WORKING: RunNotice = { kind: "working" };

/** How many times as long is waited for what is known to take long, and for what goes round in circles. */
const PATIENCE = 4;
const LEAST_SLOW_MS = 2000;

/** A complex multiplex, a VOB scan of a corrupt IFO, a download: announced as slow (message catalogue). */
const SLOW: ReadonlyMap<number, SlowReason> = new Map([
  [MESSAGE.complexMultiplex, "multiplex"],
  [MESSAGE.damagedIndex, "damaged_index"],
  [MESSAGE.downloading, "download"],
]);

/** What is to be expected after this line; `before` is what was. */
export function expectAfter(line: RobotLine, before: Expected): Expected {
  if (line.kind === "message")
    return isQuestion(line.flags) ? "answer" : (SLOW.get(line.code) ?? null);
  // A question that anything follows was none.
  if (before === "answer") return null;
  // A download is over with the next thing; the others announce what the steps after them are about.
  return before === "download" && line.kind !== "progress" ? null : before;
}

/** The silence of what does not move at all, or of what goes round in circles: whichever has less time left. */
export function measureSilence(
  { movedAt, newsAt, expected }: LastSigns,
  now: number,
  limits: SilenceLimits,
): Silence {
  const stillMs = now - movedAt;
  const stillLimitMs = limitFor(expected, limits);
  const circlingMs = now - newsAt;
  const circlingLimitMs = limits.stallTimeoutMs * PATIENCE;
  return circlingLimitMs - circlingMs < stillLimitMs - stillMs
    ? { ms: circlingMs, limitMs: circlingLimitMs }
    : { ms: stillMs, limitMs: stillLimitMs };
}

function limitFor(expected: Expected, limits: SilenceLimits): number {
  if (expected === "answer") return limits.questionGraceMs;
  return limits.stallTimeoutMs * (expected === null ? 1 : PATIENCE);
}

/** How the run is getting on, as long as it is not stopped. */
export function moodOf(silence: Silence, expected: Expected): RunNotice {
  const { ms, limitMs } = silence;
  if (ms >= limitMs / 2) return { kind: "silent", silentMs: ms };
  if (expected !== null && expected !== "answer")
    return { kind: "slow", why: expected };
  return ms >= slowAfter(limitMs) ? { kind: "slow", why: null } : WORKING;
}

function slowAfter(limitMs: number): number {
  return Math.max(limitMs / 10, LEAST_SLOW_MS);
}

/** Nothing has changed for a person, though the silence may have grown. */
export function isSameMood(a: RunNotice, b: RunNotice): boolean {
  if (a.kind === "slow" && b.kind === "slow") return a.why === b.why;
  return a.kind === b.kind;
}

/** Milliseconds until this silence means something else, if it lasts. */
export function untilNextTurn({ ms, limitMs }: Silence): number {
  const turns = [slowAfter(limitMs), limitMs / 2, limitMs];
  return Math.min(
    ...turns.filter((turn) => turn > ms).map((turn) => turn - ms),
  );
}
