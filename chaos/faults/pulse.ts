import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { problemsOf } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";

/**
 * What is felt of a daemon ten times a second, whatever is done to it: how long it takes to answer, how much memory it
 * has, what it tells a person, and whether an answer comes to be twice.
 */
export interface Pulse {
  start(): void;
  stop(): void;
  /** Milliseconds that `GET /state` took; one that was not answered counts as long as it was waited for. */
  readonly latencies: readonly number[];
  readonly peakMebibytes: () => number;
  /** Whatever a person was told, in the order of its first time: key → text. */
  readonly told: ReadonlyMap<string, string>;
  /** Ids of answers that were there a second time, as another file. */
  readonly doubled: readonly string[];
}

const EVERY_MS = 100;
const MOST_MS = 3000;

export function createPulse(of: {
  readonly ask: () => Promise<DaemonState | null>;
  /** `null` while none is to run. */
  readonly pid: () => number | null;
  readonly tasks: string;
}): Pulse {
  const latencies: number[] = [];
  const told = new Map<string, string>();
  const files = new Map<string, number>();
  const doubled: string[] = [];
  let peak = 0;
  let timer: Timer | null = null;
  let isAsking = false;

  async function feel(): Promise<void> {
    const pid = of.pid();
    if (isAsking || pid === null) return;
    isAsking = true;
    const from = performance.now();
    const state = await Promise.race([of.ask(), Bun.sleep(MOST_MS)]);
    // One that has ended meanwhile owes no answer.
    if (of.pid() === pid) latencies.push(performance.now() - from);
    for (const { key, text } of state ? problemsOf(state) : [])
      if (!told.has(key)) told.set(key, text);
    peak = Math.max(peak, residentMebibytes(pid));
    lookForDoubles();
    isAsking = false;
  }

  function lookForDoubles(): void {
    const folder = join(of.tasks, "complete");
    try {
      for (const name of readdirSync(folder)) {
        const { ino } = statSync(join(folder, name));
        const before = files.get(name);
        if (before !== undefined && before !== ino) doubled.push(name);
        files.set(name, ino);
      }
    } catch {
      // The folder is away, by what is done to it.
    }
  }

  const stop = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    start() {
      stop();
      timer = setInterval(() => void feel(), EVERY_MS);
    },
    stop,
    latencies,
    peakMebibytes: () => peak,
    told,
    doubled,
  };
}

/** Of Linux; elsewhere `ps` is asked. 0: it has gone. */
function residentMebibytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    if (process.platform === "linux") return 0;
    const { stdout } = Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]);
    return Number(stdout.toString().trim()) / 1024;
  }
}
