import type { DiscEvent, Medium } from "../../state/event.ts";
import type { DrutilStatus } from "./drutil-status.ts";
import type { DiskInfo, OpticalInfo } from "./disk-info.ts";

/** One whole disk (`disk4`), as long as its node exists. */
export interface Disk {
  /** When it appeared, counted in steps. */
  readonly born: number;
  /** `again`: the bell rang while diskutil was being asked about it; `waiting`: it is asked again in a moment. */
  readonly inquiry: "wanted" | "asking" | "again" | "waiting" | "over";
  /** How often it was asked in vain, one time after the other. */
  readonly tries: number;
  readonly info: DiskInfo | null;
  /** The name of a volume on a slice of it: a data CD has none of its own. */
  readonly sliceName: string | null;
  /** drutil is asked once about a disc without a name. */
  readonly inspection: "none" | "wanted" | "over";
  readonly status: DrutilStatus | null;
  /** A name may still come. `due`: it is time, but diskutil is still busy with the disc. */
  readonly settling: "none" | "running" | "due" | "over";
  /** diskutil has been idle since it appeared. */
  readonly isQuiet: boolean;
  /** The disc may have been changed while nobody looked. */
  readonly isDoubtful: boolean;
  /** It was there before nobody looked, and has not been seen since. */
  readonly isMissing: boolean;
  /** The disc that was reported, and is reported to be ejected when it goes. */
  readonly told: Disc | null;
}

export interface Disc {
  readonly volumeName: string | null;
  readonly medium: Medium;
  readonly sizeBytes: number | null;
}

export function newDisk(born: number): Disk {
  return {
    born,
    inquiry: "wanted",
    tries: 0,
    info: null,
    sliceName: null,
    inspection: "none",
    status: null,
    settling: "none",
    isQuiet: false,
    isDoubtful: false,
    isMissing: false,
    told: null,
  };
}

/** makemkvcon opens the raw device: the block device is busy while the disc is mounted. */
export function deviceOf(disk: string): string {
  return `/dev/r${disk}`;
}

export function discOf(disk: Disk, info: OpticalInfo): Disc {
  const kind = info.mediumKind ?? disk.status?.mediumKind ?? null;
  return {
    volumeName: info.volumeName ?? disk.sliceName,
    medium: { kind, content: contentOf(disk, info) },
    sizeBytes: info.sizeBytes,
  };
}

/**
 * The sound side of a CD is mounted on the disk itself, as `cddafs`; its data are on slices. A block size of 2352 says
 * nothing: every CD has it.
 */
function contentOf(disk: Disk, info: OpticalInfo): Medium["content"] {
  if (info.filesystem === "cddafs") return "audio";
  if (disk.sliceName !== null) return "data";
  if (info.isPartitionedCd && info.filesystem === null) return "audio";
  if (hasVolume(info)) return "data";
  return disk.status?.isBlank ? "blank" : null;
}

function hasVolume(info: OpticalInfo): boolean {
  return info.volumeName !== null || info.filesystem !== null || info.isMounted;
}

/** Nothing better is to be expected: it has a name or a volume without one, is blank, or had its time. */
export function isClear(disk: Disk, info: OpticalInfo): boolean {
  return (
    hasVolume(info) ||
    disk.sliceName !== null ||
    disk.status?.isBlank === true ||
    disk.settling === "over"
  );
}

/** What is not known of one of them is no difference. */
export function isOtherDisc(before: Disc, after: Disc): boolean {
  const differ = <T>(one: T | null, two: T | null) =>
    one !== null && two !== null && one !== two;
  return (
    differ(before.volumeName, after.volumeName) ||
    differ(before.sizeBytes, after.sizeBytes) ||
    differ(before.medium.kind, after.medium.kind)
  );
}

/** The same disc by a later look: what was known stays known. An unmounted volume loses its name, the disc does not. */
export function refine(before: Disc, after: Disc): Disc {
  return {
    volumeName: after.volumeName ?? before.volumeName,
    medium: {
      kind: after.medium.kind ?? before.medium.kind,
      content: after.medium.content ?? before.medium.content,
    },
    sizeBytes: after.sizeBytes ?? before.sizeBytes,
  };
}

export function inserted(
  disk: string,
  { volumeName, medium }: Disc,
): DiscEvent {
  return { type: "discInserted", device: deviceOf(disk), volumeName, medium };
}

export function ejected(disk: string): DiscEvent {
  return { type: "discEjected", device: deviceOf(disk) };
}
