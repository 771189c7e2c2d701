import type { Clock } from "../../lib/clock.ts";
import type { RunNotice } from "../../state/event.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { createSignReader } from "./signs-of-life.ts";
import {
  type Expected,
  expectAfter,
  isSameMood,
  measureSilence,
  moodOf,
  type Silence,
  type SilenceLimits,
  untilNextTurn,
  WORKING,
} from "./silence.ts";

/**
 * Counts silence, not duration: a rip may take hours, but nothing printed and no growth of the file for minutes is a
 * hang. Either alone proves nothing: writing pauses on bad spots, and output may be buffered. To print what was printed
 * just before is silence, too. To go round in circles (progress up and down, the same few messages in turn, a line that
 * never ends) is believed four times as long, since a disc is opened in several rounds.
 */
export interface WatchdogOptions {
  readonly clock: Clock;
  readonly limits: SilenceLimits;
  /** How much has been written so far, from memory: it is asked on every look. */
  readonly grownBytes: () => number;
  /** Told when it changes; it begins as `working`. `stalled` is the last, and an order: stop it. */
  readonly tell: (notice: RunNotice) => void;
}

export interface Watchdog {
  heard(line: RobotLine): void;
  /** Something was printed that ends no line. */
  heardNoise(): void;
  stop(): void;
}

const LONGEST_LOOK_MS = 5000;
/** More than a busy machine can explain: it slept, or somebody stopped us. Then the count starts anew. */
const JUMP_MS = 60_000;

export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { clock, limits, tell } = options;
  const readSign = createSignReader();
  const lookMs = Math.min(
    LONGEST_LOOK_MS,
    limits.stallTimeoutMs / 4,
    limits.questionGraceMs / 2,
  );
  let movedAt = clock.monotonic();
  let newsAt = movedAt;
  let expected: Expected = null;
  let mood = WORKING;
  let bytes = 0;
  let looked = { now: clock.now(), monotonic: movedAt };
  let waitMs = lookMs;

  const silence = () =>
    measureSilence({ movedAt, newsAt, expected }, clock.monotonic(), limits);

  const feel = (how: Silence) => {
    const next = moodOf(how, expected);
    if (isSameMood(next, mood)) return;
    mood = next;
    tell(next);
  };
  const hasGrown = () => {
    const grown = options.grownBytes();
    if (grown <= bytes) return false;
    bytes = grown;
    return true;
  };
  /** Which of the clocks runs on during sleep differs from system to system, and the wall clock may be set back. */
  const hasSlept = () => {
    const { now, monotonic } = looked;
    looked = { now: clock.now(), monotonic: clock.monotonic() };
    const passed = Math.max(looked.now - now, looked.monotonic - monotonic);
    return passed > waitMs + JUMP_MS;
  };
  const look = () => {
    const grew = hasGrown();
    if (grew && expected === "answer") expected = null;
    if (hasSlept() || grew) movedAt = newsAt = looked.monotonic;
    const how = silence();
    if (how.ms >= how.limitMs)
      return tell({ kind: "stalled", silentMs: how.ms });
    feel(how);
    waitMs = Math.min(lookMs, untilNextTurn(how));
    callOff = clock.after(waitMs, look);
  };
  let callOff = clock.after(waitMs, look);

  return {
    heard(line) {
      const sign = readSign(line);
      if (sign !== "repetition") movedAt = clock.monotonic();
      if (sign === "news") newsAt = movedAt;
      expected = expectAfter(line, expected);
      if (mood !== WORKING || expected !== null) feel(silence());
    },
    heardNoise() {
      movedAt = clock.monotonic();
      if (mood !== WORKING) feel(silence());
    },
    stop: () => callOff(),
  };
}
