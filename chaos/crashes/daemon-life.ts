import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DaemonState } from "../../src/state/state.ts";
import { type Host, ripTask, scanTask } from "../../test/support/daemon.ts";
import { askState, sendCommand } from "../ask-daemon.ts";
import { findLeftWrong, readJson } from "../leftovers.ts";

/** One life of a daemon in which it does everything once, and what has to be true after the next one. */

/** The last rip holds until it is stopped. */
export const HOLDING = { at: { half: [{ do: "hang" }] } } as const;

const RIPS = ["a", "b", "c"];
const FILMS = RIPS.map((id) => `${id}.mkv`);
const IDS = ["s", ...RIPS];
export const TASKS = [scanTask("s"), ...RIPS.map((id, at) => ripTask(id, at))];

/** Answers that were there when it ended, with what tells them from later ones of the same name. */
export type Answered = ReadonlyMap<string, string>;

/** Everything once: it ends somewhere in between, or quits. */
export async function liveUntilEnded(host: Host): Promise<Answered> {
  const { process: daemon } = await host.start();
  const { configDir, basedir } = host;
  const reach = (is: (state: DaemonState) => boolean) =>
    reachOrEnd(daemon, async () => {
      const state = await askState(configDir);
      return state !== null && is(state);
    });
  const staging = join(basedir, "media/ripped/Film/.amphigory-c");
  await reachOrEnd(daemon, async () => existsSync(staging));
  await reach(({ activity }) => activity.kind === "ripping");
  await sendCommand(configDir, "pause");
  await reach(({ pause }) => pause.paused && !pause.pending);
  await sendCommand(configDir, "resume");
  await reach(({ pause }) => !pause.paused && !pause.pending);
  daemon.kill("SIGTERM");
  await daemon.exited;
  return marksOfAnswers(host);
}

const PATIENCE_MS = 30_000;

async function reachOrEnd(
  daemon: Bun.Subprocess,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (daemon.exitCode === null && daemon.signalCode === null) {
    if (await isThere()) return;
    if (performance.now() > deadline) throw new Error("The daemon hangs.");
    await Bun.sleep(5);
  }
}

async function marksOfAnswers({ tasks }: Host): Promise<Answered> {
  const marks = new Map<string, string>();
  for (const id of IDS) {
    const path = join(tasks, "complete", `${id}.json`);
    const found = await stat(path).catch(() => null);
    if (found) marks.set(id, `${found.ino} ${found.mtimeMs}`);
  }
  return marks;
}

/** What the daemon did before it ended. */
export interface Before {
  readonly answered: Answered;
  /** One line each, the last one it was about to make. */
  readonly changes: readonly string[];
}

/** Starts it again, lets it finish everything, and looks. */
export async function findWrongAfterRestart(
  host: Host,
  before: Before,
): Promise<readonly string[]> {
  const earlier = host.sim.calls().length;
  host.sim.update({});
  const wrong: string[] = [];
  try {
    await finishEverything(host);
  } catch (error) {
    wrong.push(`it did not finish: ${String(error)}`);
  }
  const marks = await marksOfAnswers(host);
  for (const [id, mark] of before.answered) {
    if (marks.get(id) !== mark) wrong.push(`${id} was answered again`);
  }
  const again = host.sim.calls().slice(earlier);
  for (const id of ["a", "b"].filter((each) => isDone(each, before))) {
    const isRepeated = again.some(({ argv }) =>
      argv.at(-1)?.endsWith(`.amphigory-${id}`),
    );
    if (isRepeated) wrong.push(`${id} was done again`);
  }
  const cache = join(host.configDir, "cached_config.json");
  const settings = await readFile(cache, "utf8").catch(() => "");
  if (readJson(settings) === null) wrong.push("no settings are cached");
  return [...wrong, ...(await findLeftWrong(host, { ids: IDS, films: FILMS }))];
}

async function finishEverything(host: Host): Promise<void> {
  const daemon = await host.start();
  const { pause } = await daemon.state(({ queue }) => queue.kind === "open");
  if (pause.paused) await sendCommand(host.configDir, "resume");
  for (const id of IDS) await host.answer(id);
  await daemon.state(({ activity }) => activity.kind === "idle");
  await daemon.kill("SIGTERM");
}

/** The claim is about to be removed: the answer has arrived, for good. The last rip's claim goes back instead. */
function isDone(id: string, { changes }: Before): boolean {
  return changes.some((line) =>
    line.endsWith(`unlink /host/tasks/in_progress/${id}.json`),
  );
}
