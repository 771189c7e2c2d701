import { expect, test } from "bun:test";
import type { RobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import {
  createSignReader,
  type Sign,
} from "../../../src/makemkv/run/signs-of-life.ts";

function signsOf(lines: readonly RobotLine[]): readonly Sign[] {
  const reader = createSignReader();
  return lines.map((line) => reader(line));
}

function progress(current: number, total: number): RobotLine {
  return { kind: "progress", current, total, max: 65_536 };
}

function plain(text: string): RobotLine {
  return { kind: "plain", text };
}

function step(name: string): RobotLine {
  return { kind: "step", code: 5017, id: 0, name };
}

test("progress is news as far as it gets further, in the step or in all", () => {
  const lines = [
    progress(0, 0),
    progress(0, 0),
    progress(10, 0),
    progress(5, 0),
    progress(10, 0),
    progress(10, 0),
    progress(11, 0),
    progress(0, 1),
  ];
  expect(signsOf(lines)).toEqual([
    "news",
    "repetition",
    "news",
    "movement",
    "movement",
    "repetition",
    "news",
    "news",
  ]);
});

test("a new step begins anew; one that comes back does not", () => {
  const lines = [
    step("a"),
    progress(9, 9),
    step("b"),
    progress(1, 1),
    step("a"),
    progress(1, 0),
  ];
  expect(signsOf(lines)).toEqual([
    "news",
    "news",
    "news",
    "news",
    "movement",
    "movement",
  ]);
});

test("words are news when they were not heard lately", () => {
  const others = Array.from({ length: 64 }, (_, i) => plain(`other ${i}`));
  expect(signsOf([plain("a"), plain("a"), plain("b"), plain("a")])).toEqual([
    "news",
    "repetition",
    "news",
    "movement",
  ]);
  expect(signsOf([plain("a"), ...others, plain("a")]).at(-1)).toBe("news");
});

test("every line of a listing is news", () => {
  const line: RobotLine = { kind: "titleCount", count: 3 };
  expect(signsOf([line, line])).toEqual(["news", "news"]);
});
