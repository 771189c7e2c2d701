/**
 * The two texts that configure the daemon, as they are outside: `daemon.yaml` (written by a person) and the
 * webapp's `/config.json`. What comes out has our names and one unit each: milliseconds and bytes.
 * `daemon.yaml` says the most, since it alone knows this machine; of `/config.json` two keys are needed.
 */
import type * as z from "zod/mini";
import type { LogLevel, PathMapping, Settings } from "../state/settings.ts";
import {
  describeFound,
  isHttpUrl,
  type Mistake,
  mistakesOf,
  trimPath,
} from "./config-field.ts";
import { configJson, daemonYaml } from "./config-schema.ts";

export { type Mistake, shorten } from "./config-field.ts";

/** Settings that only the webapp knows. */
type WebappKey =
  | "websocketPort"
  | "wikiUrl"
  | "heartbeatIntervalMs"
  | "logLevel"
  | "makemkvPath"
  | "rippedDirectory";

/** `daemon.yaml`, with the defaults filled in. The token is here and nowhere else. */
export interface LocalConfig extends Omit<
  Settings,
  Exclude<WebappKey, "makemkvPath"> | "tasksDirectory" | "hasToken"
> {
  readonly token: string | null;
}

/** `/config.json`, with the defaults filled in. */
export interface WebappConfig extends Pick<Settings, WebappKey> {
  /** As the webapp says it, with a `/` in front: it is appended to the base folder. */
  readonly tasksDirectory: string;
}

export type Mapping = Readonly<Record<string, unknown>>;

export type Parsed<T> =
  | {
      readonly kind: "valid";
      readonly config: T;
      /** Values that were passed over; the default is used. */
      readonly passedOver: readonly Mistake[];
      readonly unknownKeys: readonly string[];
    }
  | {
      readonly kind: "invalid";
      readonly mistakes: readonly Mistake[];
      readonly unknownKeys: readonly string[];
    };

/** Every key that `daemon.yaml` may have. */
export const DAEMON_YAML_KEYS: readonly string[] = Object.keys(
  daemonYaml.shape,
);

/** The mapping of a `daemon.yaml`, parsed but not yet believed. All mistakes are reported, not only the first. */
export function parseDaemonYaml(input: Mapping): Parsed<LocalConfig> {
  const parsed = daemonYaml.safeParse(prepare(input));
  const mistakes = [
    ...(parsed.success
      ? []
      : mistakesOf(parsed.error, input).map((one) =>
          hideToken(one, input["token"]),
        )),
    ...missingDrive(input),
  ];
  const unknownKeys = Object.keys(input).filter(
    (key) => !DAEMON_YAML_KEYS.includes(key),
  );
  if (!parsed.success || mistakes.length > 0) {
    return { kind: "invalid", mistakes, unknownKeys };
  }
  const config = toLocalConfig(parsed.data);
  return { kind: "valid", config, passedOver: [], unknownKeys };
}

/** `null` is "not set", and one bare entry is a list of one. */
function prepare(input: Mapping): Mapping {
  const entries = Object.entries(input)
    .filter(([, value]) => value !== null)
    .map(([key, value]) =>
      LISTS.has(key) && typeof value === "string"
        ? [key, [value]]
        : [key, value],
    );
  return Object.fromEntries(entries);
}

const LISTS: ReadonlySet<string> = new Set([
  "listen",
  "allowed_hosts",
  "output_roots",
]);

/** Mistakes are shown in every view; what might be a token is not, only what is wrong with it. */
function hideToken(mistake: Mistake, token: unknown): Mistake {
  if (mistake.key !== "token" || mistake.found === null) return mistake;
  return { ...mistake, found: describeSecret(token) };
}

function describeSecret(token: unknown): string {
  if (token === "") return "empty text";
  if (typeof token === "string") {
    return /[^\S\p{Cc}]/u.test(token)
      ? "text with a blank"
      : "text with a line break or another control character";
  }
  if (typeof token === "number") return "a number without quotes";
  if (typeof token === "boolean") return "true or false without quotes";
  return Array.isArray(token) ? "a list" : "a mapping";
}

function missingDrive(input: Mapping): readonly Mistake[] {
  const key = "disc_monitor";
  if (input[key] !== "none" || (input["drive"] ?? null) !== null) return [];
  const expected =
    "auto, macos or linux as long as no drive is named (drive: /dev/sr0)";
  return [{ path: [key], key, expected, found: describeFound(input[key]) }];
}

