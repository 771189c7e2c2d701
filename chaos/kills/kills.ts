import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import {
  type Host,
  ripTask,
  scanTask,
  startHost,
  type TestTask,
} from "../../test/support/daemon.ts";
import { sendCommand } from "../ask-daemon.ts";
import { findLeftWrong, findSims, killSims } from "../leftovers.ts";
import { createRandom, type Random } from "../random.ts";
import { createTally, type Form, type Row, type Suite } from "../suite.ts";
import { createWatcher, type Watcher } from "./watcher.ts";

/**
 * The real daemon under a queue that never runs dry, killed with SIGKILL at random moments and started again at once,
 * with a webapp that adds tasks and takes answers away all the while.
 */
export const kills: Suite = {
  name: "kills",
  title: "Killed at random, under load",
  run: killAtRandom,
};

const KILLS: Readonly<Record<Form, number>> = { short: 40, full: 2_000 };
/** From the first moments of a start to several tasks later. */
const LONGEST_LIFE_MS: Readonly<Record<Form, number>> = {
  short: 800,
  full: 1_200,
};
const LOOK_MS = 4;
/** So many tasks wait at any time. */
const WAITING = 4;
/** The shortest track that the simulated disc lists. */
const TRACK = 2;
const FILM_BYTES = DEFAULT_DISC.titles[TRACK]?.bytes ?? 0;
const SEED = 20_251_122;

async function killAtRandom(
  form: Form,
  log: (line: string) => void,
): Promise<readonly Row[]> {
  const random = createRandom(SEED);
  await using host = await startHost({
    stopped: true,
    scenario: { mkv: { progressLines: 40, paceMs: 2 } },
    settings: { max_attempts: 100, stop_grace_seconds: [0.1, 0.1] },
  });
  try {
    return await killHost({ host, random, log, form });
  } finally {
    await host.daemon.kill("SIGKILL");
    killSims(host);
  }
}

interface Run {
  readonly host: Host;
  readonly random: Random;
  readonly log: (line: string) => void;
  readonly form: Form;
}

async function killHost(run: Run): Promise<readonly Row[]> {
  const { host, random, log, form } = run;
  const watcher = createWatcher(host, { filmBytes: FILM_BYTES, random });
  const webapp = createTaskSource(host, random);
  const killed = createTally();
  const moments = { idle: 0, claimed: 0 };
  for (let turn = 1; turn <= KILLS[form]; turn++) {
    await webapp.fill(watcher);
    const daemon = await host.start();
    await lookFor(random.next() ** 1.5 * LONGEST_LIFE_MS[form], watcher);
    await daemon.kill("SIGKILL");
    moments[await momentOf(host)]++;
    watcher.look();
    killed.add(findTwoRuns(host));
    if (turn % 100 === 0) log(`${turn} kills, ${webapp.ids.length} tasks`);
  }
  await finish(host, watcher, webapp);
  const left = watcher.left();
  const wrong = await findLeftWrong(host, {
    ids: left.answers,
    films: left.films,
  });
  const tasks = createTally();
  for (const id of webapp.ids) {
    const answers = watcher.counts.get(id) ?? 0;
    tasks.add(answers === 1 ? null : `${id} was answered ${answers} times`);
  }
  const cleared = createTally();
  cleared.add(wrong.length === 0 ? null : wrong.join("; "));
  const figures = `${moments.claimed} with a task in work, ${moments.idle} without`;
  return [
    killed.row(
      "The daemon is killed at a random moment and started again: never do two makemkvcon run",
      figures,
    ),
    tasks.row("Tasks that were queued meanwhile are answered, once"),
    watcher.answers.row(
      "Answers are whole when they are first seen, say success, and never come again after the webapp has taken them",
    ),
    watcher.films.row(
      "Films are whole, to the byte, when they first have their name, and never come again after they were taken",
    ),
    cleared.row(
      "In the end no process, no staging folder, no temporary file and no task in between is left",
      `${host.sim.calls().length} makemkvcon were started`,
    ),
  ];
}

async function lookFor(ms: number, watcher: Watcher): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    watcher.look();
    await Bun.sleep(LOOK_MS);
  }
}

async function momentOf({ tasks }: Host) {
  const claims = await readdir(join(tasks, "in_progress")).catch(() => []);
  return claims.length > 0 ? "claimed" : "idle";
}

/** Two at once would fight over the drive. */
function findTwoRuns(host: Host): string | null {
  const alive = findSims(host);
  return alive.length < 2 ? null : `${alive.length} makemkvcon at once`;
}

interface TaskSource {
  readonly ids: readonly string[];
  fill(watcher: Watcher): Promise<void>;
}

/** Scans and rips, each under a name of its own. */
function createTaskSource(host: Host, random: Random): TaskSource {
  const ids: string[] = [];

  function create(): TestTask {
    const id = `t${ids.length}`;
    ids.push(id);
    return random.below(4) === 0 ? scanTask(id) : ripTask(id, TRACK);
  }

  return {
    ids,
    async fill({ counts }) {
      const missing = WAITING - (ids.length - counts.size);
      const added = Array.from({ length: Math.max(0, missing) }, create);
      if (added.length > 0) await host.queue(...added);
    },
  };
}

const PATIENCE_MS = 60_000;

/** One life that nobody ends before everything is done. */
async function finish(
  host: Host,
  watcher: Watcher,
  { ids }: TaskSource,
): Promise<void> {
  const daemon = await host.start();
  const deadline = performance.now() + PATIENCE_MS;
  while (watcher.counts.size < ids.length && performance.now() < deadline) {
    await lookFor(50, watcher);
  }
  await daemon.state(({ activity }) => activity.kind === "idle");
  await sendCommand(host.configDir, "quit");
  await daemon.process.exited;
  watcher.look();
}
