import type { Effect } from "./effect.ts";
import { LONGEST_RETRY_MS } from "./activity.ts";
import type { DaemonEvent } from "./event.ts";
import { tryLicenceAgain, watchLicence } from "./licensing.ts";
import { writeMarker } from "./pause.ts";
import { settingsOf } from "./select.ts";
import type { Settings } from "./settings.ts";
import type { DaemonState, Drive, MonitorState } from "./state.ts";
import { stay, andThen, type Step } from "./step.ts";

/**
 * What the daemon needs before it can work: settings, makemkvcon, a port, a disc monitor. Each may be missing at any
 * time; that is a state which every view shows, and it is tried again on every tick.
 */

type Ticked = Extract<DaemonEvent, { type: "ticked" }>;
type Loaded = Extract<DaemonEvent, { type: "configLoaded" }>;
type Unavailable = Extract<DaemonEvent, { type: "configUnavailable" }>;

export function configLoaded(state: DaemonState, event: Loaded): Step {
  const { settings, source, problems } = event;
  const before = settingsOf(state);
  const pathChanged = before?.makemkvPath !== settings.makemkvPath;
  const watchChanged = before?.discMonitor !== settings.discMonitor;
  const effects: Effect[] = [{ type: "listen", settings }];
  if (pathChanged || state.makemkvcon.kind !== "found")
    effects.push(locate(settings));
  if (watchChanged)
    effects.push({ type: "watchDiscs", mode: settings.discMonitor });
  return [
    {
      ...state,
      config: { kind: "ready", settings, source, problems },
      monitor: watchChanged ? { kind: "off" } : state.monitor,
      drive: watchChanged
        ? unwatched(settings.drive)
        : namedDrive(state.drive, settings),
      otherDrives: watchChanged ? [] : state.otherDrives,
    },
    effects,
  ];
}

function unwatched(device: string | null): Drive {
  return {
    device,
    disc: { kind: "unknown", lastScan: null, renumbered: null },
    eject: { kind: "none" },
  };
}

/** As long as nobody watches for discs, the configured drive counts; without one, where the last disc was seen. */
function namedDrive(drive: Drive, settings: Settings): Drive {
  if (drive.disc.kind !== "unknown") return drive;
  const device = settings.drive ?? drive.device;
  return device === drive.device ? drive : unwatched(device);
}

export function configUnavailable(
  state: DaemonState,
  { reason, problem }: Unavailable,
): Step {
  return stay({ ...state, config: { kind: reason, problem } });
}

/** A person says that it is time to look again, whatever was wrong. */
export function lookAgain(state: DaemonState): Step {
  const settings = settingsOf(state);
  const next = tryLicenceAgain(state);
  if (!settings || state.makemkvcon.kind === "found") return stay(next);
  return [next, [locate(settings)]];
}

export function makemkvconLocated(state: DaemonState, path: string): Step {
  const known = state.makemkvcon;
  if (known.kind === "found" && known.path === path) return stay(state);
  const found: DaemonState = { ...state, makemkvcon: { kind: "found", path } };
  return stay(tryLicenceAgain(found));
}

/** Looks again for what was missing; things change without telling. */
export function ticked(state: DaemonState, { slept, at }: Ticked): Step {
  const settings = settingsOf(state);
  if (!settings || state.life.kind !== "running") return stay(state);
  const effects: Effect[] = [];
  // What came and went in its sleep, nobody has told.
  if (slept && state.monitor.kind === "watching")
    effects.push({ type: "lookAtDiscs" });
  const waitMs = (state.failedStarts?.retryAt ?? at) - at;
  // Later than it was ever set to: the clock was set back.
  const mayLook = waitMs <= 0 || waitMs > LONGEST_RETRY_MS;
  if (state.makemkvcon.kind !== "found" && mayLook)
    effects.push(locate(settings));
  if (state.server.kind === "failed")
    effects.push({ type: "listen", settings });
  if (state.queue.kind === "open")
    effects.push({ type: "readQueue", resync: true });
  const marked = andThen([state, effects], writeMarker);
  const opened = andThen(marked, (next) => reopen(next, settings));
  return andThen(opened, (next) => watchLicence(next, settings, at));
}

/** Opening clears up what it takes for crashed, so it waits for the task in work, and for an opening under way. */
function reopen(state: DaemonState, settings: Settings): Step {
  const { queue, activity } = state;
  if (queue.kind !== "unavailable" || queue.retrying) return stay(state);
  if (activity.kind !== "idle") return stay(state);
  const directory = settings.tasksDirectory;
  return [
    { ...state, queue: { ...queue, directory, retrying: true } },
    [{ type: "openQueue", settings }],
  ];
}

/**
 * A monitor tells only what is different from what it told before, so a disc that is in stays in until it is told
 * otherwise; what is known of it counts for less meanwhile (`isWatched`). Of an empty drive nobody would hear that it is
 * not any more: nothing waits for a disc then.
 */
export function monitorChanged(
  state: DaemonState,
  monitor: MonitorState,
): Step {
  const { drive } = state;
  if (monitor.kind === "watching" && drive.disc.kind === "unknown")
    return stay({
      ...state,
      monitor,
      drive: { ...drive, disc: { kind: "none" } },
    });
  if (monitor.kind !== "watching" && drive.disc.kind === "none") {
    const named = settingsOf(state)?.drive ?? drive.device;
    return stay({ ...state, monitor, drive: unwatched(named) });
  }
  return stay({ ...state, monitor });
}

function locate(settings: Settings): Effect {
  return { type: "locateMakemkvcon", configuredPath: settings.makemkvPath };
}
