import { expect } from "bun:test";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkMatroska } from "../../src/demo/check-file.ts";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import type { Play, Plays, Scenario, Title } from "../../src/demo/scenario.ts";
import {
  type Answer,
  type AnsweredWarning,
  type Host,
  scanTask,
  startHost,
  type TestTask,
} from "../support/daemon.ts";

/**
 * One daemon for many pains: each test says what makemkvcon plays, queues a task of its own and looks at what is left.
 * No test depends on another's. In the target folder lies a file of somebody else's from the start.
 */
export interface Bench extends AsyncDisposable {
  readonly host: Host;
  rip(scenario: Scenario, wanted?: Wanted): Promise<Tried>;
  scan(scenario: Scenario): Promise<Tried>;
}

/** What the task says about its track, beyond the number. */
export interface Wanted {
  readonly number?: number;
  readonly seconds?: number;
  readonly bytes?: number;
  readonly fingerprint?: string;
}

/** A task that was answered, and what it left. */
export interface Tried {
  readonly id: string;
  readonly answer: Answer;
  /** Names in the target folder that were not there before. */
  readonly added: readonly string[];
  /** The calls of makemkvcon that it took. */
  readonly calls: readonly (readonly string[])[];
  /** Process groups of these calls that still have a living member. */
  readonly groupsAlive: readonly number[];
  readonly folder: string;
}

/** Waits that are long for a person are short here, and long enough for a busy machine. */
export const HURRIED = {
  open_retry_seconds: [0.05, 0.05],
  disc_wait_seconds: 10,
  stall_timeout_seconds: 20,
  question_grace_seconds: 10,
  stop_grace_seconds: [0.5, 0.3],
};

/** For those who are to run out of patience. */
export const IMPATIENT = {
  ...HURRIED,
  disc_wait_seconds: 0.3,
  stall_timeout_seconds: 0.8,
  question_grace_seconds: 0.5,
};

const MINE = "mine.mkv";
const FOLDER = "media/ripped/Film";

export async function startBench(
  settings: Record<string, unknown> = {},
): Promise<Bench> {
  const host = await startHost({ settings: { ...HURRIED, ...settings } });
  const folder = join(host.basedir, FOLDER);
  await mkdir(folder, { recursive: true });
  await Bun.write(join(folder, MINE), "mine");
  let count = 0;

  async function run(scenario: Scenario, task: TestTask): Promise<Tried> {
    const before = await readdir(folder);
    const callsBefore = host.sim.calls().length;
    host.sim.update(scenario);
    await host.queue(task);
    const answer = await host.answer(task.id);
    expect(await Bun.file(join(folder, MINE)).text()).toBe("mine");
    const calls = host.sim.calls().slice(callsBefore);
    return {
      id: task.id,
      answer,
      added: (await readdir(folder)).filter((name) => !before.includes(name)),
      calls: calls.map(({ argv }) => argv),
      groupsAlive: livingGroups(calls.map(({ pid }) => pid)),
      folder,
    };
  }

  return {
    host,
    rip: (scenario, wanted = {}) =>
      run(scenario, ripTaskFor(`rip-${(count += 1)}`, wanted)),
    scan: (scenario) => run(scenario, scanTask(`scan-${(count += 1)}`)),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

export function ripTaskFor(id: string, wanted: Wanted): TestTask {
  const { number = 0, seconds = null, bytes = null, fingerprint } = wanted;
  return {
    id,
    type: "rip",
    track: {
      number,
      expected_size_bytes: bytes,
      expected_duration: seconds === null ? null : hms(seconds),
    },
    output: { directory: `/${FOLDER}`, filename: `${id}.mkv` },
    ...(fingerprint === undefined ? {} : { disc_fingerprint: fingerprint }),
  };
}

/** It failed with this code, a person finds these words, and nothing is left of it. */
export function expectFailure(
  { answer, added, groupsAlive }: Tried,
  code: string,
  ...words: readonly (string | RegExp)[]
): void {
  expect(answer).toMatchObject({ status: "failed", error: { code } });
  for (const word of words) expect(answer.error.message).toMatch(word);
  // What is said to a person names no file of ours that is gone by now.
  expect(answer.error.message).not.toContain(".amphigory-");
  expect({ added, groupsAlive }).toEqual({ added: [], groupsAlive: [] });
}

/** It is there, whole, under its own name, and these are the kinds of what there is to say about it. */
export async function expectRipped(
  tried: Tried,
  warnings: readonly string[] = [],
): Promise<void> {
  const { id, answer, added, groupsAlive, folder } = tried;
  expect(answer).toMatchObject({ status: "success" });
  expect({ added, groupsAlive }).toEqual({
    added: [`${id}.mkv`],
    groupsAlive: [],
  });
  const path = join(folder, `${id}.mkv`);
  const { size } = await stat(path);
  expect(await checkMatroska(path)).toEqual({ kind: "playable", bytes: size });
  expect(warningsOf(tried).map(({ kind }) => kind)).toEqual([...warnings]);
}

export function warningsOf({ answer }: Tried): readonly AnsweredWarning[] {
  return answer.result.warnings ?? [];
}

/** The built-in disc with other titles. */
let discs = 0;

/** Another disc from here on: a daemon remembers the discs of earlier tests by their labels. */
export function takeAnotherDisc(): void {
  discs += 1;
}

export function discWith(titles: readonly Title[]) {
  return { ...DEFAULT_DISC, volume: `DISC_${discs}`, titles };
}

export function titleAt(index: number): Title {
  const title = DEFAULT_DISC.titles[index];
  if (!title) throw new Error(`the built-in disc has no title ${index}`);
  return title;
}

/** The same play for a rip, however often it is tried. */
export function rips(...plays: readonly Play[]): { readonly mkv: Plays } {
  return { mkv: plays };
}

function livingGroups(pids: readonly number[]): number[] {
  const ps = Bun.spawnSync(["ps", "-A", "-o", "pgid=,stat="]);
  const living = ps.stdout
    .toString()
    .split("\n")
    .map((row) => row.trim().split(/\s+/))
    // The dead that nobody has collected hold nothing any more.
    .filter(([, status]) => status !== undefined && !status.startsWith("Z"))
    .map(([group]) => Number(group));
  return pids.filter((pid) => living.includes(pid));
}

function hms(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
