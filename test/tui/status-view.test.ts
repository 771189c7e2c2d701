import { expect, test } from "bun:test";
import { initialState } from "../../src/state/initial-state.ts";
import { noProgress } from "../../src/state/progress.ts";
import type { RunNotice } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { statusView } from "../../tui/status-view.ts";
import {
  inserted,
  noDisc,
  NOW,
  problem,
  readyState,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanResult,
  unwatchedDrive,
  waiting,
} from "../support/states.ts";

const started = Date.parse("2025-12-21T14:30:00Z");
const state = initialState({
  version: "1.2.3",
  pid: 42,
  startedAt: started,
  configDir: "/c",
});

test("a daemon without a setup says what is missing and what to do", () => {
  const needsSetup: DaemonState = {
    ...state,
    config: {
      kind: "needsSetup",
      problem: {
        key: "no_daemon_yaml",
        text: "There is no /c/daemon.yaml.",
        hint: "Write it.",
      },
    },
  };
  expect(statusView(needsSetup, started + 61_000)).toBe(
    `Amphigory 1.2.3, running for 1m 01s (process 42)

  Disc        not watched
  Activity    idle
  Queue       not open yet
  Webapp      not known yet
  makemkvcon  not looked for yet

Needs attention
  ! There is no /c/daemon.yaml. Write it.
`,
  );
});

test("a tasks folder that can not be used is not said to be absent", () => {
  const blocked: DaemonState = {
    ...state,
    queue: {
      kind: "unavailable",
      directory: "/tasks",
      problem: { key: "k", text: "/tasks is read-only.", hint: "Change it." },
      retrying: false,
    },
  };
  expect(statusView(blocked, started)).toContain(
    "  Queue       not usable: /tasks\n",
  );
});

test("a rip shows its track, bar, size, speed and what is left", () => {
  const ripping: DaemonState = {
    ...state,
    drive: { ...state.drive, device: "/dev/sr0" },
    makemkvcon: { kind: "found", path: "/usr/bin/makemkvcon" },
    queue: {
      kind: "open",
      directory: "/tasks",
      listing: { depth: 3, upcoming: [], paused: false, problems: [] },
    },
    activity: {
      kind: "ripping",
      run: 1,
      startedAt: started,
      task: {
        kind: "rip",
        id: "a",
        createdAt: null,
        attempts: 1,
        track: {
          number: 0,
          expectedSizeBytes: null,
          expectedDurationMs: null,
        },
        output: { directory: "/m", filename: "The\u001bFilm.mkv" },
        discFingerprint: null,
      },
      progress: {
        phase: "saving",
        percent: 47,
        currentSizeBytes: 5_356_823_040,
        bytesPerSecond: 42_300_000,
        etaMs: 412_000,
        savingSince: started,
        samples: [],
      },
      pulse: { notice: { kind: "working" }, at: started },
    },
    recent: [
      {
        taskId: "z",
        kind: "rip",
        trackNumber: 1,
        outcome: "failed",
        code: "DISC_UNREADABLE",
        message: "The disc can not be read.",
        sizeBytes: null,
        startedAt: started,
        completedAt: started + 4000,
        warnings: 0,
        acknowledged: false,
      },
    ],
  };
  expect(statusView(ripping, started + 868_000)).toBe(
    `Amphigory 1.2.3, running for 14m 28s (process 42)

  Disc        not watched (/dev/sr0)
  Activity    ripping track 0 to The�Film.mkv, 14m 28s
              █████████░░░░░░░░░░░ 47 %, 5.36 GB, 42 MB/s, 6m 52s left
  Queue       3 tasks waiting in /tasks
  Webapp      not known yet
  makemkvcon  /usr/bin/makemkvcon

Recent
  ✗ z DISC_UNREADABLE: The disc can not be read. (4s)
`,
  );
});

/** The row that begins with this label, and the one below it. */
function row(of: DaemonState, label: string, now = NOW): string {
  const lines = statusView(of, now).split("\n");
  const at = lines.findIndex((line) => line.trimStart().startsWith(label));
  const below = lines[at + 1] ?? "";
  const more = below.startsWith(" ".repeat(13)) ? `; ${below.trim()}` : "";
  return `${(lines[at] ?? "").trim()}${more}`;
}

