/**
 * Tells when a file of a folder may have changed: file events, which are prompt but can fail (no such folder yet, a network share, a link to a file
 * elsewhere), and a slow look as a safety net. Both are hints; who is told reads the file.
 */
import { type FSWatcher, watch } from "node:fs";
import type { Clock } from "../lib/clock.ts";

/** Editors write in several steps; half a file must not be read as a whole one. */
const SETTLE_MS = 100;
const LOOK_AGAIN_MS = 5_000;
/** Where file events come, they nearly always do. */
const CALM_LOOK_MS = 15_000;

interface Watched {
  readonly directory: string;
  readonly name: string;
  readonly clock: Clock;
  /** Changes whenever the file does. */
  readonly stamp: () => Promise<string>;
  readonly changed: () => void;
}

export function watchFile(watched: Watched): Disposable {
  const { directory, name, clock, stamp, changed } = watched;
  let watcher: FSWatcher | null = null;
  let stopped = false;
  let lastStamp: string | null = null;
  let cancelSettle = (): void => {};
  let cancelLook = (): void => {};

  function listen(): void {
    try {
      watcher = watch(directory, { persistent: false }, (_, file) => {
        if (file === null || file === name) settle();
      });
      watcher.on("error", unlisten);
    } catch {
      watcher = null; // no such folder yet: the slow look tries again
    }
  }

  function unlisten(): void {
    watcher?.close();
    watcher = null;
  }

  function settle(): void {
    if (stopped) return;
    cancelSettle();
    cancelSettle = clock.after(SETTLE_MS, changed);
  }

  async function look(): Promise<void> {
    const current = await stamp();
    if (stopped) return;
    if (watcher === null) listen();
    if (current !== lastStamp) changed();
    lastStamp = current;
    lookLater();
  }

  function lookLater(): void {
    const waitMs = watcher === null ? LOOK_AGAIN_MS : CALM_LOOK_MS;
    cancelLook = clock.after(waitMs, () => void look());
  }

  listen();
  lookLater();
  return {
    [Symbol.dispose]() {
      stopped = true;
      cancelSettle();
      cancelLook();
      unlisten();
    },
  };
}
