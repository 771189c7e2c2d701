import { describe, expect, test } from "bun:test";
import { createLog } from "../../src/lib/log.ts";
import { logChange } from "../../src/runtime/event-log.ts";
import { initialState } from "../../src/state/initial-state.ts";
import type { DaemonState, FinishedTask } from "../../src/state/state.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const before = initialState({
  version: "1",
  pid: 1,
  startedAt: 0,
  configDir: "/c",
});

function lines(
  next: DaemonState,
  event: Parameters<ReturnType<typeof logChange>>[2],
) {
  const out: Record<string, unknown>[] = [];
  const clock = createFakeClock(0);
  const log = createLog(clock, (line) => out.push(JSON.parse(line)));
  logChange(log)(next, before, event);
  return out;
}

const finished: FinishedTask = {
  taskId: "a",
  kind: "rip",
  trackNumber: 3,
  outcome: "failed",
  code: "DISC_UNREADABLE",
  message: "The disc can not be read.",
  sizeBytes: null,
  startedAt: 1000,
  completedAt: 4000,
  warnings: 0,
  acknowledged: false,
};

describe("the log", () => {
  test("has one line an event, and says how the activity changed", () => {
    expect(
      lines(
        { ...before, activity: { kind: "claiming", taskId: "a" } },
        { type: "makemkvconLocated", path: "/m", at: 0 },
      ),
    ).toEqual([
      {
        time: "1970-01-01T00:00:00.000Z",
        level: "info",
        message: "makemkvconLocated",
        path: "/m",
        from: "idle",
        to: "claiming",
      },
    ]);
  });

  test("says nothing of looks at the folder that found nothing new", () => {
    expect(
      lines(before, { type: "ticked", slept: false, awakeMs: 2000, at: 0 }),
    ).toEqual([]);
  });

  test("says once what is missing, and not again at every look for it", () => {
    const problem = { key: "m", text: "It is missing.", hint: "Install it." };
    const missing = { kind: "missing", problem } as const;
    const event = { type: "makemkvconMissing", problem, at: 0 } as const;
    expect(lines({ ...before, makemkvcon: missing }, event)[0]).toMatchObject({
      level: "info",
      message: "makemkvconMissing",
    });
    expect(lines({ ...before }, event)).toEqual([]);
  });

  test("has one wide line for every finished task", () => {
    const [, wide] = lines(
      { ...before, recent: [finished] },
      { type: "responseWritten", taskId: "a", at: 4000 },
    );
    expect(wide).toMatchObject({
      level: "warn",
      message: "task finished",
      taskId: "a",
      code: "DISC_UNREADABLE",
      seconds: 3,
    });
  });

  test("warns of a new problem once, with what to do", () => {
    const problem = { key: "no_yaml", text: "It is gone.", hint: "Write it." };
    const broken: DaemonState = {
      ...before,
      config: { kind: "needsSetup", problem },
    };
    const event = {
      type: "configUnavailable",
      reason: "needsSetup",
      problem,
      at: 0,
    } as const;
    expect(lines(broken, event).at(-1)).toMatchObject({
      level: "warn",
      message: "no_yaml",
      hint: "Write it.",
    });
  });
});
