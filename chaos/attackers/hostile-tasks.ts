import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../random.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import { decodeTaskOrder } from "../../src/wire/task-order.ts";
import {
  decodeTaskText,
  markAnswered,
  setAttempts,
} from "../../src/wire/task.ts";
import { replace, ripTask } from "../../test/support/daemon.ts";
import { signed } from "./fuzz-frames.ts";
import type { Target } from "./target.ts";
import { type HostileTask, hostileTasks } from "./task-cases.ts";

/** A webapp that is somebody else's, or broken: whatever it writes, files stay where they belong and the queue goes on. */
export async function attackWithTasks(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  return [
    await queueHostileTasks(target),
    await queueOddFiles(target),
    await orderHostile(target, form),
    decodeNoise(form === "short" ? 5_000 : 200_000),
  ];
}

const PATIENCE_MS = 60_000;

async function queueHostileTasks(target: Target): Promise<Row> {
  const { host } = target;
  const tally = createTally();
  const canary = join(host.root, "canary.mkv");
  await writeFile(canary, "mine");
  await mkdir(join(host.basedir, "media"), { recursive: true });
  await symlink(host.root, join(host.basedir, "media", "way-out"));
  const before = await outside(target);
  const memory = target.memory();
  for (const task of hostileTasks) {
    await mkdir(join(host.tasks, "queued"), { recursive: true });
    await replace(join(host.tasks, "queued", `${task.id}.json`), task.text);
  }
  const started = performance.now();
  await host.order(...hostileTasks.map(({ id }) => id));
  for (const task of hostileTasks) tally.add(await verdictOf(target, task));
  const seconds = (performance.now() - started) / 1000;
  tally.add(
    (await readFile(canary, "utf8")) === "mine"
      ? null
      : "a file outside was changed",
  );
  const after = await outside(target);
  tally.add(
    after === before ? null : `outside of its folders: ${after}, not ${before}`,
  );
  await host.order();
  tally.add(await target.worksStill());
  return tally.row(
    "Hostile task files: paths that lead out, names, numbers, keys, nesting, 100 MB; each is answered or left alone",
    `${seconds.toFixed(1)} s for all, memory ${signed(target.memory() - memory)} MiB`,
  );
}

/** What lies beside the webapp's folder. */
async function outside({ host }: Target): Promise<string> {
  const names = await readdir(host.root);
  return names
    .filter((name) => !name.startsWith("scenario"))
    .sort()
    .join(" ");
}

async function verdictOf(
  { host }: Target,
  { id, wanted }: HostileTask,
): Promise<string | null> {
  const answer = join(host.tasks, "complete", `${id}.json`);
  const queued = join(host.tasks, "queued", `${id}.json`);
  if (wanted === "left") {
    return existsSync(queued) && !existsSync(answer)
      ? null
      : `${id}: not left alone`;
  }
  const limit = performance.now() + PATIENCE_MS;
  while (!existsSync(answer) && performance.now() < limit) await Bun.sleep(10);
  if (!existsSync(answer)) return `${id}: no answer`;
  const { status, error } = JSON.parse(await readFile(answer, "utf8"));
  const said = status === "success" ? "success" : error.code;
  return said === wanted || status === wanted
    ? null
    : `${id}: ${said}, not ${wanted}`;
}

