import { expect, test } from "bun:test";
import { createAnnouncer } from "../../src/server/announcer.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { Message } from "../../src/wire/message.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import {
  finished,
  finishing,
  insertedDrive,
  rippedOutcome,
  ripping,
  sampleSettings,
  sampleState,
  saving,
} from "./sample-state.ts";

function start() {
  const clock = createFakeClock();
  const said: string[] = [];
  let state = sampleState;
  const announcer = createAnnouncer({
    clock,
    getState: () => state,
    broadcast(messages) {
      for (const message of messages) {
        said.push(`${clock.monotonic()} ${brief(message)}`);
      }
    },
  });
  return {
    clock,
    said,
    announcer,
    change: (part: Partial<DaemonState>) => {
      const previous = state;
      state = { ...state, ...part };
      announcer.changed(state, previous);
    },
  };
}

function brief(message: Message): string {
  switch (message.type) {
    case "progress":
      return `progress ${message.percent}`;
    case "status":
      return `${message.status} ${message.task_id}`;
    case "disc":
    case "daemon":
      return message.event;
    default:
      return message.type;
  }
}

const idle = { kind: "idle" } as const;

test("progress is told at most four times in any second, and its last one before the task is completed", () => {
  const { change, clock, said } = start();
  change({ activity: ripping("a") });
  for (let percent = 0; percent < 100; percent += 1) {
    change({ activity: ripping("a", saving(percent, 1000)) });
    clock.advance(13);
  }
  change({ activity: finishing("a", rippedOutcome) });
  change({ activity: idle, recent: [finished("a")] });
  expect(said).toEqual([
    "0 started a",
    "0 progress 0",
    "334 progress 25",
    "668 progress 51",
    "1002 progress 77",
    "1300 progress 100",
    "1300 completed a",
  ]);
});

test("other news does not wait for progress", () => {
  const { change, clock, said } = start();
  change({ activity: ripping("a", saving(1, 1000)) });
  change({ activity: ripping("a", saving(2, 1000)) });
  change({ drive: insertedDrive("FILM") });
  clock.advance(1000);
  expect(said).toEqual([
    "0 started a",
    "0 progress 1",
    "0 inserted",
    "334 progress 2",
  ]);
});

test("nothing of a task is told after it went back to the queue", () => {
  const { change, clock, said } = start();
  change({ activity: ripping("a", saving(1, 1000)) });
  change({ activity: ripping("a", saving(2, 1000)) });
  change({ activity: { kind: "requeueing", taskId: "a" } });
  clock.advance(5000);
  expect(said).toEqual(["0 started a", "0 progress 1", "0 progress 2"]);
});

test("a heartbeat comes in every interval, and a changed interval counts at once", () => {
  const { announcer, change, clock, said } = start();
  clock.advance(20_000);
  expect(said).toEqual(["10000 heartbeat", "20000 heartbeat"]);
  change({
    config: {
      kind: "ready",
      settings: { ...sampleSettings, heartbeatIntervalMs: 3000 },
      source: "webapp",
      problems: [],
    },
  });
  clock.advance(6500);
  expect(said.slice(2)).toEqual(["23000 heartbeat", "26000 heartbeat"]);
  announcer.close();
  clock.advance(100_000);
  expect(said).toHaveLength(4);
});

test("heartbeats come ten times a second at most, whatever the webapp asks for", () => {
  const { change, clock, said } = start();
  change({
    config: {
      kind: "ready",
      settings: { ...sampleSettings, heartbeatIntervalMs: 1 },
      source: "webapp",
      problems: [],
    },
  });
  clock.advance(1000);
  expect(said).toHaveLength(10);
});
