/**
 * Everything that can be set, after `daemon.yaml` and the webapp's `/config.json` were put together.
 * One unit each: milliseconds and bytes. No secret is in here (the token stays in `config/`), because the state is shown.
 */
export interface Settings {
  readonly webappUrl: string;
  readonly webappBasedir: string;
  /** Absolute, on this machine. */
  readonly tasksDirectory: string;
  readonly websocketPort: number;
  readonly wikiUrl: string | null;
  readonly heartbeatIntervalMs: number;
  readonly logLevel: LogLevel;
  /** From `daemon.yaml`, else from the webapp, else `null`: look for it. */
  readonly makemkvPath: string | null;
  /** The webapp's folder for ripped files, in its own view of the world. */
  readonly rippedDirectory: string | null;
  readonly listen: readonly string[];
  readonly hasToken: boolean;
  readonly allowedHosts: readonly string[];
  readonly pathMap: readonly PathMapping[];
  readonly outputRoots: readonly string[];
  readonly discMonitor: "auto" | "macos" | "linux" | "none";
  /** The drive to use where discs are not detected: `/dev/sr0`, `/dev/rdisk4`. */
  readonly drive: string | null;
  readonly minlengthSeconds: number;
  readonly maxAttempts: number;
  readonly minFreeBytes: number;
  readonly skipSpaceCheck: boolean;
  readonly discWaitMs: number;
  readonly stallTimeoutMs: number;
  readonly openRetryMs: readonly number[];
  /** How long a licence that forbids the work is believed; then the next task tries it again. */
  readonly licenceRetryMs: number;
  readonly questionGraceMs: number;
  /** SIGINT, wait the first, SIGTERM, wait the second, SIGKILL. */
  readonly stopGraceMs: readonly [number, number];
  readonly attendedMs: number;
  /** The name under which a webapp with a `/ws` lists this daemon; `null`: the name of this machine. */
  readonly daemonId: string | null;
  /** Whether to dial the webapp's `/ws`. */
  readonly webappLink: "auto" | "off";
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/** A prefix of the webapp's paths and the folder on this machine that it stands for. */
export interface PathMapping {
  readonly webapp: string;
  readonly host: string;
}
