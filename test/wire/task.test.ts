import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  decodeTask,
  decodeTaskText,
  isAnswered,
  isTaskId,
  markAnswered,
  setAttempts,
} from "../../src/wire/task.ts";

const rip = {
  id: "a",
  type: "rip",
  created_at: "2025-12-21T14:30:52Z",
  track: {
    number: 0,
    expected_size_bytes: 11397666816,
    expected_duration: "1:39:56",
  },
  output: { directory: "/media/ripped/A", filename: "A.mkv" },
};

const decodedRip = {
  kind: "rip",
  id: "a",
  createdAt: "2025-12-21T14:30:52Z",
  attempts: 0,
  track: {
    number: 0,
    expectedSizeBytes: 11397666816,
    expectedDurationMs: 5_996_000,
  },
  output: { directory: "/media/ripped/A", filename: "A.mkv" },
  discFingerprint: null,
};

test("a scan and a rip as the design shows them", () => {
  const scan = { id: "s", type: "scan", created_at: "2025-12-21T14:30:45Z" };
  expect<unknown>(decodeTask(scan, "s")).toEqual({
    kind: "task",
    task: {
      kind: "scan",
      id: "s",
      createdAt: "2025-12-21T14:30:45Z",
      attempts: 0,
    },
  });
  expect<unknown>(decodeTask(rip, "a")).toEqual({
    kind: "task",
    task: decodedRip,
  });
});

test("the later form: output is a text and output_info is meant", () => {
  const later = {
    ...rip,
    created_at: "2026-11-22T05:45:29.089474",
    input: null,
    output: "/media/ripped/A/A.mkv",
    output_info: { directory: "/host/ripped/A/", filename: "A.mkv" },
    disc_fingerprint: "f1",
    attempts: 2,
  };
  expect(decodeTask(later, "a")).toMatchObject({
    kind: "task",
    task: {
      attempts: 2,
      output: { directory: "/host/ripped/A/", filename: "A.mkv" },
      discFingerprint: "f1",
    },
  });
});

test("null and absent sizes, durations and directories are normal", () => {
  const sparse = {
    id: "a",
    type: "rip",
    track: { number: 3, expected_size_bytes: null, expected_duration: null },
    output: { directory: null, filename: "A.mkv" },
    output_info: null,
  };
  expect(decodeTask(sparse, "a")).toMatchObject({
    task: {
      createdAt: null,
      track: { number: 3, expectedSizeBytes: null, expectedDurationMs: null },
      output: { directory: null, filename: "A.mkv" },
    },
  });
  const bare = {
    id: "a",
    type: "rip",
    track: { number: 3 },
    output: { filename: "A.mkv" },
  };
  expect(decodeTask(bare, "a")).toMatchObject({
    task: { output: { directory: null } },
  });
});

test("another type is foreign, whatever else is in the file", () => {
  expect(decodeTask({ type: "transcode" }, "a")).toEqual({
    kind: "foreign",
    type: "transcode",
  });
});

for (const [change, taskKind, detail] of [
  [
    { track: { number: -1 } },
    "rip",
    "track.number must be a whole number from 0, found -1",
  ],
  [
    { track: { number: 1.5 } },
    "rip",
    "track.number must be a whole number from 0, found 1.5",
  ],
  [
    { track: { number: "0" } },
    "rip",
    'track.number must be a whole number from 0, found "0"',
  ],
  [
    { track: { number: 0, expected_size_bytes: Number.POSITIVE_INFINITY } },
    "rip",
    "track.expected_size_bytes must be a whole number from 0, found Infinity",
  ],
  [
    { track: { number: 0, expected_duration: "99:99" } },
    "rip",
    'track.expected_duration must be a duration like "1:39:56", or null, found "99:99"',
  ],
  [
    { track: undefined },
    "rip",
    "track must be an object {number, …}, found nothing",
  ],
  [
    { output: "/media/A.mkv" },
    "rip",
    'output must be an object {directory, filename}, found "/media/A.mkv"',
  ],
  [
    { output_info: { directory: "/media" } },
    "rip",
    "output_info.filename must be a file name, found nothing",
  ],
  [
    { output: { filename: "" } },
    "rip",
    'output.filename must be a file name, found ""',
  ],
  [
    { disc_fingerprint: 7 },
    "rip",
    "disc_fingerprint must be a text or null, found 7",
  ],
  [{ id: "b" }, "rip", 'id must be the name of its file, "a", found "b"'],
  [
    { id: undefined },
    "rip",
    'id must be the name of its file, "a", found nothing',
  ],
  [{ type: 1 }, null, 'type must be "scan" or "rip", found 1'],
  [{ type: undefined }, null, 'type must be "scan" or "rip", found nothing'],
] as const) {
  test(`a wrong task is told by key: ${detail}`, () => {
    expect(decodeTask({ ...rip, ...change }, "a")).toEqual({
      kind: "invalid",
      taskKind,
      detail,
    });
  });
}

