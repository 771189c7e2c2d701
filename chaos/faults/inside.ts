import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import { createQueue } from "../../src/queue/queue.ts";
import { createEffects } from "../../src/runtime/effects.ts";
import type { Drives } from "../../src/runtime/drives.ts";
import { createStore, type Store } from "../../src/runtime/store.ts";
import { startTicking } from "../../src/runtime/ticker.ts";
import type { Effect } from "../../src/state/effect.ts";
import type { Fact, ScanOutcome } from "../../src/state/event.ts";
import { initialState } from "../../src/state/initial-state.ts";
import { isPressing } from "../../src/state/select.ts";
import type { Settings } from "../../src/state/settings.ts";
import {
  createFakeClock,
  type FakeClock,
} from "../../test/support/fake-clock.ts";
import { defaultSettings } from "../../test/support/settings.ts";
import { counting, watching } from "./around-disk.ts";

/**
 * The daemon's core and its queue in this process, on a clock and a disk of ours: the real store, transition, effects,
 * ticker and queue on a real folder. makemkvcon, drives and webapp are stand-ins, whose part is not tried here.
 */
export interface Inside extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly tasks: string;
  /** How often an answer of each task came to be. */
  readonly answers: ReadonlyMap<string, number>;
  /** Faults of our own that the store or an effect threw. */
  readonly faults: readonly unknown[];
  readonly runs: () => number;
  /** Lets time go on in steps until it is so, at most for `ms`; whether it came to be. */
  live(isSo: () => boolean, ms: number): Promise<boolean>;
  /** Every task is answered and nothing is wrong. */
  isDone(): boolean;
  /** What is wrong in the folders when all of these tasks are to be answered. */
  examine(): string | null;
}

export interface InsideOptions {
  readonly ids: readonly string[];
  /** Around the disk. */
  readonly wrap?: (ops: FileOps, clock: FakeClock) => FileOps;
  readonly settings?: Partial<Settings>;
  /** How a run ends, by its number from 0; default: a failure, which is an answer as well. */
  readonly end?: (run: number) => ScanOutcome;
  /** Told before every step of time. */
  readonly onStep?: (clock: FakeClock) => void;
}

const STEP_MS = 250;
const RUN_MS = 1000;

/** Without waiting for the platter: nobody pulls the plug here. */
const disk: FileOps = {
  ...nodeFileOps,
  write: (path, text) => writeFile(path, text),
  syncFolder: async () => {},
};

const FAILED: ScanOutcome = {
  kind: "failed",
  failure: { code: "DISC_UNREADABLE", message: "Unreadable.", detail: "" },
};

