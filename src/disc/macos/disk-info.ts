import type { Medium } from "../../state/event.ts";
import { parsePlistDict, type PlistDict } from "../plist.ts";

/** What `diskutil info -plist diskN` says about a whole disk. */
export type DiskInfo =
  | OpticalInfo
  /** A hard disk, a stick, a disk image: it stays that until it goes. */
  | { readonly kind: "other" };

export interface OpticalInfo {
  readonly kind: "optical";
  readonly mediumKind: Medium["kind"];
  readonly volumeName: string | null;
  /** `udf`, `cd9660`, `hfs`, `cddafs`; `null` while nobody has found one. */
  readonly filesystem: string | null;
  readonly isMounted: boolean;
  /** It is divided as CDs are; what is on it is on its slices. */
  readonly isPartitionedCd: boolean;
  readonly sizeBytes: number | null;
}

/**
 * `null` when the text does not describe this disk. It may describe another one: diskutil does so right after an insert
 * when it is asked by a volume's name, and a plist with `Error` when it knows none (exit code 1).
 */
export function readDiskInfo(text: string, disk: string): DiskInfo | null {
  const info = parsePlistDict(text);
  if (info?.get("DeviceIdentifier") !== disk) return null;
  if (!isOptical(info)) return { kind: "other" };
  return {
    kind: "optical",
    mediumKind: mediumKindOf(textOf(info, "OpticalMediaType") ?? ""),
    volumeName: textOf(info, "VolumeName"),
    filesystem: textOf(info, "FilesystemType"),
    isMounted: textOf(info, "MountPoint") !== null,
    isPartitionedCd: info.get("Content") === "CD_partition_scheme",
    sizeBytes: sizeOf(info),
  };
}

/** The names of the whole disks in `diskutil list -plist`; `null` when that is no such list. */
export function readDiskList(text: string): readonly string[] | null {
  const disks = parsePlistDict(text)?.get("WholeDisks");
  if (!Array.isArray(disks)) return null;
  return disks.filter(
    (disk): disk is string =>
      typeof disk === "string" && /^disk\d+$/.test(disk),
  );
}

/** The keys count, not their values: some drives leave them empty ("Info not available"). */
function isOptical(info: PlistDict): boolean {
  return (
    (info.has("OpticalMediaType") || info.has("OpticalDeviceType")) &&
    info.get("BusProtocol") !== "Disk Image"
  );
}

export function mediumKindOf(type: string): Medium["kind"] {
  if (/^BD|blu-?ray/i.test(type)) return "bluray";
  if (/^DVD/i.test(type)) return "dvd";
  return /^CD/i.test(type) ? "cd" : null;
}

/** Volume names carry trailing blanks (ISO 9660 pads them). */
function textOf(info: PlistDict, key: string): string | null {
  const value = info.get(key);
  return typeof value === "string" ? value.trim() || null : null;
}

/** Of the medium rather than of the volume on it, which may not be mounted the next time. 0 while it spins up. */
function sizeOf(info: PlistDict): number | null {
  const size =
    info.get("IOKitSize") ?? info.get("Size") ?? info.get("TotalSize");
  return typeof size === "number" && size > 0 ? size : null;
}
