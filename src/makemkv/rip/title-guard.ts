import type { SeenScan } from "../../state/effect.ts";
import { DRIVE, MESSAGE, SAVING_TITLES } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { identityOf } from "../scan/same-track.ts";
import { createTitleList } from "../scan/title-list.ts";
import { trackIn } from "./expected-track.ts";

/**
 * Reads along while a rip opens the disc, and tells before a byte is written if the number does not name the title that
 * was scanned. Numbers move between two runs on the same disc: a title that can not be read this time is left out, and
 * all that follow move up (BluForge, titleguard.go). A guard that hears nothing to compare stays silent, as does one
 * whose number names the same as before, whatever else is missing.
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
    if (list.isEmpty()) return null;
    const now = list.nameOf(number);
    if (!isWhole(line) && !(list.isFixed() && now !== null)) return null;
    isConfirmed = now !== null && now === expected;
    const isOther = expected !== null && now !== expected;
    return isOther ? { kind: "otherTitle", now } : null;
  }

  return {
    add(line) {
      if (scan && !surprise) return (surprise = surpriseIn(line));
      return null;
    },
    result: () => ({ surprise, isConfirmed }),
  };
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
