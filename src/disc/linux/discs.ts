import type { DiscEvent } from "../../state/event.ts";
import type { DiscFacts, DriveEvent, DriveReading } from "./reading.ts";

/** What is known about the drives, and what follows from the next thing heard of them. Pure. */
export interface Discs {
  /** Only drives with a disc in them. */
  readonly inside: Readonly<Record<string, Inside>>;
  /** Drives that were heard of while the database is being read: what it says about them may be older. */
  readonly heardOf: readonly string[];
  /** Goes up with every doubt, so that the end of an old one is known. */
  readonly doubts: number;
}

interface Inside {
  readonly disc: DiscFacts;
  /** It seems to be gone; the doubt that has to pass before that is told. */
  readonly doubt: number | null;
}

export type DiscsInput =
  | { readonly kind: "event"; readonly event: DriveEvent }
  | { readonly kind: "databaseAsked" }
  | { readonly kind: "database"; readonly database: Database }
  | {
      readonly kind: "doubtOver";
      readonly device: string;
      readonly doubt: number;
    };

export interface Database {
  readonly drives: readonly DriveReading[];
  /** All drives are in it: what is not is gone. */
  readonly complete: boolean;
}

export type DiscsOrder =
  | { readonly kind: "tell"; readonly event: DiscEvent }
  /** Say so when a while has passed without a sign of the disc. */
  | { readonly kind: "doubt"; readonly device: string; readonly doubt: number };

export type DiscsStep = readonly [Discs, readonly DiscsOrder[]];

export const noDiscs: Discs = { inside: {}, heardOf: [], doubts: 0 };

/** `isBusy`: makemkvcon is at work, so that a disc is not gone before it has been gone for a moment. */
export function nextDiscs(
  discs: Discs,
  input: DiscsInput,
  isBusy: boolean,
): DiscsStep {
  switch (input.kind) {
    case "event":
      return heard(discs, input.event, isBusy);
    case "databaseAsked":
      return [{ ...discs, heardOf: [] }, []];
    case "database":
      return compared(discs, input.database, isBusy);
    case "doubtOver":
      return discs.inside[input.device]?.doubt === input.doubt
        ? gone(discs, input.device, false)
        : [discs, []];
  }
}

function heard(
  discs: Discs,
  { device, news }: DriveEvent,
  isBusy: boolean,
): DiscsStep {
  if (news.kind === "none") return [discs, []];
  const heardOf = discs.heardOf.includes(device)
    ? discs.heardOf
    : [...discs.heardOf, device];
  const now = { ...discs, heardOf };
  return news.kind === "gone"
    ? gone(now, device, isBusy)
    : present(now, { device, ...news });
}

function compared(
  discs: Discs,
  { drives, complete }: Database,
  isBusy: boolean,
): DiscsStep {
  const isNewer = (device: string) => discs.heardOf.includes(device);
  const missing = complete
    ? Object.keys(discs.inside).filter(
        (known) => !drives.some(({ device }) => device === known),
      )
    : [];
  const empty = missing.map((device) => ({ device, disc: null }));
  let step: DiscsStep = [discs, []];
  for (const { device, disc } of [...empty, ...drives]) {
    if (isNewer(device)) continue;
    const [before, orders] = step;
    const [after, more] = disc
      ? present(before, { device, disc, changed: true })
      : gone(before, device, isBusy);
    step = [after, [...orders, ...more]];
  }
  return step;
}

interface Present {
  readonly device: string;
  readonly disc: DiscFacts;
  readonly changed: boolean;
}

function present(discs: Discs, { device, disc, changed }: Present): DiscsStep {
  const known = discs.inside[device]?.disc;
  if (!known) return [withDisc(discs, device, disc), [inserted(device, disc)]];
  if (!isSameDisc(known, disc, changed))
    return [
      withDisc(discs, device, disc),
      [ejected(device), inserted(device, disc)],
    ];
  const better = merge(known, disc);
  const orders = looksTheSame(known, better) ? [] : [inserted(device, better)];
  return [withDisc(discs, device, better), orders];
}

function gone(discs: Discs, device: string, isBusy: boolean): DiscsStep {
  const known = discs.inside[device];
  if (!known) return [discs, []];
  if (!isBusy) {
    const { [device]: _, ...inside } = discs.inside;
    return [{ ...discs, inside }, [ejected(device)]];
  }
  if (known.doubt !== null) return [discs, []];
  const doubt = discs.doubts + 1;
  const inside = { ...discs.inside, [device]: { ...known, doubt } };
  return [
    { ...discs, inside, doubts: doubt },
    [{ kind: "doubt", device, doubt }],
  ];
}

function withDisc(discs: Discs, device: string, disc: DiscFacts): Discs {
  const inside = { ...discs.inside, [device]: { disc, doubt: null } };
  return { ...discs, inside };
}

/**
 * A drive tells of one disc two or three times, first perhaps before it could read it. An equal sequence number says that
 * nothing was changed; a different one says nothing, since the kernel counts every one of these events
 * (block/disk-events.c). So it takes two facts that contradict each other to make another disc.
 */
function isSameDisc(
  known: DiscFacts,
  next: DiscFacts,
  changed: boolean,
): boolean {
  const sameSequence =
    known.sequence !== null && known.sequence === next.sequence;
  if (sameSequence && !changed) return true;
  if (known.uuid !== null && next.uuid !== null)
    return known.uuid === next.uuid;
  if (sameSequence) return true;
  if (changed && differ(known.volumeName, next.volumeName)) return false;
  return !(
    differ(known.medium.kind, next.medium.kind) ||
    differ(known.medium.content, next.medium.content) ||
    differ(known.tracks, next.tracks)
  );
}

function differ(known: string | null, next: string | null): boolean {
  return known !== null && next !== null && known !== next;
}

function merge(known: DiscFacts, next: DiscFacts): DiscFacts {
  return {
    volumeName: next.volumeName ?? known.volumeName,
    medium: {
      kind: next.medium.kind ?? known.medium.kind,
      content: next.medium.content ?? known.medium.content,
    },
    uuid: next.uuid ?? known.uuid,
    sequence: next.sequence ?? known.sequence,
    tracks: next.tracks ?? known.tracks,
  };
}

function looksTheSame(known: DiscFacts, next: DiscFacts): boolean {
  return (
    known.volumeName === next.volumeName &&
    known.medium.kind === next.medium.kind &&
    known.medium.content === next.medium.content
  );
}

function inserted(
  device: string,
  { volumeName, medium }: DiscFacts,
): DiscsOrder {
  const event = { type: "discInserted", device, volumeName, medium } as const;
  return { kind: "tell", event };
}

function ejected(device: string): DiscsOrder {
  return { kind: "tell", event: { type: "discEjected", device } };
}
