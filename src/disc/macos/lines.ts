import type { ActivityLine } from "./activity-line.ts";
import { and, forget, put, type Discs, type Step } from "./discs.ts";
import { newDisk, type Disk } from "./disk.ts";
import { review } from "./review.ts";
import { endReplay } from "./sync.ts";

/** What a line of `diskutil activity` means. */
export function lineRead(before: Discs, line: ActivityLine): Step {
  const heard = before.heard === "nothing" ? "something" : before.heard;
  const state: Discs = { ...before, heard };
  switch (line.kind) {
    case "present":
      return ring({ ...state, heard: "disk" }, line);
    case "gone":
      return forget(state, line.disk);
    case "idle":
      return and(quieten(state), (next) =>
        next.sync === "replay" ? endReplay(next) : [next, []],
      );
    case "other":
      return [state, []];
  }
}

/** The bell rings for a disk: diskutil is asked about it, unless it is known to be no disc. */
function ring(
  state: Discs,
  { disk: name, isNew, sliceName }: Extract<ActivityLine, { kind: "present" }>,
): Step {
  const known = state.disks.get(name);
  if (known?.info?.kind === "other" && !isNew) return [state, []];
  const disk =
    known === undefined || known.info?.kind === "other"
      ? newDisk(state.steps)
      : rung(known);
  // A disk that was told appears again: it must have been away.
  const isDoubtful = disk.isDoubtful || (isNew && disk.told !== null);
  const next = put(state, name, {
    ...disk,
    isDoubtful,
    isMissing: false,
    info: isDoubtful ? null : disk.info,
    sliceName: disk.sliceName ?? sliceName,
  });
  return review(next, name);
}

function rung(disk: Disk): Disk {
  if (disk.inquiry === "asking") return { ...disk, inquiry: "again" };
  return disk.inquiry === "over" ? { ...disk, inquiry: "wanted" } : disk;
}

/** diskutil is idle: whatever name there is, is known by now. */
function quieten(before: Discs): Step {
  return [...before.disks].reduce<Step>(
    (step, [name, disk]) =>
      disk.told !== null || disk.info?.kind === "other"
        ? step
        : and(step, (state) => review(put(state, name, quiet(disk)), name)),
    [before, []],
  );
}

function quiet(disk: Disk): Disk {
  const isNameless = disk.told === null && disk.info?.kind === "optical";
  return {
    ...(isNameless ? rung(disk) : disk),
    isQuiet: true,
    settling: disk.settling === "due" ? "over" : disk.settling,
  };
}
