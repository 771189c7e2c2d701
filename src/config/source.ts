/**
 * Where the configuration comes from, as long as the daemon lives: `daemon.yaml`, watched; the webapp's
 * `/config.json`, asked for at the start, on request, and again and again while it is away; the cached copy.
 *
 * One round at a time reads what is wanted, then reports. Whatever is wanted meanwhile makes another round, so
 * any number of requests during one is a single further one. A look at `daemon.yaml` calls off a request that
 * runs: it may be going to a webapp that is not the right one any more.
 */
import { createBackoff } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import type { ConfigEvent } from "../state/event.ts";
import { readCache, writeCache } from "./cache.ts";
import {
  type Knowledge,
  toEvent,
  withAnswer,
  withCache,
  withReading,
} from "./knowledge.ts";
import {
  DAEMON_YAML,
  readLocalConfig,
  stampLocalConfig,
} from "./local-file.ts";
import { watchFile } from "./watch-file.ts";
import { askWebapp, type Fetch, type WebappAnswer } from "./webapp-config.ts";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export interface ConfigSource {
  /** Begin to watch; resolves after the first report. */
  start(): Promise<void>;
  /** Read and ask everything again. Always reports; resolves after that. */
  refresh(): Promise<void>;
  /** The secret of `daemon.yaml`; it is in no state and no report. */
  token(): string | null;
  /** No report comes after this. */
  stop(): void;
}

interface Options {
  readonly configDir: string;
  readonly clock: Clock;
  readonly fetch?: Fetch;
  readonly report: (event: ConfigEvent) => void;
}

export function createConfigSource(options: Options): ConfigSource {
  const { configDir, clock, fetch = globalThis.fetch, report } = options;
  const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
  let known: Knowledge | null = null;
  let reported: ConfigEvent | null = null;
  let wantsLocal = false;
  let wantsWebapp = false;
  let waiting: (() => void)[] = [];
  let running = false;
  let stopped = false;
  let askedUrl: string | null = null;
  let asking = new AbortController();
  let cancelRetry = (): void => {};
  let watcher: Disposable | null = null;

  function readAgain(): void {
    wantsLocal = true;
    asking.abort();
    run();
  }

  function askAgain(): void {
    wantsWebapp = true;
    run();
  }

  function run(): void {
    if (running || stopped) return;
    running = true;
    void runRounds();
  }

  async function runRounds(): Promise<void> {
    while (!stopped && (wantsLocal || wantsWebapp)) await round();
    running = false;
    if (stopped) release();
  }

  /** Nobody waits for a source that has ended. */
  function release(): void {
    for (const done of waiting.splice(0)) done();
  }

  async function round(): Promise<void> {
    const served = waiting;
    waiting = [];
    const isDone = await learn();
    if (!isDone) {
      waiting = [...served, ...waiting];
      return;
    }
    tell(served.length > 0);
    for (const done of served) done();
  }

  /** Read and ask what is wanted; `false` if something newer came in between. */
  async function learn(): Promise<boolean> {
    if (wantsLocal || known === null) {
      wantsLocal = false;
      known = withReading(known, await readLocalConfig(configDir));
      if (wantsLocal) return false;
    }
    const url = known.local?.webappUrl ?? null;
    const isNew = url !== askedUrl;
    if (isNew) backoff.reset();
    if (url === null || !(wantsWebapp || isNew)) {
      wantsWebapp = false;
      return !stopped;
    }
    wantsWebapp = false;
    askedUrl = url;
    asking = new AbortController();
    cancelRetry();
    const { signal } = asking;
    const answer = await askWebapp({ webappUrl: url, fetch, clock, signal });
    if (signal.aborted) {
      wantsWebapp = true;
      return false;
    }
    known = await adopt(known, answer);
    return !stopped;
  }

  async function adopt(
    before: Knowledge,
    answer: WebappAnswer,
  ): Promise<Knowledge> {
    if (answer.kind === "good") {
      backoff.reset();
      const cacheProblem = await writeCache(configDir, answer.text);
      return withAnswer(before, answer, cacheProblem);
    }
    cancelRetry = clock.after(backoff.next(), askAgain);
    const after = withAnswer(before, answer, null);
    if (after.webapp !== null) return after;
    return withCache(after, await readCache(configDir));
  }

  function tell(always: boolean): void {
    if (known === null || stopped) return;
    const event = toEvent(known);
    if (!always && Bun.deepEquals(event, reported, true)) return;
    reported = event;
    report(event);
  }

  function reportOnce(): Promise<void> {
    if (stopped) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    wantsLocal = true;
    wantsWebapp = true;
    run();
    return promise;
  }

  return {
    start() {
      watcher ??= watchFile({
        directory: configDir,
        name: DAEMON_YAML,
        clock,
        stamp: () => stampLocalConfig(configDir),
        changed: readAgain,
      });
      return reportOnce();
    },
    refresh: reportOnce,
    token: () => known?.local?.token ?? null,
    stop() {
      stopped = true;
      cancelRetry();
      watcher?.[Symbol.dispose]();
      asking.abort();
      release();
    },
  };
}
