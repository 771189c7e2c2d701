import type { Clock } from "../lib/clock.ts";
import type { FileStat } from "./file-ops.ts";

/** Since when a file or folder has looked the way it does. */
export interface Sighting {
  readonly mark: string;
  readonly mtimeMs: number;
  /** On the monotonic clock. */
  readonly firstSeen: number;
}

/** Text that does not parse is "not yet" until it has been left alone for this long. */
export const SETTLED_AFTER_MS = 2_000;

/** The same sighting while nothing changed, else a new one. */
export function sight(
  previous: Sighting | null,
  stat: FileStat,
  clock: Clock,
): Sighting {
  if (previous?.mark === stat.mark) return previous;
  const { mark, mtimeMs } = stat;
  return { mark, mtimeMs, firstSeen: clock.monotonic() };
}

/**
 * How long until this counts as settled; 0 once it does. By the file's own time, or by ours since we first saw it:
 * the writer's clock may be ahead (a virtual machine after the host has slept), and nothing may wait for ever.
 */
export function settlesInMs(sighting: Sighting, clock: Clock): number {
  const age = Math.max(
    clock.now() - sighting.mtimeMs,
    clock.monotonic() - sighting.firstSeen,
  );
  return Math.max(0, SETTLED_AFTER_MS - age);
}