function toLocalConfig(raw: z.output<typeof daemonYaml>): LocalConfig {
  const { open_retry_seconds: openRetry = [5, 10, 20, 40] } = raw;
  const { stop_grace_seconds: [interrupt, terminate] = [10, 5] } = raw;
  return {
    webappUrl: raw.webapp_url.replace(/\/+$/, ""),
    webappBasedir: trimPath(raw.webapp_basedir),
    daemonId: `${raw.daemon_id ?? ""}`.trim() || null,
    makemkvPath: trimmed(raw.makemkv_path ?? raw.makemkvcon_path),
    listen: toAddresses(raw.listen ?? ["127.0.0.1"]),
    token: raw.token ?? null,
    allowedHosts: (raw.allowed_hosts ?? []).map((host) => host.toLowerCase()),
    pathMap: toPathMap(raw.path_map ?? {}),
    outputRoots: (raw.output_roots ?? []).map(trimPath),
    discMonitor: raw.disc_monitor ?? "auto",
    drive: trimmed(raw.drive),
    minlengthSeconds: raw.minlength ?? 120,
    maxAttempts: raw.max_attempts ?? 3,
    minFreeBytes: raw.min_free_bytes ?? 256 * 1024 ** 2,
    skipSpaceCheck: raw.skip_space_check ?? false,
    discWaitMs: toMs(raw.disc_wait_seconds ?? 60),
    stallTimeoutMs: toMs(raw.stall_timeout_seconds ?? 300),
    openRetryMs: openRetry.map(toMs),
    licenceRetryMs: toMs(raw.licence_retry_seconds ?? 300),
    questionGraceMs: toMs(raw.question_grace_seconds ?? 10),
    stopGraceMs: [toMs(interrupt), toMs(terminate)],
    attendedMs: toMs(raw.attended_seconds ?? 600),
    webappLink: raw.webapp_link ?? "auto",
  };
}

/** The one name that is an address everywhere. */
function toAddresses(listen: readonly string[]): readonly string[] {
  const addresses = listen.map((address) =>
    address.toLowerCase() === "localhost" ? "127.0.0.1" : address,
  );
  return [...new Set(addresses)];
}

function trimmed(path: string | null | undefined): string | null {
  return path ? trimPath(path) : null;
}

/** Never 0 for a wait that was asked for. */
function toMs(seconds: number): number {
  return Math.ceil(seconds * 1000);
}

function toPathMap(raw: Readonly<Record<string, string>>): PathMapping[] {
  return Object.entries(raw).map(([webapp, host]) => ({
    webapp: trimPath(webapp),
    host: trimPath(host),
  }));
}

/** What the webapp answered. One wrong value makes the whole answer wrong; unknown keys are no matter. */
export function parseWebappConfig(input: unknown): Parsed<WebappConfig> {
  const parsed = configJson.safeParse(input);
  if (!parsed.success) {
    const mistakes = mistakesOf(parsed.error, input);
    return { kind: "invalid", mistakes, unknownKeys: [] };
  }
  const raw = parsed.data;
  const level = raw.log_level ?? "info";
  const logLevel = LOG_LEVELS.get(level.toLowerCase());
  const wiki = raw.wiki_url || null;
  const wikiUrl = wiki !== null && isHttpUrl(wiki) ? wiki : null;
  const config = {
    tasksDirectory: trimPath(`/${raw.tasks_directory}`),
    websocketPort: raw.websocket_port,
    wikiUrl,
    heartbeatIntervalMs: toMs(raw.heartbeat_interval ?? 10),
    logLevel: logLevel ?? "info",
    makemkvPath: raw.makemkv_path || null,
    rippedDirectory: trimmed(raw.ripped_directory),
  };
  const passedOver = [
    ...(logLevel ? [] : [passOver("log_level", LEVELS, level)]),
    // It is opened with the system's opener, so nothing but a web address will do.
    ...(wikiUrl === wiki ? [] : [passOver("wiki_url", WEB_ADDRESS, wiki)]),
  ];
  return { kind: "valid", config, passedOver, unknownKeys: [] };
}

const LEVELS = "debug, info, warn or error";
const WEB_ADDRESS = "an http:// or https:// address";

/** Python's names for its levels as well: the existing webapp sends "INFO". */
const LOG_LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warn"],
  ["warning", "warn"],
  ["error", "error"],
  ["critical", "error"],
]);

function passOver(
  key: string,
  expected: string,
  value: string | null,
): Mistake {
  return { path: [key], key, expected, found: describeFound(value) };
}
