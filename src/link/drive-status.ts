import { runningOf } from "../state/select.ts";
import type { DaemonState, Disc, Drive } from "../state/state.ts";
import type { DriveStatus } from "../wire/link-message.ts";

/**
 * What the webapp is told when it asks for the drive (`get_drive_status`): it keeps nothing about discs itself, asks
 * anew for every page, and saves a finished scan under the fingerprint that it finds here.
 */
export function driveStatusOf(
  state: DaemonState,
  daemonId: string,
): DriveStatus {
  const { device, disc } = state.drive;
  const name = device?.replace(/^\/dev\//, "") ?? "unknown";
  return {
    drive_id: `${daemonId}:${name}`,
    daemon_id: daemonId,
    device,
    state: driveState(state),
    disc_volume: volumeNameOf(disc),
    disc_type: discType(disc),
    fingerprint: fingerprintOf(state.drive),
    scan_status: scanStatus(state),
  };
}

/** Of the disc in the drive; where nobody watches the drive, of the one that was scanned last. */
export function fingerprintOf({ disc }: Drive): string | null {
  return scanOf(disc)?.fingerprint ?? null;
}

export function volumeNameOf(disc: Disc): string | null {
  if (disc.kind !== "inserted") return scanOf(disc)?.volumeName ?? null;
  return disc.volumeName ?? scanOf(disc)?.volumeName ?? null;
}

function scanOf(disc: Disc) {
  if (disc.kind === "unknown") return disc.lastScan;
  if (disc.kind === "none" || disc.scan.kind !== "done") return null;
  return disc.scan.result;
}

/** What is being done with the disc comes first; without a disc nothing is. */
function driveState(state: DaemonState): DriveStatus["state"] {
  const { disc } = state.drive;
  if (disc.kind === "none") return "empty";
  const running = runningOf(state);
  if (running !== null) return running.kind;
  if (scanOf(disc) !== null) return "scanned";
  return disc.kind === "inserted" ? "disc_inserted" : "unknown";
}

function scanStatus(state: DaemonState): DriveStatus["scan_status"] {
  const { disc } = state.drive;
  if (disc.kind === "none") return null;
  if (runningOf(state)?.kind === "scanning") return "in_progress";
  if (scanOf(disc) !== null) return "complete";
  if (disc.kind === "unknown") return null;
  return disc.scan.kind === "failed" ? "failed" : "pending";
}

/** Better known by a scan than by the system, which takes a UHD disc for a Blu-ray. */
function discType(disc: Disc): string | null {
  const scanned = scanOf(disc)?.discType ?? "unknown";
  if (scanned !== "unknown") return scanned;
  return disc.kind === "inserted" ? disc.medium.kind : null;
}
