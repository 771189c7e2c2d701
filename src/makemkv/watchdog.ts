import type { Clock } from "../lib/clock.ts";
import { isQuestion } from "./message-codes.ts";
import type { RobotLine } from "./robot-line.ts";

/**
 * Counts silence, not duration: a rip may take hours, but no line and no growth of the file for minutes is a hang.
 * Either alone proves nothing: writing pauses on bad spots, and output may be buffered.
 */
export interface WatchdogOptions {
  readonly clock: Clock;
  readonly limits: SilenceLimits;
  /** How much has been written so far, from memory: it is asked on every look. */
  readonly grownBytes: () => number;
  /** Told once, with the length of the silence. */
  readonly bark: (silentMs: number) => void;
}

export interface SilenceLimits {
  readonly stallTimeoutMs: number;
  /** How long a question of makemkvcon may stand unanswered; real runs went on by themselves at once. */
  readonly questionGraceMs: number;
}

export interface Watchdog {
  heard(line: RobotLine): void;
  /** Something was printed, if only a part of a line. */
  heardNoise(): void;
  stop(): void;
}

const LONGEST_LOOK_MS = 5000;
/** More than a busy machine can explain: it slept. */
const JUMP_MS = 60_000;
const PATIENCE = 4;
/** A complex multiplex, a VOB scan of a corrupt IFO, a download: announced as slow (message catalogue). */
const SLOW_CODES: readonly number[] = [3024, 3042, 3338];

/** How long silence may last after this line. `current` is what counted before it. */
export function silenceLimit(
  line: RobotLine,
  limits: SilenceLimits,
  current: number,
): number {
  if (line.kind === "message") {
    if (isQuestion(line.flags)) return limits.questionGraceMs;
    if (SLOW_CODES.includes(line.code)) return limits.stallTimeoutMs * PATIENCE;
    return limits.stallTimeoutMs;
  }
  return Math.max(current, limits.stallTimeoutMs);
}

export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { clock, limits } = options;
  const lookMs = Math.min(
    LONGEST_LOOK_MS,
    limits.stallTimeoutMs / 4,
    limits.questionGraceMs / 2,
  );
  let limitMs = limits.stallTimeoutMs;
  let aliveAt = clock.monotonic();
  let bytes = 0;
  let looked = { now: clock.now(), monotonic: clock.monotonic() };

  const look = () => {
    const before = looked;
    looked = { now: clock.now(), monotonic: clock.monotonic() };
    const passed = Math.max(
      looked.now - before.now,
      looked.monotonic - before.monotonic,
    );
    const grown = options.grownBytes();
    if (grown !== bytes) limitMs = Math.max(limitMs, limits.stallTimeoutMs);
    if (grown !== bytes || passed > lookMs + JUMP_MS)
      aliveAt = looked.monotonic;
    bytes = grown;
    const silentMs = looked.monotonic - aliveAt;
    if (silentMs >= limitMs) return options.bark(silentMs);
    callOff = clock.after(lookMs, look);
  };
  let callOff = clock.after(lookMs, look);

  return {
    heard(line) {
      aliveAt = clock.monotonic();
      limitMs = silenceLimit(line, limits, limitMs);
    },
    heardNoise() {
      aliveAt = clock.monotonic();
    },
    stop: () => callOff(),
  };
}
