import type { RipSample } from "./event.ts";
import type { Progress, ProgressSample } from "./state.ts";

/** The speed of the moment is that of the last ten seconds. */
const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

export const noProgress: Progress = {
  phase: "preparing",
  percent: 0,
  currentSizeBytes: 0,
  bytesPerSecond: null,
  etaMs: null,
  savingSince: null,
  samples: [],
};

/**
 * The progress after one more look at the rip. Percent never goes back. An attended ETA follows the speed of the
 * moment; an unattended one is conservative: the slower of the moment's and the whole run's speed, rounded up to
 * the minute.
 */
export function advanceProgress(
  progress: Progress,
  sample: RipSample,
  when: { readonly at: number; readonly attended: boolean },
): Progress {
  const currentSizeBytes = Math.max(0, sample.sizeBytes);
  if (sample.fraction === null)
    return {
      ...progress,
      phase: progress.phase === "saving" ? "saving" : "opening",
      currentSizeBytes,
    };
  const fraction = Math.min(
    1,
    Math.max(progress.samples.at(-1)?.fraction ?? 0, sample.fraction),
  );
  const newest = { at: when.at, fraction, sizeBytes: currentSizeBytes };
  const samples = withinWindow([...progress.samples, newest], when.at);
  const savingSince = progress.savingSince ?? when.at;
  return {
    phase: "saving",
    percent: Math.floor(fraction * 100),
    currentSizeBytes,
    bytesPerSecond: bytesPerSecond(samples),
    etaMs: eta({ samples, savingSince, newest, attended: when.attended }),
    savingSince,
    samples,
  };
}

/**
 * Keeps one sample from before the window, so that there is always a distance to measure over. What a clock that was
 * set back makes lie in the future is dropped, or the window would grow until that time has come again.
 */
function withinWindow(
  samples: readonly ProgressSample[],
  now: number,
): readonly ProgressSample[] {
  const past = samples.filter(({ at }) => at <= now);
  const first = past.findIndex(({ at }) => at >= now - WINDOW_MS);
  return past.slice(Math.max(0, first - 1));
}

function bytesPerSecond(samples: readonly ProgressSample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at) return null;
  const bytes = Math.max(0, last.sizeBytes - first.sizeBytes);
  return Math.round((bytes * 1000) / (last.at - first.at));
}

function eta(of: {
  readonly samples: readonly ProgressSample[];
  readonly savingSince: number;
  readonly newest: ProgressSample;
  readonly attended: boolean;
}): number | null {
  const { newest, samples } = of;
  if (newest.fraction >= 1) return 0;
  const first = samples[0] ?? newest;
  const moment = rate(newest.fraction - first.fraction, newest.at - first.at);
  const whole = rate(newest.fraction, newest.at - of.savingSince);
  const left = 1 - newest.fraction;
  if (of.attended) {
    const speed = moment || whole;
    return speed > 0 ? Math.round(left / speed) : null;
  }
  const speed = moment > 0 ? Math.min(moment, whole) : whole;
  if (speed <= 0) return null;
  return Math.ceil(left / speed / MINUTE_MS) * MINUTE_MS;
}

/** Fraction per millisecond; 0 where nothing can be said. */
function rate(fraction: number, ms: number): number {
  return ms > 0 && fraction > 0 ? fraction / ms : 0;
}
