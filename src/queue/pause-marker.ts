import { join, relative } from "node:path";
import type { Clock } from "../lib/clock.ts";
import { unlinkIfThere, writeNewFile } from "./atomic-write.ts";
import type { FileOps } from "./file-ops.ts";
import type { Layout } from "./layout.ts";

/**
 * The file `PAUSED` is the pause. It is in the tasks folder; but the Python daemon looks into `{webapp_basedir}/tasks`
 * even where the webapp's tasks are in `/data/tasks`, so set-ups made for it may pause there. That one counts, too, and
 * is removed by resuming; ours is never put there.
 */
export interface PauseMarker {
  /** Throws what the file system throws. */
  isSet(): Promise<boolean>;
  /** A marker that is there is not written again. */
  set(isPaused: boolean): Promise<void>;
}

export interface PauseMarkerOptions {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly layout: Layout;
  readonly basedir: string;
}

export function createPauseMarker(options: PauseMarkerOptions): PauseMarker {
  const { ops, clock, layout } = options;
  const older = olderMarker(options);

  async function isOlderSet(): Promise<boolean> {
    if (older === null) return false;
    // What can not be seen does not pause: this folder is none of the queue's.
    const stat = await ops.lstat(older).catch(() => null);
    return stat?.kind === "file";
  }

  return {
    async isSet() {
      const [marker, isOlder] = await Promise.all([
        ops.lstat(layout.paused),
        isOlderSet(),
      ]);
      return marker !== null || isOlder;
    },
    async set(isPaused) {
      if (isPaused) {
        const time = new Date(clock.now()).toISOString();
        await writeNewFile(ops, layout.paused, `${time}\n`);
        return;
      }
      if (older !== null && (await isOlderSet()))
        await unlinkIfThere(ops, older);
      await unlinkIfThere(ops, layout.paused);
      await ops.syncFolder(layout.directory);
    },
  };
}

function olderMarker({ layout, basedir }: PauseMarkerOptions): string | null {
  const isMoved = relative(basedir, layout.directory) === join("data", "tasks");
  return isMoved ? join(basedir, "tasks", "PAUSED") : null;
}
