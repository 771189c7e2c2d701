import { createHash } from "node:crypto";
import { dirname, isAbsolute, join } from "node:path";
import { defaultConfigDir } from "../config/config-dir.ts";
import { lastingCommand } from "./lasting-command.ts";
import { launchdPlist } from "./launchd-plist.ts";
import type { Machine } from "./machine.ts";
import { systemdUnit } from "./systemd-unit.ts";

/** What is to be on disk for a service, before anything is touched. */
export interface ServicePlan {
  readonly manager: "launchd" | "systemd";
  /** What the manager calls it. */
  readonly name: string;
  /** Where its description lies, absolute. */
  readonly file: string;
  readonly text: string;
  /** Folders that have to be there before it starts. */
  readonly folders: readonly string[];
}

/**
 * Each config folder has a service of its own: the usual one has the plain name, others a name that only depends on the
 * folder.
 */
export function planService(configDir: string, machine: Machine): ServicePlan {
  const command = [
    ...lastingCommand(machine.command, machine.env["PATH"] ?? ""),
    "--daemon",
    "--config-dir",
    configDir,
  ];
  return machine.platform === "darwin"
    ? planLaunchd(configDir, command, machine)
    : planSystemd(configDir, command, machine);
}

function planLaunchd(
  configDir: string,
  command: readonly string[],
  machine: Machine,
): ServicePlan {
  const name = `com.amphigory.daemon${suffix(".", configDir, machine)}`;
  const logs = join(machine.home, "Library", "Logs", "Amphigory");
  const stderr = join(logs, `${name}.stderr.log`);
  const path = searchPath(machine, ["/opt/homebrew/bin", ...USUAL_PATH]);
  return {
    manager: "launchd",
    name,
    file: join(machine.home, "Library", "LaunchAgents", `${name}.plist`),
    text: launchdPlist({ label: name, command, path, stderr }),
    folders: [logs],
  };
}

function planSystemd(
  configDir: string,
  command: readonly string[],
  machine: Machine,
): ServicePlan {
  const name = `amphigory${suffix("-", configDir, machine)}.service`;
  const xdg = machine.env["XDG_CONFIG_HOME"];
  const base = xdg && isAbsolute(xdg) ? xdg : join(machine.home, ".config");
  const path = searchPath(machine, USUAL_PATH);
  return {
    manager: "systemd",
    name,
    file: join(base, "systemd", "user", name),
    text: systemdUnit({ configDir, command, path }),
    folders: [],
  };
}

function suffix(mark: string, configDir: string, machine: Machine): string {
  const { AMPHIGORY_CONFIG_DIR: _, ...env } = machine.env;
  const usual = defaultConfigDir(
    { ...env, HOME: machine.home },
    machine.platform,
  );
  if (configDir === usual) return "";
  const hash = createHash("sha256").update(configDir).digest("hex");
  return `${mark}${hash.slice(0, 8)}`;
}

const USUAL_PATH = [
  "/usr/local/bin",
  "/usr/bin",
  "/bin",
  "/usr/sbin",
  "/sbin",
] as const;

/** A service does not get the PATH of a shell: where makemkvcon is found now goes with it. */
function searchPath(machine: Machine, usual: readonly string[]): string {
  const makemkvcon = Bun.which("makemkvcon", {
    PATH: machine.env["PATH"] ?? "",
  });
  const found = makemkvcon === null ? [] : [dirname(makemkvcon)];
  return [...new Set([...found.filter(isAbsolute), ...usual])].join(":");
}
