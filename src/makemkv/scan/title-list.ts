import { LOST_TITLES, MESSAGE } from "../robot/message-codes.ts";
import type { RobotLine } from "../robot/robot-line.ts";

/**
 * What makemkvcon says while it opens a disc about which number names which title. A Blu-ray's file comes with its
 * number (3307, 3308). A DVD's title comes with the disc's own name for it alone (3028; `2`, also `7/4`), each angle
 * more is a title of its own (3040), and one that equals another is taken off the list again (3027): the number is the
 * place among those that stay. Seen so in recorded scans; there TINFO attribute 24 tells the same.
 */
export interface TitleList {
  add(line: RobotLine): void;
  /** How many were announced and stay. */
  count(): number;
  /** What this number names as far as has been said, in words that are the same in every run; `null`: nothing. */
  nameOf(number: number): string | null;
  /** Whether what was said so far about a number stays: only a DVD's list changes until it is whole. */
  isFixed(): boolean;
}

interface DvdTitle {
  /** Such as `2` or `7/4`. */
  readonly id: string;
  readonly angle: string | null;
  readonly length: string;
}

const SKIPPED: readonly number[] = [
  MESSAGE.skippedTooShort,
  MESSAGE.skippedAsFake,
  ...LOST_TITLES,
];

export function createTitleList(): TitleList {
  const files = new Map<number, string>();
  let titles: readonly DvdTitle[] = [];

  const addFile = (number: string, name: string) => {
    if (/^\d+$/.test(number)) files.set(Number(number), name);
  };
  const addAngle = (angle: string, id: string) => {
    const length = titles.find((title) => title.id === id)?.length ?? "";
    titles = [...titles, { id, angle, length }];
  };
  const remove = (id: string) => {
    titles = titles.filter((title) => title.id !== id);
  };

  return {
    add(line) {
      if (line.kind !== "message") return;
      const [first = "", second = "", third = ""] = line.params;
      if (line.code === MESSAGE.fileAdded) addFile(second, first);
      else if (line.code === MESSAGE.angleAdded)
        addFile(second, `${first} angle ${third}`);
      else if (line.code === MESSAGE.dvdTitleAdded)
        titles = [
          ...titles,
          { id: plain(first), angle: null, length: lengthOf(third, second) },
        ];
      else if (line.code === MESSAGE.dvdAngleAdded)
        addAngle(first, plain(second));
      else if (line.code === MESSAGE.skippedAsEqualDvd) remove(plain(third));
      else if (SKIPPED.includes(line.code)) remove(plain(first));
    },
    count: () => (files.size > 0 ? files.size : titles.length),
    isFixed: () => files.size > 0,
    nameOf(number) {
      const title = titles[number];
      return files.get(number) ?? (title ? describe(title) : null);
    },
  };
}

/** 3027 writes `#03` for what 3028 calls `3`. */
function plain(id: string): string {
  return id.replace(/^#?0*(?=\d)/, "");
}

function lengthOf(duration: string, cells: string): string {
  return `, ${duration}, ${cells} cell${cells === "1" ? "" : "s"}`;
}

function describe({ id, angle, length }: DvdTitle): string {
  return `dvd title ${id}${angle === null ? "" : ` angle ${angle}`}${length}`;
}
