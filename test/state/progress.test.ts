import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RipSample } from "../../src/state/event.ts";
import { advanceProgress, noProgress } from "../../src/state/progress.ts";
import type { Progress } from "../../src/state/state.ts";
import { NOW } from "../support/states.ts";

const MB = 1_000_000;

/** Seconds since the start, the part of the copy, megabytes. */
type Look = readonly [
  seconds: number,
  fraction: number | null,
  megabytes: number,
];

function watch(attended: boolean, ...looks: readonly Look[]): Progress {
  return looks.reduce(
    (progress, [seconds, fraction, megabytes]) =>
      advanceProgress(
        progress,
        { fraction, sizeBytes: megabytes * MB },
        { at: NOW + seconds * 1000, attended },
      ),
    noProgress,
  );
}

describe("the phases", () => {
  test("a rip is opening until makemkvcon says that it saves", () => {
    expect(watch(true, [0, null, 0])).toEqual({
      ...noProgress,
      phase: "opening",
    });
  });

  test("and then saving, until the end", () => {
    const progress = watch(true, [0, null, 0], [60, 0, 0], [70, null, 5]);
    expect(progress).toEqual({
      ...noProgress,
      phase: "saving",
      currentSizeBytes: 5 * MB,
      savingSince: NOW + 60_000,
      samples: [{ at: NOW + 60_000, fraction: 0, sizeBytes: 0 }],
    });
  });
});

describe("percent", () => {
  test.each([
    [0, 0],
    [0.009, 0],
    [0.01, 1],
    [0.999, 99],
    [1, 100],
    [1.5, 100],
  ])("of %p is %p: it is full only at the end", (fraction, percent) => {
    expect(watch(true, [0, fraction, 0]).percent).toBe(percent);
  });

  test("never goes back", () => {
    expect(watch(true, [0, 0.5, 0], [1, 0.25, 0]).percent).toBe(50);
  });

  test("never goes back, whatever is reported and whatever the clock does", () => {
    const sample = fc.record<RipSample>({
      fraction: fc.option(fc.double({ noNaN: true, min: -1, max: 2 })),
      sizeBytes: fc.integer({ min: -1, max: 1e12 }),
    });
    const clock = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, clock)), (looks) => {
        let progress = noProgress;
        for (const [look, ms] of looks) {
          const when = { at: NOW + ms, attended: true };
          const next = advanceProgress(progress, look, when);
          expect(next.percent).toBeGreaterThanOrEqual(progress.percent);
          expect(next.percent).toBeLessThanOrEqual(100);
          expect(next.currentSizeBytes).toBeGreaterThanOrEqual(0);
          progress = next;
        }
      }),
    );
  });
});

describe("the speed", () => {
  test("needs two looks", () => {
    expect(watch(true, [0, 0.1, 10]).bytesPerSecond).toBeNull();
    expect(watch(true, [0, 0.1, 10], [0, 0.1, 20]).bytesPerSecond).toBeNull();
  });

  test("is that of the last ten seconds and of what leads into them", () => {
    const slowThenFast: readonly Look[] = [
      [0, 0, 0],
      [10, 0.01, 10],
      [20, 0.02, 20],
      [30, 0.12, 120],
      [40, 0.22, 220],
    ];
    const { bytesPerSecond, samples } = watch(true, ...slowThenFast);
    expect(bytesPerSecond).toBe(10 * MB);
    expect(samples.map(({ at }) => (at - NOW) / 1000)).toEqual([20, 30, 40]);
  });

  test("of a file that shrinks is none", () => {
    expect(watch(true, [0, 0.1, 20], [1, 0.1, 10]).bytesPerSecond).toBe(0);
  });

  test("is measured afresh when the clock is set back", () => {
    const looks: readonly Look[] = [
      [3600, 0.1, 100],
      [3601, 0.1, 110],
      [0, 0.2, 120],
      [1, 0.3, 150],
    ];
    const { samples, bytesPerSecond } = watch(true, ...looks);
    expect(samples.map(({ at }) => (at - NOW) / 1000)).toEqual([0, 1]);
    expect(bytesPerSecond).toBe(30 * MB);
  });
});

describe("the time left", () => {
  const slowThenFast: readonly Look[] = [
    [0, 0, 0],
    [100, 0.1, 100],
    [105, 0.15, 150],
    [110, 0.2, 200],
    [115, 0.25, 250],
  ];

  test("follows the speed of the moment while somebody is about", () => {
    // A hundredth a second, three quarters to go.
    expect(watch(true, ...slowThenFast).etaMs).toBe(75_000);
  });

  test("is that of the whole rip, in full minutes, while nobody is about and it goes fast", () => {
    // A quarter in 115 s: 345 s to go.
    expect(watch(false, ...slowThenFast).etaMs).toBe(360_000);
  });

  test("is that of the moment, in full minutes, while nobody is about and it goes slowly", () => {
    const fastThenSlow: readonly Look[] = [
      [0, 0, 0],
      [10, 0.5, 500],
      [20, 0.51, 510],
      [30, 0.52, 520],
    ];
    // A thousandth a second, 480 s to go.
    expect(watch(false, ...fastThenSlow).etaMs).toBe(480_000);
  });

  test("of a rip that stands still is that of the whole rip", () => {
    const standing: readonly Look[] = [
      [0, 0, 0],
      [10, 0.5, 500],
      [30, 0.5, 500],
      [50, 0.5, 500],
    ];
    expect(watch(true, ...standing).etaMs).toBe(50_000);
    expect(watch(false, ...standing).etaMs).toBe(60_000);
  });

  test.each([true, false])(
    "is not known at first (attended: %p)",
    (attended) => {
      expect(watch(attended, [0, 0, 0]).etaMs).toBeNull();
      expect(watch(attended, [0, 0, 0], [5, 0, 1]).etaMs).toBeNull();
    },
  );

  test.each([true, false])(
    "is nothing at the end (attended: %p)",
    (attended) => {
      expect(watch(attended, [0, 0, 0], [60, 1, 1000]).etaMs).toBe(0);
    },
  );
});