/** Things with the name of a task that are no files: links, pipes, folders. */
async function queueOddFiles(target: Target): Promise<Row> {
  const { host } = target;
  const tally = createTally();
  const queued = join(host.tasks, "queued");
  const secret = join(host.root, "secret.json");
  await writeFile(secret, JSON.stringify(ripTask("link", 0)));
  await symlink(secret, join(queued, "link.json"));
  await symlink("/dev/zero", join(queued, "zero.json"));
  await symlink(join(queued, "loop.json"), join(queued, "loop.json"));
  await symlink("nowhere", join(queued, "dangling.json"));
  await mkdir(join(queued, "folder.json"));
  execFileSync("mkfifo", [join(queued, "pipe.json")]);
  const odd = ["link", "zero", "loop", "dangling", "folder", "pipe"];
  await host.order(...odd);
  tally.add(await target.worksStill());
  for (const id of odd) {
    const isAnswered = existsSync(join(host.tasks, "complete", `${id}.json`));
    tally.add(isAnswered ? `${id} was answered` : null);
  }
  const { queue } = await host.daemon.state(() => true);
  const isTold =
    queue.kind === "open" &&
    queue.listing.problems.some(({ key }) => key === "odd_task_file");
  tally.add(isTold ? null : "no view says that they are there");
  tally.add(
    (await readFile(secret, "utf8")) === JSON.stringify(ripTask("link", 0))
      ? null
      : "what a link points to was changed",
  );
  await host.order();
  return tally.row(
    "Links, pipes, folders in the place of tasks, and a task behind them",
    "",
  );
}

/** `tasks.json` itself. The order before stays in force where the new one can not be read. */
async function orderHostile(target: Target, form: Form): Promise<Row> {
  const { host } = target;
  const tally = createTally();
  const path = join(host.tasks, "tasks.json");
  const memory = target.memory();
  const many = form === "short" ? 100_000 : 1_000_000;
  for (const text of [
    "{}",
    "[[[[",
    "[".repeat(1_000_000),
    '{"length":3}',
    `["${"a".repeat(1_000_000)}","../../etc/passwd","","/","a/b","\\u0000","a\\nb",".hidden",null,{},1e999]`,
    JSON.stringify(
      Array.from({ length: many }, (_, at) => `no-such-task-${at}`),
    ),
    JSON.stringify(Array.from({ length: many }, () => "twice")),
    "[".padEnd(70 * 1024 * 1024, " "),
  ]) {
    await replace(path, text);
    await Bun.sleep(30);
    tally.add(await target.complaint());
    tally.add(await target.worksStill());
  }
  const grown = target.memory() - memory;
  return tally.row(
    `Hostile tasks.json: no array, 1,000,000 brackets, names that lead out, ${many.toLocaleString("en")} ids, 70 MiB; a task after each`,
    `memory ${signed(grown)} MiB`,
  );
}

const SEED = 23;

/** Task files by chance, in this process: nothing throws, and nothing is left on what all objects share. */
function decodeNoise(count: number): Row {
  const tally = createTally();
  const random = createRandom(SEED);
  const samples = hostileTasks
    .map(({ text }) => text)
    .filter((text) => text.length < 2_000);
  let slowest = 0;
  for (let turn = 0; turn < count; turn++) {
    const text = mutated(random.pick([samples[0] ?? "", ...samples]), random);
    const started = performance.now();
    tally.add(decodeAll(text));
    slowest = Math.max(slowest, performance.now() - started);
  }
  return tally.row(
    "Task files with characters turned, cut, doubled by chance: a task, foreign, or a mistake by name; never a throw",
    `the slowest ${slowest.toFixed(1)} ms`,
  );
}

function mutated(
  text: string,
  random: ReturnType<typeof createRandom>,
): string {
  const at = random.below(text.length + 1);
  const end = at + random.below(12);
  const piece = random.pick([
    "",
    text.slice(at, end),
    '"',
    "{",
    "}",
    "[",
    "]",
    "__proto__",
    "-0",
    "1e999",
    "\u0000",
    "\ud800",
    "null",
    ",",
  ]);
  return (
    text.slice(0, at) + piece + text.slice(random.below(2) === 0 ? end : at)
  );
}

function decodeAll(text: string): string | null {
  try {
    decodeTaskText(text, "id");
    setAttempts(text, 1);
    markAnswered(text, "id");
    decodeTaskOrder(text);
  } catch (error) {
    return `${JSON.stringify(text.slice(0, 200))}: ${String(error)}`;
  }
  return "polluted" in {}
    ? `${text.slice(0, 200)}: every object is polluted`
    : null;
}
