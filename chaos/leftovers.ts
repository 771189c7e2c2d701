import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../test/support/daemon.ts";
import { isAlive } from "../test/support/process.ts";

/**
 * What is wrong with the folders and processes of a daemon that has done everything: every task one answer that says
 * success, every rip its film, and nothing else anywhere. Empty is right.
 */
export async function findLeftWrong(
  host: Host,
  expectation: {
    /** Tasks whose answers are there. */
    readonly ids: readonly string[];
    /** File names. */
    readonly films: readonly string[];
  },
): Promise<readonly string[]> {
  const { ids, films } = expectation;
  const wrong: string[] = [];
  for (const id of ids) wrong.push(...(await findWrongAnswer(host, id)));
  const expected: Readonly<Record<string, readonly string[]>> = {
    "tasks/queued": [],
    "tasks/in_progress": [],
    "tasks/complete": ids.map((id) => `${id}.json`),
    "media/ripped/Film": films,
  };
  for (const [folder, names] of Object.entries(expected)) {
    const found = await list(join(host.basedir, folder));
    const extra = found.filter((name) => !names.includes(name));
    const missing = names.filter((name) => !found.includes(name));
    wrong.push(...extra.map((name) => `${folder}/${name} is left over`));
    wrong.push(...missing.map((name) => `${folder}/${name} is missing`));
  }
  for (const name of await readdir(host.configDir, { recursive: true })) {
    if (/\.(tmp|new)$/.test(name)) wrong.push(`config: ${name} is left over`);
  }
  const alive = findSims(host);
  return [...wrong, ...alive.map((pid) => `makemkvcon ${pid} still runs`)];
}

async function findWrongAnswer(host: Host, id: string): Promise<string[]> {
  const path = join(host.tasks, "complete", `${id}.json`);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return [`${id} has no answer`];
  const answer = readJson(text);
  if (answer === null) return [`the answer of ${id} is half-written: ${text}`];
  return /"status":\s*"success"/.test(text)
    ? []
    : [`${id} failed: ${whyOf(text)}`];
}

/** The failure in an answer, without what stands around it. */
export function whyOf(answer: string): string {
  const code = /"code":\s*"(\w+)"/.exec(answer)?.[1];
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(answer)?.[1];
  return `${code}: ${message}`;
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** The simulated makemkvcon of this host that run now. A pid alone may be anybody's by now. */
export function findSims(host: Host): readonly number[] {
  return host.sim
    .calls()
    .slice(-LATEST_CALLS)
    .map(({ pid }) => pid)
    .filter((pid) => isAlive(pid) && isSimOf(host, pid));
}

/** No more than two of them can have a process still. */
const LATEST_CALLS = 20;

function isSimOf(host: Host, pid: number): boolean {
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(host.root);
  } catch {
    return false;
  }
}

/** Kills what a killed daemon left running, as a power cut would. */
export function killSims(host: Host): void {
  for (const pid of findSims(host)) process.kill(pid, "SIGKILL");
}
