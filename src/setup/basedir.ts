import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { joinBasedir } from "../config/output-path.ts";
import { probeFolder } from "../lib/probe-folder.ts";
import { explainRefusal } from "../makemkv/target/write-refusal.ts";

/** The folder of this machine in front of the webapp's paths, as a person types it. Pure but for the working folder. */
export function readBasedir(
  typed: string,
  { cwd, home }: { readonly cwd: string; readonly home: string },
): string {
  const text = typed.trim();
  if (text === "~" || text.startsWith("~/")) return join(home, text.slice(1));
  return resolve(cwd, text);
}

/** Where purp/amphigory puts its data, by its compose file and by its own daemon. */
const USUAL_FOLDERS = ["/opt/beehive-docker/amphigory", "/opt/amphigory"];

/** The first usual folder that has the tasks in it; `null` for none. */
export async function findBasedir(
  tasksDirectory: string,
  folders: readonly string[] = USUAL_FOLDERS,
): Promise<string | null> {
  for (const folder of folders)
    if (await isFolder(joinBasedir(folder, tasksDirectory))) return folder;
  return null;
}

export interface TestedBasedir {
  readonly kind: "good" | "doubtful" | "bad";
  /** What was found, in one sentence or two. */
  readonly text: string;
  /** Another folder that is more likely meant. */
  readonly suggestion: string | null;
}

/** The tasks folder that results, and whether files can be written there. `null`: the webapp did not say which. */
export async function testBasedir(
  basedir: string,
  tasksDirectory: string | null,
): Promise<TestedBasedir> {
  const suggestion = await suggest(basedir, tasksDirectory);
  if (!(await isFolder(basedir)))
    return {
      kind: "bad",
      text: `There is no folder ${basedir}. Check the spelling, or mount the disk that it is on.`,
      suggestion,
    };
  const tasks = joinBasedir(basedir, tasksDirectory ?? "/");
  const exists = await isFolder(tasks);
  const refusal = await tryWriting(exists ? tasks : basedir);
  if (refusal !== null) return { kind: "bad", text: refusal, suggestion: null };
  if (tasksDirectory === null)
    return {
      kind: "doubtful",
      text: `Files can be written in ${basedir}; where the tasks are in it, the webapp has not said yet.`,
      suggestion: null,
    };
  if (exists)
    return {
      kind: "good",
      text: `The tasks are in ${tasks}, and files can be written there.`,
      suggestion: null,
    };
  return {
    kind: "doubtful",
    text: `There is no ${tasks} yet; the daemon makes it. If the webapp has queued anything before, this is not its folder.`,
    suggestion,
  };
}

/** The tasks folder itself is easily taken for the folder in front of it. */
async function suggest(
  basedir: string,
  tasksDirectory: string | null,
): Promise<string | null> {
  if (tasksDirectory === null || !basedir.endsWith(tasksDirectory)) return null;
  const front = basedir.slice(0, -tasksDirectory.length);
  return front !== "" && (await isFolder(basedir)) ? front : null;
}

/** `null` when it works. */
async function tryWriting(folder: string): Promise<string | null> {
  const probe = await probeFolder(folder);
  if (probe.kind === "writable") return null;
  const known = explainRefusal(probe.code);
  return known
    ? `Files can not be written in ${folder}: ${known.what}. ${known.step}.`
    : `Files can not be written in ${folder} (${probe.code}).`;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
