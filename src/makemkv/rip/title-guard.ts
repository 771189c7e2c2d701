import type { SeenScan } from "../../state/effect.ts";
import { identityOf } from "../scan/same-track.ts";
import { DRIVE, MESSAGE, SAVING_TITLES } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";
import { createTitleList } from "../scan/title-list.ts";

/**
 * Reads along while a rip opens the disc, and tells before a byte is written if the number does not name the title that
 * was scanned. Numbers move between two runs on the same disc: a title that can not be read this time is left out, and
 * all that follow move up (BluForge, titleguard.go). A guard that hears nothing to compare stays silent, as does one
 * whose number names the same as before, whatever else is missing.
 */
export interface TitleGuard {
  add(line: RobotLine): void;
  /** The number was heard to name what was scanned. */
  isConfirmed(): boolean;
}

export type Surprise =
  /** What the number names now; `null`: nothing. */
  | { readonly kind: "otherTitle"; readonly now: string | null }
  /** The label of a disc that was never scanned. */
  | { readonly kind: "otherDisc"; readonly label: string };

export interface TitleGuardOptions {
  readonly scan: SeenScan | null;
  readonly number: number;
  readonly device: string;
  /** Told once. */
  readonly alarm: (surprise: Surprise) => void;
}

export function createTitleGuard(options: TitleGuardOptions): TitleGuard {
  const { scan, number, device, alarm } = options;
  const expected = identityIn(scan, number);
  const list = createTitleList();
  let isOver = scan === null;
  let isConfirmed = false;

  const trip = (surprise: Surprise) => {
    isOver = true;
    alarm(surprise);
  };
  const compare = () => {
    const now = list.nameOf(number);
    isConfirmed = now !== null && now === expected;
    if (expected !== null && now !== expected)
      trip({ kind: "otherTitle", now });
  };

  return {
    isConfirmed: () => isConfirmed,
    add(line) {
      if (isOver) return;
      const label = otherLabel(line, scan, device);
      if (label !== null) return trip({ kind: "otherDisc", label });
      list.add(line);
      if (list.isEmpty()) return;
      if (isWhole(line)) compare();
      else if (list.isFixed() && list.nameOf(number) !== null) compare();
    },
  };
}

function identityIn(scan: SeenScan | null, number: number): string | null {
  const tracks = scan?.result.tracks ?? [];
  const track = tracks.find((each) => each.number === number);
  return track ? identityOf(track) : null;
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
