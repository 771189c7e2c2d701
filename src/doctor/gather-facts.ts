import { fetchState } from "../../tui/attach.ts";
import { type CacheReading, readCache } from "../config/cache.ts";
import type { LocalReading } from "../config/local-config.ts";
import { DAEMON_YAML, readLocalConfig } from "../config/local-file.ts";
import { combineSettings } from "../config/settings.ts";
import {
  askWebapp,
  type Fetch,
  type WebappAnswer,
} from "../config/webapp-config.ts";
import type { Clock } from "../lib/clock.ts";
import { settingsOf } from "../state/select.ts";
import type { Settings } from "../state/settings.ts";
import type { Facts } from "./check.ts";
import { LIMIT_MS, within } from "./run-checks.ts";

export interface Gathering {
  readonly version: string;
  readonly configDir: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/** Asks the daemon, the files of the config folder and the webapp, each with a limit. Never rejects. */
export async function gatherFacts(gathering: Gathering): Promise<Facts> {
  const { configDir, version, clock, fetch } = gathering;
  const [daemon, local, cache] = await Promise.all([
    fetchState(configDir),
    within(clock, LIMIT_MS, readLocalConfig(configDir)),
    within(clock, LIMIT_MS, readCache(configDir)),
  ]);
  const reading = local ?? tooLate(configDir);
  const running =
    daemon.kind === "ok" ? settingsOf(daemon.snapshot.state) : null;
  const webappUrl =
    reading.kind === "good"
      ? reading.config.webappUrl
      : (running?.webappUrl ?? null);
  const { signal } = new AbortController();
  const webapp =
    webappUrl === null
      ? null
      : await askWebapp({ webappUrl, fetch, clock, signal });
  return {
    version,
    configDir,
    daemon,
    local: reading,
    webapp,
    cache: cache ?? { kind: "none" },
    settings: running ?? settingsFrom(reading, webapp, cache),
  };
}

/** What a daemon that starts now would work with. */
function settingsFrom(
  local: LocalReading,
  webapp: WebappAnswer | null,
  cache: CacheReading | null,
): Settings | null {
  if (local.kind !== "good") return null;
  if (webapp?.kind === "good")
    return combineSettings(local.config, webapp.settings.config);
  return cache?.kind === "good"
    ? combineSettings(local.config, cache.settings.config)
    : null;
}

function tooLate(configDir: string): LocalReading {
  const problem = {
    key: "daemon_yaml_invalid",
    text: `${configDir}/${DAEMON_YAML} can not be read: the disk does not answer.`,
    hint: "Check the disk that the config folder is on.",
  };
  return { kind: "invalid", problems: [problem] };
}