test("what is no object is no task", () => {
  expect(decodeTask([], "a")).toEqual({
    kind: "invalid",
    taskKind: null,
    detail: "the task must be an object, found []",
  });
  expect(decodeTaskText("null", "a")).toMatchObject({ kind: "invalid" });
});

test("text that is no JSON may be half-written", () => {
  expect(decodeTaskText("", "a")).toEqual({
    kind: "torn",
    detail: "the file is empty",
  });
  expect(decodeTaskText('{"id": "a', "a")).toMatchObject({ kind: "torn" });
});

test("attempts that are no count are none", () => {
  for (const attempts of [-1, 1.5, "2", null, Number.NaN, 1e300]) {
    expect(decodeTask({ ...rip, attempts }, "a")).toMatchObject({
      task: { attempts: 0 },
    });
  }
});

test("whatever the JSON is, decoding it is safe and pollutes nothing", () => {
  const keys = fc.constantFrom("id", "type", "track", "output", "__proto__");
  const odd = fc.dictionary(keys, fc.jsonValue());
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), odd), (value) => {
      const text = JSON.stringify(value);
      decodeTaskText(text, "a");
      setAttempts(text, 1);
    }),
  );
  const text =
    '{"id":"a","type":"scan","__proto__":{"polluted":1},"constructor":1}';
  expect(decodeTaskText(text, "a")).toMatchObject({ kind: "task" });
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  expect(setAttempts(text, 1)).toContain('"__proto__"');
});

test("a task nested deeper than a thousand levels is not written again", () => {
  const nested = (levels: number) =>
    `{"x":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  expect(setAttempts(nested(900), 1)).not.toBeNull();
  expect(setAttempts(nested(1_100), 1)).toBeNull();
});

test("attempts are written into the file and every other key stays", () => {
  const text = JSON.stringify({ ...rip, extra: [1], attempts: 1 });
  expect(JSON.parse(setAttempts(text, 2) ?? "")).toEqual({
    ...rip,
    extra: [1],
    attempts: 2,
  });
  expect(setAttempts("[]", 1)).toBeNull();
  expect(setAttempts("{", 1)).toBeNull();
  const deep = `{"x":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  expect(setAttempts(deep, 1)).toBeNull();
});

test("a claim that was answered keeps its keys and is told by its type, whatever was in the file", () => {
  const marked = markAnswered(JSON.stringify({ ...rip, answered: 1 }), "a");
  expect(JSON.parse(marked)).toEqual({ ...rip, answered: 1, type: "answered" });
  const deep = `{"x":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  for (const text of [null, "", "{", "[]", deep]) {
    const claim = markAnswered(text, "a");
    expect(JSON.parse(claim)).toEqual({ id: "a", type: "answered" });
    expect(isAnswered(decodeTaskText(claim, "a"))).toBe(true);
  }
  expect(isAnswered(decodeTask({ ...rip, answered: true }, "a"))).toBe(false);
  expect(isAnswered(decodeTask({ type: "transcode" }, "a"))).toBe(false);
});

test("ids are plain file names", () => {
  for (const id of [
    "20251221-143052-001",
    "2025-12-24T14:59:07.123456-scan",
    "ü",
    "x".repeat(200),
  ]) {
    expect({ id, isId: isTaskId(id) }).toEqual({ id, isId: true });
  }
  for (const id of [
    "",
    ".",
    "..",
    ".hidden",
    "a/b",
    "a\\b",
    "a\0b",
    "a\nb",
    "a\u009fb",
    "x".repeat(201),
    "ü".repeat(101),
    "\ud800",
    7,
    null,
  ]) {
    expect({ id, isId: isTaskId(id) }).toEqual({ id, isId: false });
  }
});
