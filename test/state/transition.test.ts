import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  claiming,
  finished,
  newState,
  notPaused,
  NOW,
  openQueue,
  paused,
  problem,
  readyState,
  requeueing,
  response,
  ripping,
  ripTask,
  scanning,
  stopping,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact) {
  return transition(state, { ...fact, at: NOW });
}

/** What no file event told of counts as well. */
const look = { type: "readQueue", resync: true } as const;

describe("a stop", () => {
  const stop = { type: "stopRequested", restart: false } as const;

  test("of a daemon that does nothing ends it at once", () => {
    expect(after(readyState(), stop)).toEqual([
      readyState({ life: { kind: "left" } }),
      [{ type: "exit", restart: false }],
    ]);
  });

  test("works also before anything is known", () => {
    expect(after(newState(), stop)).toEqual([
      newState({ life: { kind: "left" } }),
      [{ type: "exit", restart: false }],
    ]);
  });

  test("says whether a successor is wanted", () => {
    const [, effects] = after(readyState(), { ...stop, restart: true });
    expect(effects).toEqual([{ type: "exit", restart: true }]);
  });

  test.each([
    ["rip", ripping()],
    ["background scan", scanning()],
  ])("stops a %s first", (_, activity) => {
    expect(after(readyState({ activity }), stop)).toEqual([
      readyState({
        activity: stopping(activity, "quitting"),
        life: { kind: "stopping", restart: false },
      }),
      [{ type: "stopRun", run: 1, urgent: false }],
    ]);
  });

  test.each([
    ["a claim", claiming(ripTask())],
    ["a task that goes back", requeueing(ripTask())],
    ["an answer", { kind: "finishing", response: response() } as const],
    ["what is stopped already", stopping(ripping(), "ejected")],
  ])("waits for %s", (_, activity) => {
    expect(after(readyState({ activity }), stop)).toEqual([
      readyState({ activity, life: { kind: "stopping", restart: false } }),
      [],
    ]);
  });

  test("waits until a pause that was asked for is on disk", () => {
    const pause = { ...paused, pending: true, writing: true };
    const [waiting, nothing] = after(readyState({ pause }), stop);
    expect(nothing).toEqual([]);
    const [, effects] = after(waiting, {
      type: "pauseMarkerSet",
      paused: true,
    });
    expect(effects).toEqual([{ type: "exit", restart: false }]);
  });

  test("does not wait for a pause whose folder is away", () => {
    const state = readyState({
      pause: { ...paused, pending: true },
      queue: { kind: "closed" },
    });
    const [, effects] = after(state, stop);
    expect(effects).toEqual([{ type: "exit", restart: false }]);
  });

  test("leaves when the answer is written, and claims nothing more", () => {
    const state = readyState({
      activity: { kind: "finishing", response: response() },
      life: { kind: "stopping", restart: true },
      queue: openQueue(ripTask("rip-2")),
    });
    expect(after(state, { type: "responseWritten", taskId: "rip-1" })).toEqual([
      {
        ...state,
        activity: { kind: "idle" },
        life: { kind: "left" },
        recent: [finished()],
      },
      [look, { type: "exit", restart: true }],
    ]);
  });

  test("that comes a second time changes nothing", () => {
    const state = readyState({
      activity: stopping(ripping(), "quitting"),
      life: { kind: "stopping", restart: false },
    });
    expect(after(state, { ...stop, restart: true })).toEqual([state, []]);
  });

  test.each([
    { type: "ticked", slept: false, awakeMs: 2000 },
    { type: "stopRequested", restart: true },
    { type: "configUpdateRequested" },
    { type: "pauseRequested", now: true },
    { type: "makemkvconMissing", problem: problem() },
  ] satisfies Fact[])(
    "once it is done, nothing matters any more: %j",
    (fact) => {
      const left = readyState({ life: { kind: "left" } });
      expect(after(left, fact)).toEqual([left, []]);
    },
  );
});

describe("people", () => {
  test("the webapp's clients and the watchers are counted", () => {
    const [one] = after(readyState(), {
      type: "webappClientsChanged",
      clients: 1,
    });
    const [both, effects] = after(one, {
      type: "watchersChanged",
      watchers: 2,
    });
    expect(both.people).toEqual({
      webappClients: 1,
      watchers: 2,
      lastCommandAt: null,
    });
    expect(effects).toEqual([]);
  });

  test.each([
    { type: "pauseRequested", now: false },
    { type: "resumeRequested" },
    { type: "failuresAcknowledged" },
  ] satisfies Fact[])("the time of a command is remembered: %j", (fact) => {
    expect(after(readyState(), fact)[0].people.lastCommandAt).toBe(NOW);
  });

  test("failures that somebody has looked at are marked, and nothing else", () => {
    const failed = finished({ outcome: "failed", acknowledged: false });
    const [state] = after(readyState({ recent: [failed, finished()] }), {
      type: "failuresAcknowledged",
    });
    expect(state.recent).toEqual([
      { ...failed, acknowledged: true },
      finished(),
    ]);
  });
});

describe("the server and the settings", () => {
  test("a server that listens is shown with its addresses", () => {
    const [state, effects] = after(readyState(), {
      type: "serverListening",
      port: 1234,
      addresses: ["127.0.0.1"],
      problems: [problem()],
    });
    expect(state.server).toEqual({
      kind: "listening",
      port: 1234,
      addresses: ["127.0.0.1"],
      problems: [problem()],
    });
    expect(effects).toEqual([]);
  });

  test("a server that can not listen is a problem, and the work goes on", () => {
    const state = readyState({ queue: openQueue(ripTask()) });
    const [next, effects] = after(state, {
      type: "serverFailed",
      problem: problem("port_taken"),
    });
    expect(next.server).toEqual({
      kind: "failed",
      problem: problem("port_taken"),
    });
    expect(effects).toEqual([{ type: "claimTask", taskId: "rip-1" }]);
  });

  test("a webapp that says so has its settings fetched again", () => {
    expect(after(readyState(), { type: "configUpdateRequested" })).toEqual([
      readyState(),
      [{ type: "loadConfig" }],
    ]);
  });

  test("what makes no difference leaves the very same state", () => {
    const state = readyState({ pause: notPaused });
    const [same] = after(state, { type: "taskGone", taskId: "unknown" });
    expect(same).toBe(state);
  });
});

test("what makemkvcon calls itself is kept", () => {
  const version = "MakeMKV v1.18.2 darwin(arm64-release)";
  const fact = { type: "makemkvconSpoke", version, at: NOW } as const;
  const [state] = transition(readyState(), fact);
  expect(state.makemkvVersion).toBe(version);
  expect(transition(state, fact)).toEqual([state, []]);
});
