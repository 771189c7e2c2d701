import type { Clock } from "../lib/clock.ts";
import type { TaskId } from "../state/task.ts";
import type { FileOps, FileStat } from "./file-ops.ts";
import { fileOf, idOfFile } from "./layout.ts";
import { settlesInMs, sight, type Sighting } from "./sighting.ts";
import { FolderGone } from "./trouble.ts";

/**
 * Keeps an index in step with the names in one folder. A folder of the usual size is simply listed again when it
 * changed. One with very many names is not (measured: 60 to 110 ms for 100,000): there the names that the watch
 * reported are looked at one by one, and it is listed when nobody said why it changed, and at most once a minute to
 * catch what the watch missed.
 */
export interface FolderView {
  /** Something happened to this name; `null`: to one we do not know. */
  hint(name: string | null): void;
  /** `resync`: do not trust hints more than need be. Throws what the file system throws. */
  sync(resync: boolean): Promise<void>;
}

export interface FolderViewOptions {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly folder: string;
  replace(ids: readonly TaskId[]): void;
  set(id: TaskId, isThere: boolean): void;
}

const MANY_NAMES = 2_000;
const MANY_HINTS = 256;
const TRUST_HINTS_MS = 60_000;

export function createFolderView(options: FolderViewOptions): FolderView {
  const { ops, clock, folder } = options;
  const hinted = new Set<TaskId>();
  let isBlind = true;
  let names = 0;
  let listedAt = 0;
  let listed: Sighting | null = null;
  let wasSettled = false;
  let seenMark = "";

  async function look(): Promise<FileStat> {
    const stat = await ops.stat(folder);
    if (stat?.kind === "folder") return stat;
    throw new FolderGone(`ENOENT: there is no folder ${folder}`);
  }

  function mustList(stat: FileStat, resync: boolean): boolean {
    const isChanged = stat.mark !== listed?.mark || !wasSettled;
    if (isBlind || hinted.size > MANY_HINTS) return true;
    if (names <= MANY_NAMES) return isChanged || hinted.size > 0;
    if (hinted.size === 0 && stat.mark !== seenMark) return true;
    const isDue = clock.monotonic() - listedAt >= TRUST_HINTS_MS;
    return resync && isChanged && isDue;
  }

  async function list(stat: FileStat): Promise<void> {
    // Their content may be new even if their names are not.
    for (const id of hinted) options.set(id, false);
    hinted.clear();
    isBlind = true;
    const ids = (await ops.list(folder)).flatMap(
      (name) => idOfFile(name) ?? [],
    );
    isBlind = false;
    names = ids.length;
    listedAt = clock.monotonic();
    listed = sight(listed, stat, clock);
    // A change in the same tick of the file system's clock would not show.
    wasSettled = settlesInMs(listed, clock) === 0;
    options.replace(ids);
  }

  async function followHints(): Promise<void> {
    const ids = [...hinted];
    await Promise.all(
      ids.map(async (id) => {
        const stat = await ops.lstat(fileOf(folder, id));
        options.set(id, stat !== null);
      }),
    );
    for (const id of ids) hinted.delete(id);
  }

  return {
    hint(name) {
      if (name === null) {
        isBlind = true;
        return;
      }
      const id = idOfFile(name);
      if (id !== null) hinted.add(id);
    },
    async sync(resync) {
      const stat = await look();
      if (mustList(stat, resync)) await list(stat);
      else await followHints();
      seenMark = stat.mark;
    },
  };
}
