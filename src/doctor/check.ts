import type { StateAnswer } from "../../tui/attach.ts";
import type { CacheReading } from "../config/cache.ts";
import type { LocalReading } from "../config/local-config.ts";
import type { WebappAnswer } from "../config/webapp-config.ts";
import type { ServiceStatus } from "../install/service.ts";
import type { Clock } from "../lib/clock.ts";
import type { Problem } from "../state/problem.ts";
import type { Settings } from "../state/settings.ts";
import type { DaemonState } from "../state/state.ts";

/** What one check found: `text` says what is there, `hint` what to do about it. */
export interface Verdict {
  readonly level: "ok" | "warning" | "error";
  readonly text: string;
  readonly hint: string | null;
}

/** One row of the table of checks. */
export interface Check {
  /** What is looked at, for people and for scripts. */
  readonly name: string;
  /** What it may mean that the answer does not come, and what to do. */
  readonly whenLate: string;
  /** No verdict: it does not matter on this machine. */
  examine(facts: Facts, world: World): Promise<readonly Verdict[]>;
}

/** What is asked once, before the checks, and used by several of them. */
export interface Facts {
  readonly version: string;
  readonly configDir: string;
  readonly daemon: StateAnswer;
  readonly local: LocalReading;
  /** `null`: nobody knows where the webapp is. */
  readonly webapp: WebappAnswer | null;
  readonly cache: CacheReading;
  /** Those in force, or those that a daemon would start with now. */
  readonly settings: Settings | null;
}

/** This machine; tests bring another one. */
export interface World {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
  readonly user: string;
  /** `/`; what the system shows of itself is looked up below it. */
  readonly root: string;
  readonly clock: Clock;
  /** Runs a program that answers and ends; what it says is bounded. */
  run(command: string, ...args: readonly string[]): Promise<Ran>;
  /** How the service of a config folder is. */
  serviceStatus(configDir: string): Promise<ServiceStatus>;
}

export type Ran =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "failed"; readonly reason: string };

export function ok(text: string): Verdict {
  return { level: "ok", text, hint: null };
}

export function warning(text: string, hint: string): Verdict {
  return { level: "warning", text, hint };
}

export function error(text: string, hint: string): Verdict {
  return { level: "error", text, hint };
}

/** A problem that the program has a sentence for already. */
export function fromProblem(
  level: "warning" | "error",
  { text, hint }: Problem,
): Verdict {
  return { level, text, hint: hint === "" ? null : hint };
}

/** `null` where no daemon runs, or one that can not be understood. */
export function stateOf({ daemon }: Facts): DaemonState | null {
  return daemon.kind === "ok" ? daemon.snapshot.state : null;
}

/** What is set for the drive: in force, or in `daemon.yaml` while nobody has put it into force. */
export function driveSettingsOf({
  settings,
  local,
}: Facts): Pick<Settings, "drive" | "discMonitor"> | null {
  return settings ?? (local.kind === "good" ? local.config : null);
}
