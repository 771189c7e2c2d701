import { expect, test } from "bun:test";
import type { TaskResponse } from "../../src/state/response.ts";
import {
  decodeAnswer,
  decodeKeptAnswer,
  encodeFailedCopy,
  encodeKeptAnswer,
  encodeResponse,
} from "../../src/wire/response.ts";

const title = "The Polar Express (2004) {imdb-tt0338348}";

const ripped: TaskResponse = {
  taskId: "20251221-143052-001",
  kind: "rip",
  startedAt: Date.parse("2025-12-21T14:30:55.900Z"),
  completedAt: Date.parse("2025-12-21T14:45:23.100Z"),
  outcome: {
    kind: "ripped",
    file: {
      directory: `/media/ripped/${title}`,
      filename: `${title}.mkv`,
      sizeBytes: 11397666816,
      warnings: [],
    },
  },
  source: { discFingerprint: "f1", trackNumber: 0 },
};

const failed: TaskResponse = {
  ...ripped,
  outcome: {
    kind: "failed",
    failure: {
      code: "DISC_EJECTED",
      message: "Disc was ejected during rip",
      detail: "makemkvcon exited with code 1 after 4m17s",
    },
  },
};

test("a rip's success: the design's keys in its order, then what newer webapps read", () => {
  expect(encodeResponse(ripped)).toMatchInlineSnapshot(`
    "{
      "task_id": "20251221-143052-001",
      "status": "success",
      "started_at": "2025-12-21T14:30:55Z",
      "completed_at": "2025-12-21T14:45:23Z",
      "duration_seconds": 868,
      "result": {
        "output_path": "/media/ripped/The Polar Express (2004) {imdb-tt0338348}/The Polar Express (2004) {imdb-tt0338348}.mkv",
        "size_bytes": 11397666816,
        "destination": {
          "directory": "/media/ripped/The Polar Express (2004) {imdb-tt0338348}/",
          "filename": "The Polar Express (2004) {imdb-tt0338348}.mkv",
          "size_bytes": 11397666816
        }
      },
      "type": "rip",
      "source": {
        "disc_fingerprint": "f1",
        "track_number": 0
      }
    }
    "
  `);
});

test("a failure", () => {
  expect(encodeResponse(failed)).toMatchInlineSnapshot(`
    "{
      "task_id": "20251221-143052-001",
      "status": "failed",
      "started_at": "2025-12-21T14:30:55Z",
      "completed_at": "2025-12-21T14:45:23Z",
      "duration_seconds": 868,
      "error": {
        "code": "DISC_EJECTED",
        "message": "Disc was ejected during rip",
        "detail": "makemkvcon exited with code 1 after 4m17s"
      },
      "type": "rip",
      "source": {
        "disc_fingerprint": "f1",
        "track_number": 0
      }
    }
    "
  `);
});

test("a scan has a result, and no source", () => {
  const response: TaskResponse = {
    ...ripped,
    kind: "scan",
    source: null,
    outcome: {
      kind: "scanned",
      result: {
        discName: "D",
        discType: "dvd",
        volumeName: null,
        fingerprint: "f",
        tracks: [],
        warnings: [],
      },
    },
  };
  expect(JSON.parse(encodeResponse(response))).toEqual({
    task_id: "20251221-143052-001",
    status: "success",
    started_at: "2025-12-21T14:30:55Z",
    completed_at: "2025-12-21T14:45:23Z",
    duration_seconds: 868,
    result: {
      disc_name: "D",
      disc_type: "dvd",
      tracks: [],
      volume_name: null,
      fingerprint: "f",
    },
    type: "scan",
  });
});

test("a task of unknown type has no type in its answer", () => {
  const text = encodeResponse({ ...failed, kind: null, source: null });
  expect(Object.keys(JSON.parse(text))).toEqual([
    "task_id",
    "status",
    "started_at",
    "completed_at",
    "duration_seconds",
    "error",
  ]);
});

test("a clock that was set back gives no negative duration", () => {
  const text = encodeResponse({ ...failed, completedAt: 0 });
  expect(JSON.parse(text)).toMatchObject({
    completed_at: "1970-01-01T00:00:00Z",
    duration_seconds: 0,
  });
});

test("a directory with a slash at its end gets no second one", () => {
  const file = {
    directory: "/media/",
    filename: "a.mkv",
    sizeBytes: 1,
    warnings: [{ kind: "read_errors", count: 1, text: "One." }],
  };
  const text = encodeResponse({ ...ripped, outcome: { kind: "ripped", file } });
  expect(JSON.parse(text).result).toEqual({
    output_path: "/media/a.mkv",
    size_bytes: 1,
    destination: { directory: "/media/", filename: "a.mkv", size_bytes: 1 },
    warnings: [{ kind: "read_errors", count: 1, text: "One." }],
  });
});

test("a copy of a failure has the task's keys, as far as there are any", () => {
  const response = encodeResponse(failed);
  const copy = encodeFailedCopy('{"id": "a", "type": "rip"}', response);
  expect(JSON.parse(copy)).toEqual({ id: "a", ...JSON.parse(response) });
  for (const task of [null, "{", "null"]) {
    expect(JSON.parse(encodeFailedCopy(task, response))).toEqual(
      JSON.parse(response),
    );
  }
});

test("a kept answer comes back as it was, anything else does not", () => {
  const answer = {
    tasksDirectory: "/tasks",
    taskId: "a",
    outcome: "failed",
    text: encodeResponse(failed),
  } as const;
  expect(decodeKeptAnswer(encodeKeptAnswer(answer))).toEqual(answer);
  expect(decodeKeptAnswer("{}")).toBeNull();
  expect(decodeKeptAnswer("")).toBeNull();
});

test("an answer on its way is known by what it says, anything else is none", () => {
  const text = encodeResponse(failed);
  expect(decodeAnswer(text, "/tasks")).toEqual({
    tasksDirectory: "/tasks",
    taskId: failed.taskId,
    outcome: "failed",
    text,
  });
  for (const other of ["", "{", "[]", '{"task_id":"a","status":"done"}']) {
    expect(decodeAnswer(other, "/tasks")).toBeNull();
  }
});
