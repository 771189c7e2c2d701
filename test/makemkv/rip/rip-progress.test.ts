import { expect, test } from "bun:test";
import { createRipProgress } from "../../../src/makemkv/rip/rip-progress.ts";
import type { RobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import type { RipSample } from "../../../src/state/event.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

function follow(measure: () => Promise<number> = async () => 0) {
  const clock = createFakeClock();
  const samples: RipSample[] = [];
  const report = (sample: RipSample) => samples.push(sample);
  const progress = createRipProgress({ clock, report, measure });
  return { clock, samples, progress };
}

const opening: RobotLine = { kind: "operation", code: 3404, id: 0, name: "" };
const saving: RobotLine = { kind: "operation", code: 5024, id: 0, name: "" };

function at(total: number): RobotLine {
  return { kind: "progress", current: 0, total, max: 65_536 };
}

test("progress of opening the disc is not progress; that of saving never goes back", () => {
  const { clock, samples, progress } = follow();
  const lines = [
    opening,
    at(65_536),
    at(0),
    at(30_000),
    saving,
    at(16_384),
    at(8192),
    at(32_768),
    at(70_000),
  ];
  for (const line of lines) {
    progress.add(line);
    clock.advance(300);
  }
  expect(samples.map(({ fraction }) => fraction)).toEqual([
    null,
    0,
    0.25,
    0.5,
    1,
  ]);
});

test("a flood of lines gives four samples a second, and the last one", () => {
  const { clock, samples, progress } = follow();
  progress.add(saving);
  for (let total = 1; total <= 1000; total++) {
    clock.advance(1);
    progress.add(at(total));
  }
  progress.finish(77);
  expect(samples.length).toBeLessThanOrEqual(6);
  expect(samples.at(-1)).toEqual({ fraction: 1000 / 65_536, sizeBytes: 77 });
});

test("a file that grows in silence is progress", async () => {
  let bytes = 0;
  const { clock, samples, progress } = follow(async () => (bytes += 1000));
  progress.add(saving);
  for (let look = 0; look < 3; look++) {
    clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(samples).toEqual(
    [0, 1000, 2000, 3000].map((sizeBytes) => ({ fraction: 0, sizeBytes })),
  );
  expect(progress.sizeBytes()).toBe(3000);
  progress.finish(3000);
  clock.advance(60_000);
  expect(bytes).toBe(3000);
});

test("a measurement that never comes back holds up nothing", () => {
  const { clock, samples, progress } = follow(() => new Promise(() => {}));
  progress.add(saving);
  clock.advance(60_000);
  progress.add(at(65_536));
  progress.finish(5);
  expect(samples.at(-1)).toEqual({ fraction: 1, sizeBytes: 5 });
});
