import type { Medium } from "../../state/event.ts";
import type { Block } from "./block-reader.ts";
import { readLabel } from "./label.ts";

/** What udev says about the disc in a drive. */
export interface DiscFacts {
  readonly volumeName: string | null;
  readonly medium: Medium;
  /** Of the file system: for a DVD or a Blu-ray the time at which it was made. */
  readonly uuid: string | null;
  /** The kernel's count of media changes, of all drives together. Not before Linux 5.15. */
  readonly sequence: string | null;
  readonly tracks: string | null;
}

/** One event of one drive. */
export interface DriveEvent {
  readonly device: string;
  readonly news: DriveNews;
}

export type DriveNews =
  | {
      readonly kind: "present";
      readonly disc: DiscFacts;
      readonly changed: boolean;
    }
  | { readonly kind: "gone" }
  /** Nothing that says whether a disc is in. */
  | { readonly kind: "none" };

/** The state of one drive. */
export interface DriveReading {
  readonly device: string;
  readonly disc: DiscFacts | null;
}

/** `null`: the event is not about an optical drive. */
export function readEvent(block: Block): DriveEvent | null {
  const device = opticalDrive(block);
  return device === null ? null : { device, news: readNews(block) };
}

/**
 * Whether a disc is in is for ID_CDROM_MEDIA to say, and never for the label, which stays in later events. A request to
 * eject says nothing: udev's rule for it leaves before it looks at the disc, which may be locked in.
 */
function readNews(block: Block): DriveNews {
  if (block.get("ACTION") === "remove") return { kind: "gone" };
  if (isSet(block, "DISK_EJECT_REQUEST")) return { kind: "none" };
  const changed = isSet(block, "DISK_MEDIA_CHANGE");
  if (!isSet(block, "ID_CDROM_MEDIA"))
    return { kind: changed ? "gone" : "none" };
  if (isStickInDisguise(block)) return { kind: "none" };
  return { kind: "present", disc: readFacts(block), changed };
}

/** What the udev database holds for a drive; `null` for what is none. */
export function readDrive(block: Block): DriveReading | null {
  const device = opticalDrive(block);
  if (device === null) return null;
  const isIn = isSet(block, "ID_CDROM_MEDIA") && !isStickInDisguise(block);
  return { device, disc: isIn ? readFacts(block) : null };
}

/** The kernel says `sr0`, udev `/dev/sr0`. */
function opticalDrive(block: Block): string | null {
  const name = block.get("DEVNAME")?.replace(/^\/dev\//, "") ?? "";
  return /^sr\d{1,4}$/.test(name) ? `/dev/${name}` : null;
}

function readFacts(block: Block): DiscFacts {
  const medium = { kind: readKind(block), content: readContent(block) };
  const hasFiles = medium.content === "data" || medium.content === null;
  return {
    medium,
    volumeName: hasFiles ? readLabel(block) : null,
    uuid: hasFiles ? textOf(block, "ID_FS_UUID") : null,
    sequence: textOf(block, "DISKSEQ"),
    tracks: textOf(block, "ID_CDROM_MEDIA_TRACK_COUNT"),
  };
}

/** `ID_CDROM_MEDIA_…` says what the disc is, `ID_CDROM_…` what the drive can do. A UHD disc is a BD here. */
function readKind(block: Block): Medium["kind"] {
  const is = (kind: string) =>
    [...block.keys()].some(
      (key) => key.startsWith(`ID_CDROM_MEDIA_${kind}`) && isSet(block, key),
    );
  if (is("BD")) return "bluray";
  if (is("DVD")) return "dvd";
  return is("CD") ? "cd" : null;
}

function readContent(block: Block): Medium["content"] {
  if (block.get("ID_CDROM_MEDIA_STATE") === "blank") return "blank";
  if (isSet(block, "ID_CDROM_MEDIA_TRACK_COUNT_DATA")) return "data";
  return isSet(block, "ID_CDROM_MEDIA_TRACK_COUNT_AUDIO") ? "audio" : null;
}

/**
 * Some USB sticks and modems show a CD with their driver on it. It has no sessions, as every real disc has; and nothing
 * that could be ripped is lost with a CD.
 */
function isStickInDisguise(block: Block): boolean {
  return (
    block.get("ID_BUS") === "usb" &&
    readKind(block) === "cd" &&
    readContent(block) !== "audio" &&
    readContent(block) !== "blank" &&
    !isSet(block, "ID_CDROM_MEDIA_SESSION_COUNT")
  );
}

function isSet(block: Block, key: string): boolean {
  const value = block.get(key) ?? "";
  return value !== "" && value !== "0";
}

function textOf(block: Block, key: string): string | null {
  const value = block.get(key) ?? "";
  return value === "" ? null : value;
}
