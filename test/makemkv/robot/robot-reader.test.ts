import { expect, test } from "bun:test";
import fc from "fast-check";
import { createRobotReader } from "../../../src/makemkv/robot/robot-reader.ts";
import type { RobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import {
  arbitraryRobotLine,
  formatForTest,
} from "../../support/robot-lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function readAll(chunks: readonly Uint8Array[]): RobotLine[] {
  const reader = createRobotReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.flush()];
}

const count = (value: number): RobotLine => ({
  kind: "titleCount",
  count: value,
});
const name = (value: string): RobotLine => ({
  kind: "discInfo",
  attribute: 2,
  code: 0,
  value,
});

test("records come as soon as their line is whole", () => {
  const reader = createRobotReader();
  expect(reader.push(bytes("TCOUNT:1\nTCOU"))).toEqual([count(1)]);
  expect(reader.push(bytes("NT:2"))).toEqual([]);
  expect(reader.push(bytes("\n"))).toEqual([count(2)]);
  expect(reader.flush()).toEqual([]);
});

test("a line that stops inside quotes after a backslash goes on in the next one", () => {
  expect(
    readAll([bytes('CINFO:2,0,"one\\\ntwo\\\r\nthree"\nTCOUNT:1\n')]),
  ).toEqual([name("one\ntwo\nthree"), count(1)]);
});

test("a doubled backslash at the end of a line is one backslash and no continuation", () => {
  expect(
    readAll([bytes('CINFO:2,0,"one\\\\"\nCINFO:2,0,"open\\\\\nTCOUNT:1')]),
  ).toEqual([
    name("one\\"),
    { kind: "plain", text: 'CINFO:2,0,"open\\\\' },
    count(1),
  ]);
});

test("a plain line that ends with a backslash does not swallow the next record", () => {
  expect(readAll([bytes("looking in C:\\\nTCOUNT:1\n")])).toEqual([
    { kind: "plain", text: "looking in C:\\" },
    count(1),
  ]);
});

test("a text that is not finished at the end is a plain line", () => {
  expect(readAll([bytes('TCOUNT:1\nCINFO:2,0,"one\\\n')])).toEqual([
    count(1),
    { kind: "plain", text: 'CINFO:2,0,"one\\' },
  ]);
});

test("any cut into chunks gives the same records", () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryRobotLine),
      fc.array(fc.nat()),
      (lines, places) => {
        const whole = bytes(
          lines.map((line) => `${formatForTest(line)}\r\n`).join(""),
        );
        const ends = places
          .map((place) => place % (whole.length + 1))
          .sort((a, b) => a - b);
        const chunks = [...ends, whole.length].map((end, index) =>
          whole.subarray(ends[index - 1] ?? 0, end),
        );
        expect(readAll(chunks)).toEqual(lines);
      },
    ),
  );
});

test("a text that never ends is given up before it costs more than reading it", () => {
  const lines = 200_000;
  const records = readAll([
    bytes(`CINFO:2,0,"${"a\\\n".repeat(lines)}\nTCOUNT:1\n`),
  ]);
  expect(records.length).toBeGreaterThan(lines / 2);
  expect(records.at(-1)).toEqual(count(1));
});
