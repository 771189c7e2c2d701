import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startHost } from "../../test/support/daemon.ts";
import { killSims } from "../leftovers.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import {
  type Answered,
  findWrongAfterRestart,
  HOLDING,
  liveUntilEnded,
  TASKS,
} from "./daemon-life.ts";
import { canMakeDisks, createDisks } from "./disks.ts";

/**
 * The whole daemon, ended before each change that it makes to the disk while it caches the webapp's settings, scans,
 * rips, places the film, answers, is paused and resumed, and quits in the middle of a rip. Then it is started again and
 * has to finish everything, once.
 */
export type HowToEnd = "kill" | "power";

const PRELOAD = join(import.meta.dir, "end-at.cjs");
/** So many are tried by the short form, evenly. */
const SHORT_TRIES = 4;

/** `null` where power can not be cut: only Linux, as root. */
export async function endDaemon(
  form: Form,
  how: HowToEnd,
  log: (line: string) => void,
): Promise<Row | null> {
  if (how === "power" && !canMakeDisks) return null;
  const counted = await tryEnd(null, how);
  if (counted === null) return null;
  const { changes } = counted;
  const step = form === "short" ? Math.ceil(changes.length / SHORT_TRIES) : 1;
  const tally = createTally();
  for (const wrong of counted.wrong) tally.add(`ended by itself: ${wrong}`);
  for (let at = 1; at <= changes.length; at += step) {
    const tried = await tryEnd(at, how);
    if (tried === null) return null;
    // Not every life makes as many changes as the one that was counted.
    if (tried.changes.length < at) break;
    const wrong = tried.wrong.join("; ");
    tally.add(
      wrong === "" ? null : `before ${tried.changes[at - 1]}: ${wrong}`,
    );
    if (at % 20 === 0) log(`${at} of ${changes.length} changes`);
  }
  return tally.row(WHAT[how], `${changes.length} changes in one life`);
}

const WHAT: Readonly<Record<HowToEnd, string>> = {
  kill: "The daemon itself is killed before each change to the disk in one life (settings cached, scan, rip, film placed, answers, pause, quit during a rip) and started again",
  power:
    "The same with the power cut: settings and films on two ext4 disks of their own, which forget all that has not reached them, journal included",
};

interface Tried {
  /** What the daemon changed until it ended, one line each. */
  readonly changes: readonly string[];
  readonly wrong: readonly string[];
}

async function tryEnd(at: number | null, how: HowToEnd): Promise<Tried | null> {
  const env: Record<string, string> = {};
  await using host = await startHost({
    stopped: true,
    env,
    scenario: { titles: { 2: HOLDING } },
    settings: { max_attempts: 9, stop_grace_seconds: [0.2, 0.2] },
  });
  const mounts = [host.configDir, host.basedir];
  const yaml = await readFile(join(host.configDir, "daemon.yaml"), "utf8");
  const disks =
    how === "power"
      ? await createDisks(join(host.root, "disks"), mounts)
      : null;
  if (how === "power" && disks === null) return null;
  try {
    await Bun.write(join(host.configDir, "daemon.yaml"), yaml);
    await host.queue(...TASKS);
    await disks?.sync();
    const trace = join(host.root, "trace");
    const skip = join(host.configDir, "logs");
    env["BUN_OPTIONS"] = `--preload=${PRELOAD}`;
    env["CHAOS_END"] = JSON.stringify({ at, how, mounts, trace, skip });
    const answered = await liveUntilEnded(host);
    delete env["BUN_OPTIONS"];
    delete env["CHAOS_END"];
    const lines = (await readFile(trace, "utf8")).trimEnd().split("\n");
    const changes = lines.map((line) => line.replace(host.root, ""));
    if (disks) {
      killSims(host);
      await disks.mountAgain();
    }
    // What was there may be gone after a power cut: then it comes again.
    const kept: Answered = disks ? new Map() : answered;
    const before = { answered: kept, changes };
    return { changes, wrong: await findWrongAfterRestart(host, before) };
  } finally {
    if (disks) await host.daemon.kill("SIGKILL");
    killSims(host);
    await disks?.unmount();
  }
}
