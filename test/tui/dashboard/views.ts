import type { DaemonState } from "../../../src/state/state.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import { noProgress } from "../../../src/state/progress.ts";
import { readLook, type Look } from "../../../tui/dashboard/look.ts";
import { initialUi } from "../../../tui/dashboard/ui.ts";
import type { Link, View } from "../../../tui/dashboard/view.ts";
import {
  claiming,
  DEVICE,
  failure,
  film,
  finished,
  inserted,
  newState,
  noDisc,
  notPaused,
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
  stopping,
  unavailableQueue,
  unwatchedDrive,
  waiting,
} from "../../support/states.ts";

/** Every state a daemon can be in, as far as a person sees a difference, and the words that must be on the screen. */
interface Shown {
  readonly name: string;
  readonly state: DaemonState;
  /** Also in the smallest window. */
  readonly says: readonly string[];
}

export const plainLook: Look = readLook(
  { NO_COLOR: "1", TERM: "xterm", LANG: "C.UTF-8" },
  { ascii: false },
);

export function viewOf(link: Link, changes: Partial<View> = {}): View {
  return {
    link,
    now: NOW,
    size: { columns: 80, rows: 24 },
    ui: initialUi,
    look: plainLook,
    log: [],
    ...changes,
  };
}

export function live(state: DaemonState, changes: Partial<View> = {}): View {
  return viewOf({ kind: "live", state }, changes);
}

export function notice(one: RunNotice) {
  return { notice: one, at: NOW };
}

const saving = {
  ...noProgress,
  phase: "saving",
  percent: 47,
  currentSizeBytes: 12_380_000_000,
  bytesPerSecond: 34_100_000,
  etaMs: 412_000,
  savingSince: NOW,
  samples: [{ at: NOW, fraction: 0.47, sizeBytes: 12_380_000_000 }],
} as const;

const failed = finished({
  outcome: "failed",
  code: "DISC_UNREADABLE",
  message: "The disc can not be read at 8.1 GB. Clean it.",
  acknowledged: false,
});

const longName =
  "The Polar Express (2004) 北極特快 👨‍👩‍👧 Extended Edition with Commentary.mkv";

