import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { formatDuration } from "../../../tui/format.ts";
import { problemsOf } from "../../state/select.ts";
import type { DaemonState } from "../../state/state.ts";
import { controlSocketPath } from "../../wire/attach.ts";
import {
  type Check,
  error,
  type Facts,
  fromProblem,
  ok,
  type Verdict,
  warning,
  type World,
} from "../check.ts";

/** Whether a daemon runs and answers on its socket, and what it complains about that no other check looks at. */
export const daemonCheck: Check = {
  name: "daemon",
  whenLate: "End its process and start it again.",
  async examine(facts, world) {
    const { daemon, configDir } = facts;
    switch (daemon.kind) {
      case "notRunning":
        return [
          warning(
            `No daemon runs for ${configDir}.`,
            "Start it with 'amphigory start', or for good with 'amphigory install service'.",
          ),
        ];
      case "failed":
        return [error(daemon.text, "Then ask the doctor again.")];
      case "otherVersion":
        return [
          warning(
            "The daemon that runs is of another version than this program.",
            "Run: amphigory restart",
          ),
        ];
      case "ok":
        return [
          running(daemon.snapshot.state, facts, world),
          ...(await openDoors(configDir)),
          ...others(daemon.snapshot.state),
        ];
    }
  },
};

function running(
  { daemon }: DaemonState,
  { version }: Facts,
  { clock }: World,
): Verdict {
  const since = formatDuration(clock.now() - daemon.startedAt);
  const text = `Version ${daemon.version} runs for ${since} as process ${daemon.pid}.`;
  return daemon.version === version
    ? ok(text)
    : warning(`${text} This program is ${version}.`, "Run: amphigory restart");
}

/** Whoever may enter the folder of the socket may command the daemon. */
async function openDoors(configDir: string): Promise<readonly Verdict[]> {
  const folder = dirname(controlSocketPath(configDir));
  const found = await stat(folder).catch(() => null);
  if (!found || (found.mode & 0o077) === 0) return [];
  return [
    warning(
      `Other users of this machine may enter ${folder}, where the daemon takes commands.`,
      `Run: chmod 700 '${folder}'`,
    ),
  ];
}

/** Problems of these kinds belong to other rows. */
const ELSEWHERE =
  /^(no_daemon_yaml|daemon_yaml_|token_|webapp_|cache_|makemkvcon_missing|licence_|makemkv_too_old|port_taken|listen_|disc_monitor_|no_drive|storage_|queue_)/;

function others(state: DaemonState): readonly Verdict[] {
  return problemsOf(state)
    .filter(({ key }) => !ELSEWHERE.test(key))
    .map((problem) => fromProblem("warning", problem));
}
