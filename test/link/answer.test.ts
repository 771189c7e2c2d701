import { expect, test } from "bun:test";
import { answerTo } from "../../src/link/answer.ts";
import { driveStatusOf } from "../../src/link/drive-status.ts";
import { readyState } from "../support/states.ts";

const state = readyState();

test("get_drive_status is answered with the drive", () => {
  const request = {
    kind: "request",
    requestId: "r1",
    method: "get_drive_status",
  } as const;
  expect(answerTo(request, state, "beehive")).toEqual({
    type: "response",
    request_id: "r1",
    result: driveStatusOf(state, "beehive"),
  });
});

test("what nobody knows and what is no request is answered with an error", () => {
  const unknown = { kind: "request", requestId: 3, method: "x\n" } as const;
  expect(answerTo(unknown, state, "beehive")).toEqual({
    type: "response",
    request_id: 3,
    error: {
      code: "unknown_method",
      message:
        'This daemon does not know the method "x\\n"; it answers get_drive_status.',
    },
  });
  const malformed = { kind: "malformed", requestId: null, why: "No." } as const;
  expect(answerTo(malformed, state, "beehive")).toEqual({
    type: "response",
    request_id: null,
    error: { code: "invalid_request", message: "No." },
  });
});
