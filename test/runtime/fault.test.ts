import { describe, expect, test } from "bun:test";
import { factOfFault } from "../../src/runtime/fault.ts";
import type { Effect } from "../../src/state/effect.ts";

const bug = new Error("bug");
const fault = (effect: Effect) => factOfFault(effect, bug, "/tasks");

describe("a bug in a handler", () => {
  test("answers the task that was being claimed by looking at the folder again", () => {
    expect(fault({ type: "claimTask", taskId: "a" })).toMatchObject({
      type: "queueUnavailable",
      directory: "/tasks",
      problem: { key: "internal_error" },
    });
  });

  test("keeps an answer that could not be written", () => {
    const response = {
      taskId: "a",
      kind: "scan",
      startedAt: 0,
      completedAt: 0,
      source: null,
      outcome: {
        kind: "failed",
        failure: { code: "UNKNOWN", message: "", detail: "" },
      },
    } as const;
    expect(fault({ type: "writeResponse", response })).toMatchObject({
      type: "responseKept",
      taskId: "a",
    });
  });

  test("leaves nothing waiting where nothing waits", () => {
    expect(fault({ type: "exit", restart: false })).toBeNull();
  });
});
