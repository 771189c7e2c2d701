import type { SeenScan } from "../../state/effect.ts";
import { DRIVE, MESSAGE, SAVING_TITLES } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { identityOf } from "../scan/same-track.ts";
import { createTitleList, type TitleList } from "../scan/title-list.ts";
import { trackIn } from "./expected-track.ts";

/**
 * Reads along while a rip opens the disc, and tells before a byte is written if the number does not name the title that
 * was scanned. Numbers move between two runs on the same disc: a title that can not be read this time is left out, and
 * all that follow move up (BluForge, titleguard.go). A guard that hears nothing to compare stays silent, as does one
 * whose number names the same as before, whatever else is missing; but where nobody watched the drive, anything else on
 * the list may be another disc of the same label.
 */
export interface TitleGuard {
  /** What this line tells is wrong; once, and then nothing more. */
  add(line: RobotLine): Surprise | null;
  result(): {
    readonly surprise: Surprise | null;
    /** The number was heard to name what was scanned. */
    readonly isConfirmed: boolean;
  };
}

export type Surprise =
  /** What the number names now; `null`: nothing. */
  | { readonly kind: "otherTitle"; readonly now: string | null }
  /** The number names the same, but there are other tracks beside it than before. */
  | { readonly kind: "otherList" }
  /** The label of a disc that was never scanned. */
  | { readonly kind: "otherDisc"; readonly label: string };

/** Which track to save, and what is known about the disc. */
export interface Aim {
  readonly number: number;
  readonly scan: SeenScan | null;
}

export function createTitleGuard(aim: Aim, device: string): TitleGuard {
  const { scan, number } = aim;
  const track = scan && trackIn(scan.result, number);
  const expected = track && identityOf(track);
  const list = createTitleList();
  let surprise: Surprise | null = null;
  let isConfirmed = false;

  function surpriseIn(line: RobotLine): Surprise | null {
    const label = otherLabel(line, scan, device);
    if (label !== null) return { kind: "otherDisc", label };
    list.add(line);
    if (list.count() === 0) return null;
    const now = list.nameOf(number);
    if (!isWhole(line) && !(list.isFixed() && now !== null)) return null;
    isConfirmed = now !== null && now === expected;
    const isOther = expected !== null && now !== expected;
    if (isOther) return { kind: "otherTitle", now };
    const mustBeSame = scan?.isCurrent === false && isWhole(line);
    return mustBeSame && !isAsScanned(list, scan)
      ? { kind: "otherList" }
      : null;
  }

  return {
    add(line) {
      if (scan && !surprise) return (surprise = surpriseIn(line));
      return null;
    },
    result: () => ({ surprise, isConfirmed }),
  };
}

/** What has no words that stay the same tells nothing. */
function isAsScanned(list: TitleList, { result: { tracks } }: SeenScan) {
  return (
    list.count() === tracks.length &&
    tracks.every((track) => {
      const name = identityOf(track);
      return name === null || name === list.nameOf(track.number);
    })
  );
}

/** All titles were announced: the disc is open, or saving begins. */
function isWhole(line: RobotLine): boolean {
  if (line.kind === "operation") return line.code === SAVING_TITLES;
  return (
    line.kind === "message" &&
    (line.code === MESSAGE.opened || line.code === MESSAGE.savingInto)
  );
}

/**
 * The label of another disc than the one scanned. Only where nobody watched the drive: labels in DRV rows and in listings
 * are equal in all recorded runs but one, and what the disc monitor saw weighs more.
 */
function otherLabel(
  line: RobotLine,
  scan: SeenScan | null,
  device: string,
): string | null {
  if (line.kind !== "drive" || scan === null || scan.isCurrent) return null;
  const { volumeName } = scan.result;
  if (line.device !== device || line.state !== DRIVE.inserted) return null;
  if (!volumeName || line.discName === "") return null;
  return line.discName === volumeName ? null : line.discName;
}
