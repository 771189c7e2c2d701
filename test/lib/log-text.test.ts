import { expect, test } from "bun:test";
import fc from "fast-check";
import { createPaint, logText, readLogRecord } from "../../src/lib/log-text.ts";

const plain = createPaint(false);
const at = new Date(2026, 10, 22, 14, 30, 52).toISOString(); // local

function show(record: Readonly<Record<string, unknown>>): string {
  return logText(JSON.stringify({ time: at, level: "info", ...record }), plain);
}

test("an event is told in words, at local time, with its facts", () => {
  expect(
    show({ message: "discInserted", device: "/dev/sr0", volumeName: "A B" }),
  ).toBe('Nov 22 14:30:52  disc inserted  device=/dev/sr0 volumeName="A B"');
});

test("what a problem says comes first, and what to do with it", () => {
  expect(
    show({
      level: "warn",
      message: "no_yaml",
      text: "It is gone.",
      hint: "Write it.",
      run: 3,
      code: null,
    }),
  ).toBe("Nov 22 14:30:52  warning: no yaml: It is gone. Write it.  run=3");
});

test("times and sizes of a finished task are readable", () => {
  const startedAt = new Date(2026, 10, 22, 9, 5, 7).getTime();
  expect(
    show({ message: "task finished", startedAt, sizeBytes: 11_397_666_816 }),
  ).toBe("Nov 22 14:30:52  task finished  startedAt=09:05:07 sizeBytes=11.4GB");
});

test("a text of many lines stands below, where no line of ours begins", () => {
  expect(
    show({
      level: "error",
      message: "internal error",
      fault: "Error: x\n  at",
    }),
  ).toBe("Nov 22 14:30:52  error: internal error\n    | Error: x\n    |   at");
});

test("colours are there for those who want them", () => {
  const line = JSON.stringify({ time: at, level: "error", message: "a" });
  expect(logText(line, createPaint(true))).toBe(
    "\x1b[2mNov 22 14:30:52\x1b[22m  \x1b[31merror: a\x1b[39m",
  );
});

test("half of a line stays as it is", () => {
  expect(logText('{"time":"2026-11', plain)).toBe('{"time":"2026-11');
  expect(readLogRecord("[1]")).toBeNull();
  expect(readLogRecord('{"time":1,"level":"info","message":"a"}')).toBeNull();
  expect(
    readLogRecord('{"time":"","level":"toString","message":"a"}'),
  ).toBeNull();
});

test("nothing that is logged can reach the terminal as a command, or look like a line of the log", () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom("\x1b[2J", "\r", "\n", "\u202e", "\x07", "\x9b", "a"),
      fc.string({ unit: "binary" }),
    ),
  });
  const facts = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile)));
  fc.assert(
    fc.property(hostile, facts, hostile, (message, fields, raw) => {
      for (const text of [show({ ...fields, message }), logText(raw, plain)]) {
        const [first = "", ...rest] = text.split("\n");
        expect(first).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        for (const line of rest)
          expect(line).toMatch(/^ {4}\| [^\p{Cc}\p{Bidi_Control}]*$/u);
      }
    }),
  );
});
