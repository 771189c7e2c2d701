import type { DaemonIdentity, DaemonState } from "./state.ts";

/** The daemon as it is in the moment it starts: it knows nothing yet. */
export function initialState(daemon: DaemonIdentity): DaemonState {
  return {
    daemon,
    life: { kind: "running" },
    config: { kind: "loading" },
    makemkvcon: { kind: "unknown" },
    makemkvVersion: null,
    failedStarts: null,
    server: { kind: "closed" },
    link: { kind: "off" },
    licence: { kind: "unknown" },
    monitor: { kind: "off" },
    drive: {
      device: null,
      disc: { kind: "unknown", lastScan: null, renumbered: null },
      eject: { kind: "none" },
    },
    otherDrives: [],
    queue: { kind: "closed" },
    pause: {
      paused: false,
      reason: null,
      pending: false,
      writing: false,
      problem: null,
    },
    activity: { kind: "idle" },
    recent: [],
    undelivered: [],
    people: { webappClients: 0, watchers: 0, lastCommandAt: null },
    lastRun: 0,
  };
}
