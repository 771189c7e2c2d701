import type { DrutilStatus } from "./drutil-status.ts";
import {
  discOf,
  ejected,
  inserted,
  isClear,
  isOtherDisc,
  newDisk,
  refine,
  type Disc,
  type Disk,
} from "./disk.ts";
import type { DiskInfo, OpticalInfo } from "./disk-info.ts";
import { and, forget, put, report, type Discs, type Step } from "./discs.ts";

/** What an answer about one disk means for what is told of it. */

/** diskutil times out while a drive spins up, and sometimes does not find a disk that is there. */
const TRIES = 3;
const RETRY_MS = 1000;
/** A cold drive needs up to 10 s before its disc can be read. */
const SETTLE_MS = 10_000;

export function diskAnswered(
  state: Discs,
  name: string,
  info: DiskInfo | null,
): Step {
  const disk = state.disks.get(name);
  if (!disk) return [state, []];
  if (info === null) return askedInVain(state, name, disk);
  if (info.kind === "other") return isNoDisc(state, name, disk);
  return review(put(state, name, understood(disk, info)), name);
}

function understood(disk: Disk, info: DiskInfo): Disk {
  const inquiry = disk.inquiry === "again" ? "wanted" : "over";
  return { ...disk, inquiry, tries: 0, info, isMissing: false };
}

/** A disc that was told and never went away is believed more than one answer without the keys of a disc. */
function isNoDisc(state: Discs, name: string, disk: Disk): Step {
  const isBelieved = disk.told !== null && !disk.isDoubtful;
  if (isBelieved)
    return [put(state, name, { ...disk, inquiry: "over", tries: 0 }), []];
  const other: Disk = {
    ...newDisk(disk.born),
    inquiry: "over",
    info: { kind: "other" },
  };
  return [put(state, name, other), disk.told ? report(ejected(name)) : []];
}

/** It is asked again, after the others, and given up in the end: until the bell rings for it again. */
function askedInVain(state: Discs, name: string, disk: Disk): Step {
  const tries = disk.tries + 1;
  if (tries < TRIES) {
    const { born } = disk;
    return [
      putLast(state, name, { ...disk, tries, inquiry: "waiting" }),
      [
        {
          type: "startTimer",
          timer: { kind: "retry", disk: name, born },
          ms: RETRY_MS,
        },
      ],
    ];
  }
  if (disk.isMissing) return forget(state, name);
  return [put(state, name, { ...disk, tries: 0, inquiry: "over" }), []];
}

/** Only where there is one disc: drutil does not say which disk it speaks of. */
export function statusAnswered(
  state: Discs,
  name: string,
  status: DrutilStatus | null,
): Step {
  const disk = state.disks.get(name);
  const info = disk?.info;
  if (!disk || info?.kind !== "optical" || status === null) return [state, []];
  const discs = [...state.disks.values()].filter(
    (other) => other.info?.kind === "optical",
  );
  const isSameKind =
    info.mediumKind === null ||
    status.mediumKind === null ||
    info.mediumKind === status.mediumKind;
  if (discs.length !== 1 || !isSameKind) return [state, []];
  return review(put(state, name, { ...disk, status }), name);
}

/** Tells of a disk what is to be told by now, if that is anything. */
export function review(state: Discs, name: string): Step {
  const disk = state.disks.get(name);
  if (disk?.info?.kind !== "optical") return [state, []];
  const { info, told } = disk;
  const disc = discOf(disk, info);
  if (told === null)
    return isClear(disk, info)
      ? tell(state, name, disc)
      : waitForName(state, name, disk);
  if (disk.isDoubtful && isOtherDisc(told, disc))
    return replace(state, name, info);
  const known = refine(told, disc);
  const isNews =
    known.volumeName !== told.volumeName ||
    known.medium.kind !== told.medium.kind ||
    known.medium.content !== told.medium.content;
  const next = put(state, name, { ...disk, told: known, isDoubtful: false });
  return [next, isNews ? report(inserted(name, known)) : []];
}

function tell(state: Discs, name: string, disc: Disc): Step {
  const disk = state.disks.get(name);
  if (!disk) return [state, []];
  const told: Disk = { ...disk, told: disc, settling: "over" };
  return [put(state, name, told), report(inserted(name, disc))];
}

/** Another disc lies where one was told: that one has gone while nobody looked. */
function replace(state: Discs, name: string, info: OpticalInfo): Step {
  const fresh: Disk = { ...newDisk(state.steps), inquiry: "over", info };
  return and([put(state, name, fresh), report(ejected(name))], (next) =>
    review(next, name),
  );
}

function waitForName(state: Discs, name: string, disk: Disk): Step {
  if (disk.settling !== "none") return [state, []];
  const { born } = disk;
  return [
    put(state, name, {
      ...disk,
      settling: "running",
      inspection: disk.inspection === "none" ? "wanted" : disk.inspection,
    }),
    [
      {
        type: "startTimer",
        timer: { kind: "settle", disk: name, born },
        ms: SETTLE_MS,
      },
    ],
  ];
}

function putLast(state: Discs, name: string, disk: Disk): Discs {
  const others = [...state.disks].filter(([other]) => other !== name);
  return { ...state, disks: new Map([...others, [name, disk]]) };
}
