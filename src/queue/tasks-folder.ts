import type { Clock } from "../lib/clock.ts";
import type { QueueListing } from "../state/state.ts";
import type { TaskId } from "../state/task.ts";
import type { FileOps } from "./file-ops.ts";
import { createFolderView, type FolderView } from "./folder-view.ts";
import { soonest } from "./hints.ts";
import { fileOf, type Layout } from "./layout.ts";
import { lookAt, selectUpcoming } from "./listing.ts";
import { createOrderFile } from "./order-file.ts";
import { createPauseMarker } from "./pause-marker.ts";
import { createTaskIndex, type Look, type TaskIndex } from "./task-index.ts";
import { FolderGone } from "./trouble.ts";
import { createQueueWatch, type WatchedFolder } from "./watch.ts";

/** One opened tasks folder, as the webapp sees it. Index, views and watch are caches and hints; the folder is the truth. */
export interface TasksFolder {
  readonly layout: Layout;
  /** `answered`: tasks whose answer is on its way. Throws what the file system throws. */
  read(how: {
    readonly resync: boolean;
    readonly answered: readonly TaskId[];
  }): Promise<FolderReading>;
  /** What lies in `queued/` now. Throws what the file system throws. */
  look(id: TaskId): Promise<Look | null>;
  /** We moved these files ourselves. */
  moved(id: TaskId): void;
  /** This task could not be claimed. An answer may be in the way under a name that the file system takes for the same. */
  refused(id: TaskId): void;
  /** Sets or removes the file `PAUSED`. Throws what the file system throws. */
  setPaused(isPaused: boolean): Promise<void>;
  watch(): Promise<void>;
  close(): void;
}

export interface FolderReading {
  readonly listing: QueueListing;
  readonly lookAgainInMs: number | null;
}

export interface TasksFolderOptions {
  readonly ops: FileOps;
  readonly clock: Clock;
  readonly layout: Layout;
  /** The folder that was opened; another one under its name has to be opened first. */
  readonly identity: string;
  /** The webapp's folder, in which this one is. */
  readonly basedir: string;
  onHint(): void;
}

export function createTasksFolder(options: TasksFolderOptions): TasksFolder {
  const { ops, clock, layout, onHint } = options;
  const index = createTaskIndex();
  const { queued, complete } = createViews(options, index);
  const order = createOrderFile({ ops, clock, path: layout.tasksJson });
  const watch = createQueueWatch({ ops, layout, onChange });
  const marker = createPauseMarker(options);
  const source = { ops, clock, folder: layout.queued };
  const suspects = new Set<TaskId>();

  function onChange(folder: WatchedFolder, name: string | null): void {
    if (folder !== "tasks")
      (folder === "queued" ? queued : complete).hint(name);
    onHint();
  }

  async function checkIdentity(): Promise<void> {
    const stat = await ops.stat(layout.directory);
    if (stat?.identity === options.identity) return;
    const what = stat === null ? "there is no folder" : "another folder is now";
    throw new FolderGone(`ENOENT: ${what} ${layout.directory}`);
  }

  /** Answers that are there and not listed: `Film.json` is the answer of `film`, too, where case makes no difference. */
  async function lookAtSuspects(): Promise<void> {
    for (const id of suspects) {
      const answer = await ops.lstat(fileOf(layout.complete, id));
      if (answer === null) suspects.delete(id);
      else index.setAnswered(id, true);
    }
  }

  return {
    layout,
    async read({ resync, answered }) {
      await checkIdentity();
      if (resync) await watch.arm();
      const orderReading = await order.read();
      if (orderReading.ids !== null) index.setOrder(orderReading.ids);
      const [paused] = await Promise.all([
        marker.isSet(),
        queued.sync(resync),
        complete.sync(resync),
      ]);
      await lookAtSuspects();
      for (const id of answered) index.setAnswered(id, true);
      const selection = await selectUpcoming(source, index);
      const waits = [orderReading.lookAgainInMs, selection.lookAgainInMs];
      return {
        listing: {
          depth: selection.depth,
          upcoming: selection.upcoming,
          paused,
          problems: [...orderReading.problems, ...selection.problems],
        },
        lookAgainInMs: soonest(waits),
      };
    },
    moved(id) {
      queued.hint(`${id}.json`);
      complete.hint(`${id}.json`);
    },
    look: (id) => lookAt(source, index.slotOf(id)),
    refused: (id) => void suspects.add(id),
    setPaused: marker.set,
    watch: () => watch.arm(),
    close: () => watch.close(),
  };
}

function createViews(
  { ops, clock, layout }: TasksFolderOptions,
  index: TaskIndex,
): { readonly queued: FolderView; readonly complete: FolderView } {
  return {
    queued: createFolderView({
      ops,
      clock,
      folder: layout.queued,
      replace: index.replaceQueued,
      set: index.setQueued,
    }),
    complete: createFolderView({
      ops,
      clock,
      folder: layout.complete,
      replace: index.replaceAnswered,
      set: index.setAnswered,
    }),
  };
}
