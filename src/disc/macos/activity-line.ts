/**
 * One line of `diskutil activity`:
 *
 *     ***DiskAppeared ('disk4', DAVolumePath = '<null>', DAVolumeKind = 'udf', DAVolumeName = 'FILM') Time=20251221-14:30:45.1438
 *
 * A line is a doorbell with the name of a disk on it, no more: what is in the drive, `diskutil info` says. Nothing in it
 * is escaped, so a volume may be called `x') Time=`; the pattern is anchored at both ends and greedy.
 * At its start diskutil tells every disk that is there as if it had just appeared; the first `DAIdle` ends that.
 */
export type ActivityLine =
  | {
      readonly kind: "present";
      /** Whole disk: `disk4`. */
      readonly disk: string;
      /** It is new, and not only described in another way. */
      readonly isNew: boolean;
      /** The name of the volume on a slice of that disk (`disk4s1`), where the line tells one. */
      readonly sliceName: string | null;
    }
  /** A slice only, when the disk itself is still there. */
  | { readonly kind: "gone"; readonly disk: string }
  /** Everything that was to be told has been told. */
  | { readonly kind: "idle" }
  /** It speaks, but of nothing that matters: an approval, the first line, something newer than this program. */
  | { readonly kind: "other" };

/** `null`: not a line of diskutil's, or only a part of one. */
export function parseActivityLine(line: string): ActivityLine | null {
  if (!line.startsWith("***")) return null;
  const [, tag, inner = ""] = LINE.exec(line) ?? [];
  if (tag === undefined) return line.startsWith(BANNER) ? other : null;
  if (tag === "DAIdle") return { kind: "idle" };
  const [, disk, slice] = BSD_NAME.exec(inner) ?? [];
  if (disk === undefined) return other;
  const isWhole = slice === "";
  switch (tag) {
    case "DiskAppeared":
    case "DiskDescriptionChanged": {
      const isNew = isWhole && tag === "DiskAppeared";
      const sliceName = isWhole ? null : volumeName(inner);
      return { kind: "present", disk, isNew, sliceName };
    }
    case "DiskDisappeared":
      return isWhole ? { kind: "gone", disk } : other;
    default:
      return other;
  }
}

const other: ActivityLine = { kind: "other" };
const BANNER = "***Begin monitoring";
const LINE =
  /^\*\*\*(\w+) \((.*)\)(?: Comment=.*?)? Time=\d{8}-\d\d:\d\d:\d\d\.\d+$/;
/** Slices nest: `disk14s1s2`. The quote ends it: `disk1` is not `disk10`. */
const BSD_NAME = /^'(disk\d+)((?:s\d+)*)'/;

function volumeName(inner: string): string | null {
  const [, name = ""] = /, DAVolumeName = '(.*)'$/.exec(inner) ?? [];
  return name === "<null>" ? null : name.trim() || null;
}