test.each<[string, DaemonState["drive"]]>([
  ["Disc        No disc inserted (/dev/rdisk4)", noDisc],
  [
    "Disc        THE_POLAR_EXPRESS, Blu-ray, being scanned (/dev/rdisk4)",
    inserted({ kind: "running" }),
  ],
  [
    "Disc        THE_POLAR_EXPRESS, Blu-ray, no tracks (/dev/rdisk4)",
    inserted(scanned),
  ],
  [
    "Disc        THE_POLAR_EXPRESS, Blu-ray, could not be scanned: It is dirty. (/dev/rdisk4)",
    inserted({
      kind: "failed",
      code: "DISC_UNREADABLE",
      message: "It is dirty.",
    }),
  ],
  [
    "Disc        not watched, scanned last: THE_POLAR_EXPRESS (/dev/rdisk4)",
    {
      ...unwatchedDrive,
      disc: { kind: "unknown", lastScan: scanResult, renumbered: null },
    },
  ],
])("%s", (line, drive) => {
  expect(row(readyState({ drive }), "Disc")).toBe(line);
});

test("a task that waits for a disc says so, and since when", () => {
  const activity = waiting(ripTask());
  const state = readyState({ drive: noDisc, activity });
  expect(row(state, "Activity", NOW + 12_000)).toBe(
    "Activity    waiting for a disc for rip-1, 12s",
  );
});

test("a rip that gets nowhere shows neither a speed nor a time left", () => {
  const progress = {
    ...noProgress,
    phase: "saving",
    percent: 40,
    currentSizeBytes: 3_000_000_000,
    bytesPerSecond: 2_900_000,
    etaMs: 60_000,
  } as const;
  const shown = (notice: RunNotice) => {
    const activity = { ...ripping(), progress, pulse: { notice, at: NOW } };
    return statusView(readyState({ activity }), NOW);
  };
  expect(shown({ kind: "working" })).toContain(
    "3.00 GB, 2.9 MB/s, 1m 00s left",
  );
  for (const kind of ["silent", "stalled"] as const) {
    const text = shown({ kind, silentMs: 150_000 });
    expect(text).toContain("40 %, 3.00 GB");
    expect(text).not.toMatch(/MB\/s|left/);
  }
});

test("a run that is silent says for how long", () => {
  const notice = { kind: "silent", silentMs: 150_000 } as const;
  const activity = { ...scanning(), pulse: { notice, at: NOW } };
  expect(row(readyState({ activity }), "Activity", NOW + 10_000)).toBe(
    "Activity    scanning in the background, 10s; no progress for 2m 40s; it is stopped if that goes on",
  );
});

test.each<[string, DaemonState["licence"]]>([
  ["/opt/bin/makemkvcon", { kind: "fine" }],
  [
    "/opt/bin/makemkvcon, licence limited",
    { kind: "limited", daysLeft: null, problem: problem("l") },
  ],
  [
    "/opt/bin/makemkvcon, licence for 3 days more",
    { kind: "limited", daysLeft: 3, problem: problem() },
  ],
  [
    "/opt/bin/makemkvcon, no valid licence",
    { kind: "refused", problem: problem(), since: NOW, trace: null },
  ],
])("makemkvcon  %s", (text, licence) => {
  expect(row(readyState({ licence }), "makemkvcon")).toBe(
    `makemkvcon  ${text}`,
  );
});

test("the webapp is connected by either way, and it is said by which", () => {
  const line = (changes: Partial<DaemonState>) =>
    /Webapp {6}(.*)/.exec(statusView(readyState(changes), NOW))?.[1];
  const people = { webappClients: 1, watchers: 0, lastCommandAt: null };
  const link = { kind: "connected", since: NOW } as const;
  const url = "http://localhost:8080";
  const port = "listening on port 9847";
  expect([
    line({}),
    line({ link: { kind: "connecting" } }),
    line({ people }),
    line({ link }),
    line({ people, link }),
  ]).toEqual([
    `${url}: not connected, ${port}`,
    `${url}: not connected, ${port}`,
    `${url}: 1 client, ${port}`,
    `${url}: connected to its /ws, ${port}`,
    `${url}: connected to its /ws, 1 client, ${port}`,
  ]);
});
