import type { DaemonState } from "../state/state.ts";

/**
 * What the daemon and its own clients (dashboard, menu bar, commands) agree on: where the control socket is,
 * what a snapshot is, and which commands there are. No zod in here: the menu bar starts every few seconds.
 *
 *   GET  /state    → Snapshot
 *   GET  /watch    → WebSocket; every message is a Snapshot, the present one first
 *   POST /command  {"command": Command} → {"ok": true, "command"} or {"ok": false, "error"}
 */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly state: DaemonState;
}

/** Goes up with every change of `DaemonState` that an older client would misread. */
export const SNAPSHOT_VERSION = 3;

export const COMMANDS = [
  "pause",
  "pause-now",
  "resume",
  "eject",
  "restart",
  "quit",
  "acknowledge",
] as const;

export type Command = (typeof COMMANDS)[number];

/** `sun_path` holds 103 bytes on macOS and 107 on Linux. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Where the control socket of a config folder is: `run/daemon.sock` in it, or, where that path is too long for a
 * socket, a name in `/tmp/amphigory-$UID` that only depends on the folder, so that both sides find it. The folder is
 * absolute, without `.` and `..`. (No node:path in here: it would cost the menu bar a tenth of its start.)
 */
export function controlSocketPath(configDir: string): string {
  const folder = configDir.replace(/(?<=.)\/+$/, "");
  const path = `${folder}/run/daemon.sock`;
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const name = new Bun.CryptoHasher("sha256")
    .update(folder)
    .digest("hex")
    .slice(0, 16);
  return `/tmp/amphigory-${process.getuid?.() ?? 0}/${name}.sock`;
}

/** The lock that the daemon of a config folder holds as long as it lives. */
export function daemonLockPath(configDir: string): string {
  return `${configDir.replace(/(?<=.)\/+$/, "")}/run/daemon.lock`;
}

export function snapshotOf(state: DaemonState): Snapshot {
  return { version: SNAPSHOT_VERSION, state };
}

export type SnapshotReading =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "otherVersion"; readonly version: number }
  | { readonly kind: "invalid" };

/** The version vouches for the shape of the state: both sides are the same program. */
export function readSnapshot(text: string): SnapshotReading {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value["version"] !== "number") {
    return { kind: "invalid" };
  }
  if (value["version"] !== SNAPSHOT_VERSION) {
    return { kind: "otherVersion", version: value["version"] };
  }
  if (!isSnapshot(value)) return { kind: "invalid" };
  return { kind: "snapshot", snapshot: value };
}

/** The command in the body of a request; `null` if there is none that we know. */
export function readCommand(text: string): Command | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  return COMMANDS.find((command) => command === value["command"]) ?? null;
}

function isSnapshot(value: unknown): value is Snapshot {
  return isRecord(value) && isRecord(value["state"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