export const STATES: readonly Shown[] = [
  { name: "starting", state: newState(), says: ["Starting"] },
  { name: "idle", state: readyState(), says: ["Idle", "THE_POLAR_EXPRESS"] },
  {
    name: "no disc",
    state: readyState({ drive: noDisc }),
    says: ["No disc inserted"],
  },
  {
    name: "discs not watched",
    state: readyState({ drive: unwatchedDrive, monitor: { kind: "off" } }),
    says: ["The drive", DEVICE],
  },
  {
    name: "audio CD",
    state: readyState({
      drive: {
        device: DEVICE,
        disc: {
          kind: "inserted",
          volumeName: "Kind of Blue",
          medium: { kind: "cd", content: "audio" },
          insertedAt: NOW,
          scan: { kind: "wanted" },
        },
        eject: { kind: "ejecting" },
      },
    }),
    says: ["audio CD"],
  },
  {
    name: "scanning",
    state: readyState({
      drive: inserted({ kind: "running" }),
      activity: scanning(),
    }),
    says: ["Scanning the disc", "being scanned"],
  },
  {
    name: "scanning for a task",
    state: readyState({ activity: scanning(scanTask()) }),
    says: ["Scanning the disc → scan-1"],
  },
  {
    name: "scan failed",
    state: readyState({
      drive: inserted({
        kind: "failed",
        ...failure(),
        renumbered: null,
      } as never), // more than one shape has been needed
    }),
    says: ["not scanned"],
  },
  {
    name: "preparing",
    state: readyState({ activity: ripping() }),
    says: ["Ripping track 0", "checking the target folder"],
  },
  {
    name: "opening",
    state: readyState({
      activity: { ...ripping(), progress: { ...noProgress, phase: "opening" } },
    }),
    says: ["opening disc"],
  },
  {
    name: "ripping",
    state: readyState({
      activity: { ...ripping(), progress: saving },
      queue: openQueue(ripTask("rip-2"), scanTask()),
    }),
    says: ["Ripping track 0", "47 %", "6m 52s left", "34 MB/s"],
  },
  {
    name: "ripping, a very long name",
    state: readyState({
      activity: {
        ...ripping({
          ...ripTask(),
          output: { directory: "/media", filename: longName },
        }),
        progress: saving,
      },
    }),
    says: ["ary.mkv"],
  },
  {
    name: "ripping, then paused",
    state: readyState({
      activity: { ...ripping(), progress: saving },
      pause: paused,
    }),
    says: ["then paused"],
  },
  {
    name: "slow",
    state: readyState({
      activity: { ...ripping(), pulse: notice({ kind: "slow", why: null }) },
    }),
    says: ["slow"],
  },
  {
    name: "silent",
    state: readyState({
      activity: {
        ...ripping(),
        progress: saving,
        pulse: notice({ kind: "silent", silentMs: 60_000 }),
      },
    }),
    says: ["1m 00s; it is stopped"],
  },
  {
    name: "retrying",
    state: readyState({
      activity: {
        ...ripping(),
        pulse: notice({
          kind: "retrying",
          why: "drive_not_ready",
          attempt: 2,
          waitMs: 5000,
        }),
      },
    }),
    says: ["the drive is not ready"],
  },
  {
    name: "waiting for a disc",
    state: readyState({ drive: noDisc, activity: waiting(ripTask()) }),
    says: ["Waiting for a disc", "rip of track 0"],
  },
  {
    name: "stopping",
    state: readyState({ activity: stopping(ripping(), "cancelled") }),
    says: ["Stopping makemkvcon"],
  },
  {
    name: "stopping, ejected",
    state: readyState({ activity: stopping(ripping(), "ejected") }),
    says: ["The disc is gone"],
  },
  {
    name: "ending",
    state: readyState({
      life: { kind: "stopping", restart: true },
      activity: stopping(ripping(), "quitting"),
    }),
    says: ["restarting", "The daemon ends"],
  },
  {
    name: "claiming",
    state: readyState({ activity: claiming(ripTask()) }),
    says: ["Beginning rip-1"],
  },
  {
    name: "finishing",
    state: readyState({
      activity: { kind: "finishing", response: response() },
    }),
    says: ["Writing the answer of rip-1"],
  },
  {
    name: "requeueing",
    state: readyState({ activity: requeueing(ripTask()) }),
    says: ["Putting back rip-1"],
  },
  {
    name: "paused",
    state: readyState({ pause: paused, queue: openQueue(ripTask()) }),
    says: ["Paused", "until you resume", "resume"],
  },
  {
    name: "paused by the webapp",
    state: readyState({ pause: { ...paused, reason: "marker_file" } }),
    says: ["The webapp"],
  },
  {
    name: "pause not on disk",
    state: readyState({
      pause: { ...notPaused, problem: problem("pause_not_written") },
    }),
    says: ["pause_not_written"],
  },
  {
    name: "a failure nobody has seen",
    state: readyState({ recent: [failed] }),
    says: ["Track 0 failed (DISC_UNREADABLE)", "seen"],
  },
  {
    name: "a failure somebody has seen",
    state: readyState({ recent: [{ ...failed, acknowledged: true }] }),
    says: ["Idle"],
  },
  {
    name: "answers that wait",
    state: readyState({
      queue: unavailableQueue(),
      undelivered: [finished()],
    }),
    says: ["tasks_folder_gone", "Put it right"],
  },
  {
    name: "the tasks folder is being opened",
    state: readyState({ queue: openingQueue }),
    says: ["The tasks folder is being"],
  },
  {
    name: "no makemkvcon",
    state: readyState({
      makemkvcon: { kind: "missing", problem: problem("makemkvcon_missing") },
    }),
    says: ["makemkvcon_missing", "Waiting until"],
  },
  {
    name: "no licence",
    state: readyState({
      licence: {
        kind: "refused",
        problem: problem("licence_expired"),
        since: NOW,
        trace: null,
      },
    }),
    says: ["licence_expired"],
  },
  {
    name: "a licence that ends",
    state: readyState({
      licence: {
        kind: "limited",
        daysLeft: 3,
        problem: problem("licence_ends"),
      },
    }),
    says: ["licence_ends"],
  },
  {
    name: "a taken port",
    state: readyState({
      server: { kind: "failed", problem: problem("port_taken") },
    }),
    says: ["port_taken"],
  },
  {
    name: "the drive would not open",
    state: readyState({
      drive: {
        ...inserted({ kind: "wanted" }),
        eject: { kind: "failed", problem: problem("eject_failed") },
      },
    }),
    says: ["eject_failed"],
  },
  {
    name: "needs setup",
    state: newState({
      config: { kind: "needsSetup", problem: problem("no_daemon_yaml") },
    }),
    says: ["has to be set up", "no_daemon_yaml"],
  },
  {
    name: "the webapp was never reached",
    state: newState({
      config: { kind: "noWebapp", problem: problem("webapp_away") },
    }),
    says: ["reached once", "webapp_away"],
  },
  {
    name: "another disc in another drive",
    state: readyState({
      otherDrives: [
        {
          device: "/dev/rdisk5",
          disc: {
            kind: "inserted",
            volumeName: "X",
            medium: film,
            insertedAt: NOW,
            scan: { kind: "wanted" },
          },
          eject: { kind: "none" },
        },
      ],
    }),
    says: ["1 more disc"],
  },
];

/** Where there is no daemon to look at. */
export const LINKS: readonly {
  readonly name: string;
  readonly link: Link;
  readonly says: readonly string[];
}[] = [
  { name: "connecting", link: { kind: "connecting" }, says: ["Looking for"] },
  {
    name: "starting",
    link: { kind: "starting" },
    says: ["Starting the daemon"],
  },
  {
    name: "not running",
    link: { kind: "notRunning", reason: null },
    says: ["No daemon is running", "Press s"],
  },
  {
    name: "could not be started",
    link: { kind: "notRunning", reason: "The lock can not be taken." },
    says: ["The lock can not be taken."],
  },
  {
    name: "lost",
    link: { kind: "lost", state: readyState(), since: NOW - 60_000 },
    says: ["The daemon is gone"],
  },
  {
    name: "of another version",
    link: { kind: "otherVersion" },
    says: ["another version", "Press R"],
  },
  {
    name: "out of reach",
    link: { kind: "failed", text: "Can not reach the daemon: permission." },
    says: ["can not be reached", "permission"],
  },
];
