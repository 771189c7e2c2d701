import {
  and,
  put,
  report,
  type Discs,
  type Order,
  type Step,
} from "./discs.ts";
import { newDisk, type Disk } from "./disk.ts";
import { review } from "./review.ts";

/** Looking at everything: when diskutil activity starts, ends, has told what is there, and all of it was looked at. */

/** What diskutil tells at its start may have no end: no DAIdle comes while a drive is busy with a disc. */
const REPLAY_MS = 5000;
/** After that, a disk that does not answer is not waited for. */
const CHECK_MS = 10_000;

/** Nobody looked for a while: what was told is to be confirmed, everything else is asked anew. */
export function started(state: Discs): Step {
  const fresh = newDisk(state.steps);
  const disks = [...state.disks]
    .filter(([, { told }]) => told !== null)
    .map(([name, { told }]): [string, Disk] => [
      name,
      { ...fresh, inquiry: "over", told, isMissing: true },
    ]);
  const orders: Order[] = [
    { type: "startTimer", timer: { kind: "replay" }, ms: REPLAY_MS },
  ];
  if (state.asked) orders.unshift({ type: "abandon" });
  return [
    {
      ...state,
      disks: new Map(disks),
      asked: null,
      isListWanted: state.isLooking,
      sync: "replay",
      heard: "nothing",
    },
    orders,
  ];
}

/** Once is no news: it is started again. What does not come back is told. */
export function ended(before: Discs, reason: string): Step {
  const state: Discs = { ...before, sync: "none" };
  return state.health.kind === "watching"
    ? [{ ...state, health: { kind: "shaky" } }, []]
    : unavailable(state, reason);
}

export function unavailable(state: Discs, reason: string): Step {
  const { health } = state;
  if (health.kind === "unavailable" && health.reason === reason)
    return [state, []];
  return [
    { ...state, health: { kind: "unavailable", reason } },
    report({
      type: "discMonitorUnavailable",
      problem: {
        key: "disc_monitor_unavailable",
        text: `Discs are not detected: ${reason}.`,
        hint: "It is tried again by itself. diskutil belongs to macOS (/usr/sbin): see that it is on PATH, or set disc_monitor: none and drive: (for example /dev/rdisk4) in daemon.yaml to work without detection.",
      },
    }),
  ];
}

/** What is there has been told. What was told before and is not among it is asked about: lines are no truth. */
export function endReplay(state: Discs): Step {
  const disks = [...state.disks].map(([name, disk]): [string, Disk] => [
    name,
    disk.isMissing ? { ...disk, inquiry: "wanted", isDoubtful: true } : disk,
  ]);
  return [
    { ...state, disks: new Map(disks), sync: "check" },
    [{ type: "startTimer", timer: { kind: "check" }, ms: CHECK_MS }],
  ];
}

/** Everything has been looked at: every disc that is in is told, with a name or without, and then that this is so. */
export function finish(state: Discs): Step {
  const settled = [...state.disks.keys()].reduce<Step>(
    (step, name) => and(step, (next) => settle(next, name)),
    [state, []],
  );
  return and(settled, (next) => {
    const orders: Order[] = next.isLooking ? [{ type: "lookEnded" }] : [];
    if (next.sync !== "check") return [{ ...next, isLooking: false }, orders];
    if (next.health.kind === "starting" || next.health.kind === "unavailable")
      orders.push(...report({ type: "discMonitorReady" }));
    return [
      {
        ...next,
        sync: "none",
        isLooking: false,
        health: { kind: "watching" },
      },
      orders,
    ];
  });
}

function settle(state: Discs, name: string): Step {
  const disk = state.disks.get(name);
  if (!disk) return [state, []];
  return review(put(state, name, { ...disk, settling: "over" }), name);
}
