import type { TaskId } from "../state/task.ts";
import {
  type HeartbeatMessage,
  type ProgressInput,
  progressMessage,
} from "./message.ts";

/**
 * The messages of the link that we dial ourselves, in the words of the webapp that has a `/ws` (purp/amphigory at
 * 40d1a2b). That webapp drops the connection and keeps us in its list for ever after a frame that is no JSON object, a
 * binary frame, a `daemon_config` with `webapp_basedir: null` and a `response` with `error: null`: the types below have
 * no room for them.
 */
export type LinkMessage =
  | DaemonConfigMessage
  | DiscEventMessage
  | LinkProgressMessage
  | HeartbeatMessage
  | ResponseMessage;

/** Who we are. Until it has come, the webapp ignores everything else. */
export interface DaemonConfigMessage {
  readonly type: "daemon_config";
  readonly timestamp: string;
  readonly daemon_id: string;
  readonly makemkvcon_path: string | null;
  readonly webapp_basedir: string;
  readonly git_sha: null;
}

/** `volume_path` is always null: we never go to where the disc is mounted. */
export type DiscEventMessage =
  | {
      readonly type: "disc_event";
      readonly event: "inserted" | "ejected";
      readonly device: string | null;
      readonly volume_name: string | null;
      readonly volume_path: null;
    }
  | {
      readonly type: "disc_event";
      readonly event: "fingerprinted";
      readonly device: string | null;
      readonly volume_name: string | null;
      readonly volume_path: null;
      readonly fingerprint: string;
    };

/** As in the design, but an ETA that is not known yet can be said. */
export interface LinkProgressMessage {
  readonly type: "progress";
  readonly task_id: TaskId;
  readonly percent: number;
  readonly eta_seconds: number | null;
  readonly current_size_bytes: number;
  readonly speed: string;
}

export type ResponseMessage =
  | {
      readonly type: "response";
      readonly request_id: RequestId;
      readonly result: DriveStatus;
    }
  | {
      readonly type: "response";
      readonly request_id: RequestId;
      readonly error: { readonly code: string; readonly message: string };
    };

/** Whatever the webapp calls its request; `null` where it did not say. */
export type RequestId = string | number | null;

/** What `get_drive_status` is answered with. */
export interface DriveStatus {
  /** `{daemon_id}:rdisk4`; `{daemon_id}:unknown` while no drive is known. */
  readonly drive_id: string;
  readonly daemon_id: string;
  readonly device: string | null;
  /** `unknown` where nobody watches the drive and nothing was scanned; the webapp takes it for "no disc". */
  readonly state:
    "empty" | "disc_inserted" | "scanning" | "scanned" | "ripping" | "unknown";
  readonly disc_volume: string | null;
  readonly disc_type: string | null;
  readonly fingerprint: string | null;
  readonly scan_status:
    "pending" | "in_progress" | "complete" | "failed" | null;
}

export interface Registration {
  readonly daemonId: string;
  readonly makemkvconPath: string | null;
  readonly webappBasedir: string;
}

export function daemonConfigMessage(
  { daemonId, makemkvconPath, webappBasedir }: Registration,
  now: number,
): DaemonConfigMessage {
  return {
    type: "daemon_config",
    timestamp: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    daemon_id: daemonId,
    makemkvcon_path: makemkvconPath,
    webapp_basedir: webappBasedir,
    git_sha: null,
  };
}

export function discEventMessage(
  event: "inserted" | "ejected",
  device: string | null,
  volumeName: string | null,
): DiscEventMessage {
  return {
    type: "disc_event",
    event,
    device,
    volume_name: volumeName,
    volume_path: null,
  };
}

export function fingerprintedMessage(disc: {
  readonly device: string | null;
  readonly volumeName: string | null;
  readonly fingerprint: string;
}): DiscEventMessage {
  return {
    type: "disc_event",
    event: "fingerprinted",
    device: disc.device,
    volume_name: disc.volumeName,
    volume_path: null,
    fingerprint: disc.fingerprint,
  };
}

export interface LinkProgressInput extends Omit<ProgressInput, "etaMs"> {
  /** `null` while it is not known. */
  readonly etaMs: number | null;
}

export function linkProgressMessage(
  input: LinkProgressInput,
): LinkProgressMessage {
  const message = progressMessage({ ...input, etaMs: input.etaMs ?? 0 });
  return input.etaMs === null ? { ...message, eta_seconds: null } : message;
}

export function resultMessage(
  requestId: RequestId,
  result: DriveStatus,
): ResponseMessage {
  return { type: "response", request_id: requestId, result };
}

export function errorResponse(
  requestId: RequestId,
  code: string,
  message: string,
): ResponseMessage {
  return { type: "response", request_id: requestId, error: { code, message } };
}

/** One message as the text of one frame. */
export function encodeLinkMessage(message: LinkMessage): string {
  return JSON.stringify(message);
}

/** What the webapp says to us. It also sends back what we and others told it (`disc_event`, `progress`): `unknown`. */
export type LinkRequest =
  | {
      readonly kind: "request";
      readonly requestId: RequestId;
      readonly method: string;
    }
  /** A request that can not be one; `why` is for its answer. */
  | {
      readonly kind: "malformed";
      readonly requestId: RequestId;
      readonly why: string;
    }
  /** It wrote or removed the marker `PAUSED`. */
  | { readonly kind: "queuePaused" }
  /** Its `/config.json` changed. */
  | { readonly kind: "configUpdated" }
  | { readonly kind: "unknown" };

/** Never throws. By hand and not by zod: a schema more would cost an idle daemon more than this does. */
export function decodeLinkMessage(text: string): LinkRequest {
  const message = parseObject(text);
  if (message === null) return { kind: "unknown" };
  switch (message["type"]) {
    case "request":
      return decodeRequest(message);
    case "queue_paused":
      return { kind: "queuePaused" };
    case "config_updated":
    case "webapp_config_changed":
      return { kind: "configUpdated" };
    default:
      return { kind: "unknown" };
  }
}

function decodeRequest(
  message: Readonly<Record<string, unknown>>,
): LinkRequest {
  const { request_id: id, method } = message;
  if (typeof id !== "string" && typeof id !== "number")
    return {
      kind: "malformed",
      requestId: null,
      why: "request_id must be text or a number.",
    };
  if (typeof method !== "string")
    return { kind: "malformed", requestId: id, why: "method must be text." };
  return { kind: "request", requestId: id, method };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
