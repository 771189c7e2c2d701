import { expect, test } from "bun:test";
import { initialState } from "../../src/state/initial-state.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { statusView } from "../../tui/status-view.ts";

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
    drive: { device: "/dev/sr0", disc: { kind: "unknown" } },
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