export async function openInside(options: InsideOptions): Promise<Inside> {
  const { ids, wrap = (ops) => ops, end = () => FAILED } = options;
  const root = await mkdtemp(join(tmpdir(), "amphigory-inside-"));
  const base = join(root, "host");
  const tasks = join(base, "tasks");
  for (const folder of ["queued", "in_progress", "complete"])
    mkdirSync(join(tasks, folder), { recursive: true });
  for (const id of ids)
    await writeFile(
      join(tasks, "queued", `${id}.json`),
      JSON.stringify({ id, type: "scan" }),
    );
  await writeFile(join(tasks, "tasks.json"), JSON.stringify(ids));

  const clock = createFakeClock(Date.now());
  const answers = new Map<string, number>();
  const faults: unknown[] = [];
  /** Operations on the disk that run, and those that were asked for: the rest waits for the clock. */
  let pending = 0;
  let asked = 0;
  let started = 0;

  const counted = counting(disk, (change) => void (pending += change));
  const wrapped = wrap(watching(counted, answers), clock);
  const ops = counting(wrapped, (change) => void (asked += change));
  const queue = createQueue({
    clock,
    outboxDir: join(root, "outbox"),
    onHint: () => store.dispatch({ type: "queueHinted" }),
    ops,
  });
  const settings: Settings = {
    ...defaultSettings,
    webappBasedir: base,
    tasksDirectory: tasks,
    makemkvPath: "/bin/sh",
    discMonitor: "none",
    drive: "/dev/sr0",
    ...options.settings,
  };
  const run = (effect: Effect) => runEffect(effect);
  const store = createStore({
    initial: initialState({
      version: "0",
      pid: 1,
      startedAt: clock.now(),
      configDir: root,
    }),
    clock,
    run,
    onFault: (fault) => void faults.push(fault),
  });
  const { dispatch } = store;
  const runEffect = createEffects(
    {
      config: {
        start: async () => {},
        refresh: async () => {},
        token: () => null,
        stop: () => {},
      },
      queue,
      webapp: {
        listen: async () => ({
          kind: "listening",
          port: 1,
          addresses: [],
          problems: [],
        }),
        broadcast: () => {},
        ignoredMessages: () => 0,
        close: async () => {},
      },
      runs: {
        scan: (effect) => runFor(effect.run),
        rip: async () => [],
        stop: () => {},
        kill: () => {},
        stopLeftover: async () => {},
        cleanUp: async () => null,
      },
      drives: NO_DRIVES,
      holder: "a test",
      path: "/bin",
      home: root,
      onHeld: () => {},
      exit: () => {},
    },
    dispatch,
    (fault) => void faults.push(fault),
  );

  async function runFor(number: number): Promise<readonly Fact[]> {
    const outcome = end(started++);
    await new Promise<void>((resolve) => clock.after(RUN_MS, resolve));
    return [{ type: "scanEnded", run: number, outcome }];
  }

  /** Until nothing is under way any more but what waits for the clock. */
  async function settle(): Promise<void> {
    for (let calm = 0; calm < 3; calm = pending === 0 ? calm + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
    // The lock of the folder and the search for makemkvcon take their own, real time.
    for (let turn = 0; turn < 5000 && asked === 0 && isStarting(); turn++)
      await Bun.sleep(1);
  }

  function isStarting(): boolean {
    const { queue: folder, makemkvcon } = store.state();
    const isOpening =
      folder.kind === "opening" ||
      (folder.kind === "unavailable" && folder.retrying);
    return isOpening || makemkvcon.kind === "unknown";
  }

  const ticker = startTicking({
    clock,
    isPressing: () => isPressing(store.state()),
    dispatch,
  });
  store.subscribe((next, previous) => {
    if (isPressing(next) && !isPressing(previous)) ticker.hurry();
  });
  dispatch({ type: "configLoaded", settings, source: "webapp", problems: [] });

  const inside: Inside = {
    clock,
    store,
    tasks,
    answers,
    faults,
    isDone: () =>
      ids.every((id) => answers.has(id)) && inside.examine() === null,
    runs: () => started,
    async live(isSo, ms) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        await settle();
        if (isSo()) return true;
        options.onStep?.(clock);
        clock.advance(STEP_MS);
      }
      await settle();
      return isSo();
    },
    examine() {
      const wrong: string[] = [];
      for (const folder of ["queued", "in_progress"])
        for (const name of readdirSync(join(tasks, folder)))
          wrong.push(`${folder}/${name} is left over`);
      for (const id of ids) {
        const count = answers.get(id) ?? 0;
        if (count !== 1 || !existsSync(join(tasks, "complete", `${id}.json`)))
          wrong.push(`${id} was answered ${count} times`);
      }
      wrong.push(...faults.map((fault) => `thrown: ${String(fault)}`));
      return wrong.length === 0 ? null : wrong.join("; ");
    },
    async [Symbol.asyncDispose]() {
      ticker.stop();
      let isClosed = false;
      const closing = queue.close().finally(() => void (isClosed = true));
      // Whatever is still slow.
      while (!isClosed) {
        clock.advance(STEP_MS);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await closing;
      await rm(root, { recursive: true, force: true });
    },
  };
  return inside;
}

const NO_DRIVES: Drives = {
  watch: () => {},
  look: async () => {},
  lookPatiently: async () => {},
  eject: async () => [],
  close: () => {},
};
