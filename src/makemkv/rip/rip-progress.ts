import type { Clock } from "../../lib/clock.ts";
import { createThrottle } from "../../lib/throttle.ts";
import type { RipSample } from "../../state/event.ts";
import { SAVING_TITLES } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { within } from "../run/waiting.ts";

/**
 * How far a rip is. While the disc is opened, PRGV runs from 0 to its maximum several times and means nothing to a
 * person; it counts only after PRGT says that titles are being saved.
 */
export interface RipProgress {
  add(line: RobotLine): void;
  /** The size of the file when it was looked at last. */
  sizeBytes(): number;
  /** Reports what was held back, with the final size. */
  finish(sizeBytes: number): void;
}

export interface RipProgressOptions {
  readonly clock: Clock;
  /** At most four times a second. */
  readonly report: (sample: RipSample) => void;
  /** Looks at the growing file. It may take as long as it likes: a network share may hang. */
  readonly measure: () => Promise<number>;
}

const REPORT_MS = 250;
const MEASURE_MS = REPORT_MS;
const LONGEST_MEASURE_MS = 30_000;

/** The fraction after this line: of the whole copy, 0 to 1, never less than before; `null` until the copy begins. */
function advanceFraction(
  fraction: number | null,
  line: RobotLine,
): number | null {
  if (line.kind === "operation" && line.code === SAVING_TITLES)
    return fraction ?? 0;
  if (line.kind !== "progress" || fraction === null || line.max <= 0)
    return fraction;
  return Math.min(1, Math.max(fraction, line.total / line.max));
}

export function createRipProgress(options: RipProgressOptions): RipProgress {
  const { clock, report, measure } = options;
  const throttle = createThrottle({ clock, ms: REPORT_MS, run: report });
  let fraction: number | null = null;
  let sizeBytes = 0;
  let finished = false;

  const look = async () => {
    const size = await within(clock, LONGEST_MEASURE_MS, measure());
    if (finished) return;
    if (size !== "late" && size !== sizeBytes) {
      sizeBytes = size;
      throttle.push({ fraction, sizeBytes });
    }
    callOff = lookLater();
  };
  const lookLater = () => clock.after(MEASURE_MS, () => void look());
  let callOff = lookLater();

  return {
    sizeBytes: () => sizeBytes,
    add(line) {
      const before = fraction;
      fraction = advanceFraction(fraction, line);
      if (fraction !== before || line.kind === "operation") {
        throttle.push({ fraction, sizeBytes });
      }
    },
    finish(finalBytes) {
      finished = true;
      callOff();
      if (fraction !== null && finalBytes !== sizeBytes) {
        throttle.push({ fraction, sizeBytes: finalBytes });
      }
      throttle.flush();
    },
  };
}
