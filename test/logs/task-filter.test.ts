import { expect, test } from "bun:test";
import type { LogRecord } from "../../src/lib/log-text.ts";
import { createTaskFilter } from "../../src/logs/task-filter.ts";

function record(
  message: string,
  fields: LogRecord["fields"] = {},
  level: LogRecord["level"] = "info",
): LogRecord {
  return { time: "", level, message, fields };
}

test("a task has the lines that name it, those of its runs, and what went wrong meanwhile", () => {
  const story: readonly (readonly [boolean, LogRecord])[] = [
    [false, record("taskClaimed", { taskId: "other" })],
    [false, record("ripEnded", { run: 1 })],
    [false, record("task finished", { taskId: "other" })],
    [true, record("taskClaimed", { taskId: "mine" })],
    [true, record("runNoticed", { run: 2 })],
    [false, record("webappClientsChanged", { clients: 1 })],
    [true, record("tasks_folder_gone", {}, "warn")],
    [true, record("ripEnded", { run: 2 })],
    [true, record("task finished", { taskId: "mine" })],
    [false, record("runNoticed", { run: 3 })],
    [false, record("tasks_folder_gone", {}, "warn")],
    [true, record("answersDelivered", { taskId: "mine" })],
  ];
  const belongs = createTaskFilter("mine");
  expect(story.map(([, one]) => [belongs(one), one] as const)).toEqual([
    ...story,
  ]);
});

test("a daemon that was killed ends the work on its task", () => {
  const belongs = createTaskFilter("mine");
  belongs(record("taskClaimed", { taskId: "mine" }));
  expect(belongs(record("started", { pid: 2 }))).toBe(false);
  expect(belongs(record("scanEnded", { run: 1 }))).toBe(false);
});
