import { readLocalConfig } from "../../src/config/local-file.ts";
import type { Facts, Ran, World } from "../../src/doctor/check.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { snapshotOf } from "../../src/wire/attach.ts";
import { createFakeClock } from "../support/fake-clock.ts";

/* A machine and a daemon for the doctor, of which a test says what matters to it. */

export const FOLDER = "/home/anna/.config/amphigory";

export const nobody: Facts = {
  version: "1.0.0",
  configDir: FOLDER,
  daemon: { kind: "notRunning" },
  local: { kind: "missing", problems: [] },
  webapp: null,
  cache: { kind: "none" },
  settings: null,
};

export function withDaemon(
  state: DaemonState,
  facts: Partial<Facts> = {},
): Facts {
  const settings = state.config.kind === "ready" ? state.config.settings : null;
  return {
    ...nobody,
    settings,
    daemon: { kind: "ok", snapshot: snapshotOf(state) },
    ...facts,
  };
}

export async function withYaml(configDir: string): Promise<Facts> {
  return { ...nobody, configDir, local: await readLocalConfig(configDir) };
}

interface Machine extends Partial<Omit<World, "run">> {
  /** What programs say: `drutil status` → text; any other fails. */
  readonly programs?: Readonly<Record<string, string>>;
}

export function world({ programs = {}, ...machine }: Machine = {}): World {
  return {
    platform: "linux",
    env: { PATH: "" },
    home: "/home/anna",
    uid: 501,
    user: "anna",
    root: "/nowhere",
    clock: createFakeClock(),
    serviceStatus: () => Promise.resolve({ kind: "absent" }),
    run(command, ...args) {
      const text = programs[[command, ...args].join(" ")];
      const ran: Ran =
        text === undefined
          ? { kind: "failed", reason: `${command} was not found on PATH` }
          : { kind: "done", text };
      return Promise.resolve(ran);
    },
    ...machine,
  };
}
