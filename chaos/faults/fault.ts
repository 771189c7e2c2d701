import { isAlive } from "../../test/support/process.ts";
import type { Form } from "../suite.ts";
import { type Answer, type Lab } from "./lab.ts";
import { names } from "./orders.ts";

/** One thing that goes wrong, a row of the report. */
export interface Fault {
  /** A sentence in a person's words. */
  readonly what: string;
  /** Why it can not be tried on this machine; `null`: it can. */
  readonly obstacle?: () => string | null;
  /** Not in the short form. */
  readonly isLong?: boolean;
  run(form: Form): Promise<Outcome>;
}

export interface Outcome {
  /** One entry an attempt: what went wrong with it, `null` when it held. */
  readonly attempts: readonly (string | null)[];
  readonly figures: string;
}

/** Who waits for the status view notices a second. */
export const SOON_MS = 1000;
/** An idle daemon has about 50 MiB, one that has just ripped about 80. */
export const MOST_MEBIBYTES = 192;

/** What has to be true of a daemon once everything is over. */
export interface Expected {
  /** Every task there ever was. */
  readonly ids: readonly string[];
  /** Those that are to wait in `queued/` still; the others are answered, once. */
  readonly queued?: readonly string[];
  /** What the answers are to be; without it any. */
  readonly isRight?: (answer: Answer, id: string) => boolean;
  /** The daemon was stopped or refused to start: it owes no answer. */
  readonly ended?: boolean;
}

/** The last answer is there a moment before its task is cleared up, and makemkvcon gone a moment after that. */
const MOMENT_MS = 3000;

export function isSuccess({ status }: Answer): boolean {
  return status === "success";
}

/** What is wrong, and stays so; `null` when nothing is. */
export async function examine(
  lab: Lab,
  expected: Expected,
): Promise<string | null> {
  const limit = performance.now() + MOMENT_MS;
  for (;;) {
    const wrong = await examineNow(lab, expected);
    if (wrong === null || performance.now() > limit) return wrong;
    await Bun.sleep(50);
  }
}

async function examineNow(
  lab: Lab,
  expected: Expected,
): Promise<string | null> {
  const wrong = [
    ...(await examineTasks(lab, expected)),
    ...(await examineTarget(lab)),
    ...examinePulse(lab),
    ...examineProcesses(lab, expected.ended === true),
  ];
  return wrong.length === 0 ? null : wrong.join("; ");
}

async function examineTasks(
  { tasks, answer }: Lab,
  { ids, queued = [], isRight = () => true }: Expected,
): Promise<string[]> {
  const wrong: string[] = [];
  const file = (id: string) => `${id}.json`;
  const answered = ids.filter((id) => !queued.includes(id));
  const should: Readonly<Record<string, readonly string[]>> = {
    queued: queued.map(file).toSorted(),
    in_progress: [],
    complete: answered.map(file).toSorted(),
  };
  for (const [folder, wanted] of Object.entries(should)) {
    const found = await names(`${tasks}/${folder}`);
    if (Bun.deepEquals(found, wanted)) continue;
    const extra = found.filter((name) => !wanted.includes(name));
    const missing = wanted.filter((name) => !found.includes(name));
    wrong.push(
      `${folder}/ has too many: ${extra.join(" ") || "none"}, and lacks: ${missing.join(" ") || "none"}`,
    );
  }
  for (const id of answered) {
    const given = answer(id);
    if (given === null || isRight(given, id)) continue;
    wrong.push(`${id} was answered ${JSON.stringify(given.error ?? given)}`);
  }
  return wrong;
}

/** A film for every success, none for a failure, and nothing that was on its way. */
async function examineTarget({ target, answer }: Lab): Promise<string[]> {
  const found = await names(target);
  return found.flatMap((name) => {
    const given = /^(.*)\.mkv$/.exec(name)?.[1];
    if (given && answer(given)?.status === "success") return [];
    return [`${name} is left in the target folder`];
  });
}

function examinePulse({ pulse }: Lab): string[] {
  const wrong: string[] = [];
  const slowest = Math.max(0, ...pulse.latencies);
  if (slowest > SOON_MS)
    wrong.push(`the status took ${Math.round(slowest)} ms once`);
  const peak = pulse.peakMebibytes();
  if (peak > MOST_MEBIBYTES)
    wrong.push(`the daemon had ${Math.round(peak)} MiB`);
  if (pulse.doubled.length > 0)
    wrong.push(`answered twice: ${pulse.doubled.join(" ")}`);
  return wrong;
}

function examineProcesses({ pid, sim, log }: Lab, ended: boolean): string[] {
  const wrong: string[] = [];
  if (!ended && !isAlive(pid()))
    wrong.push(`the daemon has ended: ${log().slice(-400)}`);
  const alive = sim.calls().filter((call) => isAlive(call.pid));
  wrong.push(...alive.map((call) => `makemkvcon ${call.pid} still runs`));
  if (log().includes("internal error"))
    wrong.push(`an internal error: ${/.*internal error.*/.exec(log())?.[0]}`);
  return wrong;
}

/** What was measured, and what a person was told in the first of these problems that came up. */
export function figuresOf(
  { pulse, root }: Lab,
  ...keys: readonly string[]
): string {
  const slowest = Math.max(0, ...pulse.latencies);
  const measured = `status within ${Math.ceil(slowest)} ms, at most ${Math.round(pulse.peakMebibytes())} MiB`;
  const key = keys.find((each) => pulse.told.has(each));
  const text = key === undefined ? undefined : pulse.told.get(key);
  return text === undefined
    ? measured
    : `${measured}; told: ${shorten(text, root)}`;
}

/** Without the path of a temporary folder, and the first of many words. */
export function shorten(text: string, root: string): string {
  const plain = text.replaceAll(root, "…").replaceAll("\n", " ");
  return `“${plain.length > 170 ? `${plain.slice(0, 170)}…` : plain}”`;
}

/** A person has to be told this while it lasts. */
export function unless(isTold: boolean, what: string): string | null {
  return isTold ? null : `nobody was told: ${what}`;
}

/** Several findings about one attempt. */
export function both(...wrong: readonly (string | null)[]): string | null {
  const found = wrong.filter((each) => each !== null);
  return found.length === 0 ? null : found.join("; ");
}
