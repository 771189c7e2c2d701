import { describe, expect, test } from "bun:test";
import {
  currentTaskId,
  holds,
  isAttended,
  problemsOf,
  queueDepth,
  runningOf,
  settingsOf,
  taskOf,
  upcomingEntries,
} from "../../src/state/select.ts";
import type { Activity, DaemonState, People } from "../../src/state/state.ts";
import {
  claiming,
  entry,
  listing,
  newState,
  noDisc,
  NOW,
  openingQueue,
  openQueue,
  paused,
  problem,
  readyState,
  requeueing,
  response,
  ripping,
  ripTask,
  scanning,
  scanTask,
  settings,
  stopping,
  TASKS,
  unavailableQueue,
  unwatchedDrive,
} from "../support/states.ts";

test("there are settings once there are any", () => {
  expect(settingsOf(newState())).toBeNull();
  expect(settingsOf(readyState())).toBe(settings);
});

test("how many tasks wait is known of an open folder only", () => {
  const queue = {
    kind: "open",
    directory: TASKS,
    listing: listing([ripTask()], { depth: 40 }),
  } as const;
  expect(queueDepth(readyState({ queue }))).toBe(40);
  expect(upcomingEntries(readyState({ queue }))).toEqual([entry(ripTask())]);
  expect(queueDepth(readyState({ queue: openingQueue }))).toBe(0);
  expect(upcomingEntries(readyState({ queue: openingQueue }))).toEqual([]);
});

describe("what is in work", () => {
  const rip = ripping();
  const scan = scanning(scanTask());
  const background = scanning();

  test.each<[Activity, Activity | null, string | null]>([
    [{ kind: "idle" }, null, null],
    [claiming(ripTask()), null, null],
    [rip, rip, "rip-1"],
    [scan, scan, "scan-1"],
    [background, background, null],
    [stopping(rip, "ejected"), rip, "rip-1"],
    [stopping(background, "ejected"), background, null],
    [{ kind: "finishing", response: response() }, null, "rip-1"],
    [requeueing(ripTask()), null, null],
  ])("%j", (activity, running, taskId) => {
    const state = readyState({ activity });
    expect<Activity | null>(runningOf(state)).toEqual(running);
    expect(currentTaskId(state)).toBe(taskId);
  });

  test("a run knows its task, a background scan has none", () => {
    expect(taskOf(rip)).toEqual(ripTask());
    expect(taskOf(scan)).toEqual(scanTask());
    expect(taskOf(background)).toBeNull();
  });
});

describe("a person is about", () => {
  const nobody = newState().people;

  const commanded = { ...nobody, lastCommandAt: NOW };

  test.each<[string, People, boolean]>([
    ["never, when nobody came", nobody, false],
    ["while a dashboard is attached", { ...nobody, watchers: 1 }, true],
    ["not for a webapp alone", { ...nobody, webappClients: 1 }, false],
    ["after a command", commanded, true],
  ])("%s", (_, people, expected) => {
    expect(isAttended(readyState({ people }), NOW)).toBe(expected);
  });

  test("for ten minutes after a command, and then no longer", () => {
    const state = readyState({ people: commanded });
    const { attendedMs } = settings;
    expect(isAttended(state, NOW + attendedMs - 1)).toBe(true);
    expect(isAttended(state, NOW + attendedMs)).toBe(false);
  });
});

describe("why nothing is claimed", () => {
  const keysOf = (state: DaemonState) => holds(state).map(({ key }) => key);

  test.each<[string, Partial<DaemonState>, readonly string[]]>([
    ["nothing, when all is well", {}, []],
    ["a pause is no problem", { pause: paused }, []],
    ["nor is an empty drive that has had a disc", { drive: noDisc }, []],
    [
      "no settings",
      { config: { kind: "needsSetup", problem: problem("no_yaml") } },
      ["no_yaml"],
    ],
    [
      "no webapp",
      { config: { kind: "noWebapp", problem: problem("no_webapp") } },
      ["no_webapp"],
    ],
    [
      "no makemkvcon and no folder",
      {
        makemkvcon: { kind: "missing", problem: problem("no_makemkvcon") },
        queue: unavailableQueue(true),
      },
      ["no_makemkvcon", "tasks_folder_gone"],
    ],
    [
      "a licence that forbids the work",
      {
        licence: {
          kind: "refused",
          problem: problem("licence_expired"),
          since: NOW,
          trace: null,
        },
      },
      ["licence_expired"],
    ],
    ["no disc so far", { drive: { ...noDisc, device: null } }, []],
    [
      "a disc monitor that has not spoken",
      {
        monitor: { kind: "off" },
        drive: { ...unwatchedDrive, device: null },
      },
      [],
    ],
    [
      "no drive that anybody knows of",
      {
        drive: { ...unwatchedDrive, device: null },
        monitor: { kind: "unavailable", problem: problem("no_monitor") },
      },
      ["no_drive"],
    ],
  ])("%s", (_, changes, keys) => {
    expect(keysOf(readyState(changes))).toEqual([...keys]);
  });
});

test("everything that a person should know about is listed, what holds the work first", () => {
  const state = readyState({
    makemkvcon: { kind: "missing", problem: problem("no_makemkvcon") },
    config: {
      kind: "ready",
      settings,
      source: "cache",
      problems: [problem("unknown_key")],
    },
    server: {
      kind: "listening",
      port: 9847,
      addresses: [],
      problems: [problem("no_token")],
    },
    monitor: { kind: "unavailable", problem: problem("no_monitor") },
    queue: {
      kind: "open",
      directory: TASKS,
      listing: listing([], { problems: [problem("strange_file")] }),
    },
  });
  expect(problemsOf(state).map(({ key }) => key)).toEqual([
    "no_makemkvcon",
    "unknown_key",
    "no_token",
    "strange_file",
    "no_monitor",
  ]);
  const failed = readyState({
    server: { kind: "failed", problem: problem("port_taken") },
  });
  expect(problemsOf(failed)).toEqual([problem("port_taken")]);
  expect(problemsOf(readyState({ queue: openQueue() }))).toEqual([]);
});

test("a pause that is not in the marker file is a problem while the tasks folder is away", () => {
  const pause = { ...paused, pending: true };
  const away = readyState({ pause, queue: unavailableQueue() });
  expect(problemsOf(away).map(({ key }) => key)).toContain("pause_not_on_disk");
  expect(problemsOf(readyState({ pause, queue: openQueue() }))).toEqual([]);
  const refused = { ...pause, problem: problem("storage_refused") };
  expect(problemsOf(readyState({ pause: refused }))).toEqual([
    problem("storage_refused"),
  ]);
});
