import { pluginName } from "../config/plugin-name.ts";
import { runProgram } from "../disc/run-program.ts";
import type { Clock } from "../lib/clock.ts";
import { createThrottle } from "../lib/throttle.ts";
import { isConnected } from "../state/select.ts";
import type { Activity, DaemonState, Disc } from "../state/state.ts";

/**
 * Has SwiftBar draw the menu anew when something happened, instead of up to five seconds later. Progress is left to
 * those five seconds, since SwiftBar dims an item that it is told to refresh. Only on macOS, and SwiftBar is never
 * started by that: `open` would do so.
 */
export interface MenubarNudge {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  close(): void;
}

const INTERVAL_MS = 2000;
const LIMIT_MS = 5000;

export function createMenubarNudge(options: {
  readonly clock: Clock;
  readonly configDir: string;
  /** For `PATH`, and the programs' own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}): MenubarNudge {
  const { clock, configDir, env, platform } = options;
  const name = pluginName(configDir, env, platform);
  const closing = new AbortController();
  const { signal } = closing;

  async function run(command: string, ...args: readonly string[]) {
    const limitMs = LIMIT_MS;
    const end = await runProgram({
      command,
      args,
      env,
      clock,
      limitMs,
      signal,
    });
    return end.kind === "done" && !signal.aborted;
  }

  async function nudge(): Promise<void> {
    if (await run("pgrep", "-x", "SwiftBar"))
      await run("open", "-g", `swiftbar://refreshplugin?name=${name}`);
  }

  const throttle = createThrottle<null>({
    clock,
    ms: INTERVAL_MS,
    run: () => void nudge(),
  });
  return {
    changed(next, previous) {
      if (platform !== "darwin" || next === previous) return;
      if (newsOf(next) !== newsOf(previous)) throttle.push(null);
    },
    close() {
      throttle.cancel();
      closing.abort();
    },
  };
}

/** What a person would want to see at once; equal as long as nothing of it has changed. */
function newsOf(state: DaemonState): string {
  const { life, config, makemkvcon, server, licence, drive, queue } = state;
  return JSON.stringify([
    life,
    config.kind,
    makemkvcon.kind,
    server.kind,
    licence.kind,
    discNews(drive.disc),
    queue.kind === "open" ? queue.listing.depth : queue.kind,
    state.pause.paused,
    activityNews(state.activity),
    state.recent.map(({ taskId, acknowledged }) => [taskId, acknowledged]),
    isConnected(state),
  ]);
}

function discNews(disc: Disc): readonly (string | null)[] {
  return disc.kind === "inserted"
    ? [disc.kind, disc.volumeName, disc.scan.kind]
    : [disc.kind];
}

function activityNews(activity: Activity): readonly (string | number)[] {
  switch (activity.kind) {
    case "ripping":
      return [
        activity.run,
        activity.progress.phase,
        activity.pulse.notice.kind,
      ];
    case "scanning":
      return [activity.run, activity.pulse.notice.kind];
    default:
      return [activity.kind];
  }
}
