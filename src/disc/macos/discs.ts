import type { DiscEvent } from "../../state/event.ts";
import type { ActivityLine } from "./activity-line.ts";
import { ejected, type Disk } from "./disk.ts";
import type { DiskInfo } from "./disk-info.ts";
import type { DrutilStatus } from "./drutil-status.ts";

/** The nouns of macOS disc detection; what follows from what is in advance.ts. */
export interface Discs {
  /** Counts the steps: the number of a question, and the age of a disk. */
  readonly steps: number;
  /** In the order in which diskutil is to be asked about them. */
  readonly disks: ReadonlyMap<string, Disk>;
  /** One at a time: a drive that spins up makes diskutil wait. */
  readonly asked: Asked | null;
  readonly isListWanted: boolean;
  /**
   * `replay`: diskutil activity was started and tells what is there; `check`: that is being looked at. Then the discs
   * that are in have been told, and `none` it is.
   */
  readonly sync: "none" | "replay" | "check";
  /** Whether this diskutil activity has said anything, and of a disk. */
  readonly heard: "nothing" | "something" | "disk";
  /** Somebody wants to know when everything has been looked at. */
  readonly isLooking: boolean;
  /** `shaky`: it ended, once, and nobody needs to know if it comes back. */
  readonly health: Health;
}

export type Health =
  | { readonly kind: "starting" }
  | { readonly kind: "watching" }
  | { readonly kind: "shaky" }
  | { readonly kind: "unavailable"; readonly reason: string };

export interface Asked {
  readonly id: number;
  readonly question: Question;
}

export type Question =
  /** `diskutil info -plist disk4` */
  | { readonly about: "disk"; readonly disk: string }
  /** `diskutil list -plist` */
  | { readonly about: "list" }
  /** `drutil status -xml`; not while makemkvcon runs. */
  | { readonly about: "status"; readonly disk: string };

export type Answer =
  /** `null`: it did not answer in time, or not sensibly. */
  | { readonly about: "disk"; readonly info: DiskInfo | null }
  | { readonly about: "list"; readonly disks: readonly string[] | null }
  | { readonly about: "status"; readonly status: DrutilStatus | null };

export type Timer =
  | { readonly kind: "retry"; readonly disk: string; readonly born: number }
  | { readonly kind: "settle"; readonly disk: string; readonly born: number }
  | { readonly kind: "replay" }
  | { readonly kind: "check" };

export type Input =
  | { readonly type: "started" }
  | { readonly type: "ended"; readonly reason: string }
  | { readonly type: "line"; readonly line: ActivityLine }
  | { readonly type: "answered"; readonly id: number; readonly answer: Answer }
  | { readonly type: "timerFired"; readonly timer: Timer }
  | { readonly type: "lookRequested" };

export type Order =
  | { readonly type: "report"; readonly event: DiscEvent }
  | {
      readonly type: "ask";
      readonly id: number;
      readonly question: Question;
    }
  /** Nobody wants the answer any more. */
  | { readonly type: "abandon" }
  /** Instead of an earlier one of that kind for that disk. */
  | { readonly type: "startTimer"; readonly timer: Timer; readonly ms: number }
  | { readonly type: "lookEnded" };

export type Step = readonly [Discs, readonly Order[]];

export const noDiscs: Discs = {
  steps: 0,
  disks: new Map(),
  asked: null,
  isListWanted: false,
  sync: "none",
  heard: "nothing",
  isLooking: false,
  health: { kind: "starting" },
};

/** A step, and what follows from it. */
export function and([state, orders]: Step, next: (state: Discs) => Step): Step {
  const [after, more] = next(state);
  return [after, more.length === 0 ? orders : [...orders, ...more]];
}

export function report(event: DiscEvent): readonly Order[] {
  return [{ type: "report", event }];
}

export function put(state: Discs, name: string, disk: Disk): Discs {
  return { ...state, disks: new Map(state.disks).set(name, disk) };
}

/** The node of the disk is gone, and with it whatever was begun for it. */
export function forget(state: Discs, name: string): Step {
  const disk = state.disks.get(name);
  if (!disk) return [state, []];
  const disks = new Map(state.disks);
  disks.delete(name);
  const { asked } = state;
  const isAsked =
    asked !== null && "disk" in asked.question && asked.question.disk === name;
  const orders: readonly Order[] = isAsked ? [{ type: "abandon" }] : [];
  return [
    { ...state, disks, asked: isAsked ? null : asked },
    disk.told ? [...report(ejected(name)), ...orders] : orders,
  ];
}
