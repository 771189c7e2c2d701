import { existsSync } from "node:fs";
import { join } from "node:path";
import { runningOf, taskOf } from "../src/state/select.ts";
import type { DaemonState } from "../src/state/state.ts";
import type { TaskId } from "../src/state/task.ts";
import { fetchState, sendCommand, type Unanswered } from "./attach.ts";

/**
 * `quit` and `restart`: tell the daemon, wait until it is gone (and another one is there), say what became of the task.
 * A daemon of another version is told as well; of that one nothing else is known.
 */
export interface Ending {
  readonly configDir: string;
  readonly verb: "restart" | "quit";
  /** How long it may take, and how often it is looked. */
  readonly limitMs?: number;
  readonly lookMs?: number;
}

export type Ended =
  { readonly kind: "ended"; readonly text: string } | Unanswered;

/** The ladder of signals for makemkvcon, and a little more. */
const STOP_LIMIT_MS = 30_000;
const LOOK_MS = 100;

export async function endDaemon(ending: Ending): Promise<Ended> {
  const { configDir, verb } = ending;
  // Asked once more: the person may have taken a while to agree.
  const found = await fetchState(configDir);
  if (found.kind === "notRunning" || found.kind === "failed") return found;
  const state = found.kind === "ok" ? found.snapshot.state : null;
  const before = state?.daemon.pid ?? "other version";
  const sent = await sendCommand(configDir, verb);
  if (sent.kind !== "ok") return sent;
  const ended = await waitUntil(ending, (who) => who !== before);
  if (!ended)
    return failed(
      "The daemon was told, but is still busy stopping makemkvcon. Look with 'amphigory status'.",
    );
  const fate = state && fateOfTask(state, verb);
  const words = fate === null ? "" : ` ${fate}`;
  if (verb === "quit")
    return { kind: "ended", text: `The daemon has ended.${words}` };
  const started = await waitUntil(
    ending,
    (who) => who !== null && who !== before,
  );
  if (!started)
    return failed(
      "The daemon has ended, but no new one answers. Start it with 'amphigory --daemon' and look at what it prints.",
    );
  return { kind: "ended", text: `The daemon was restarted.${words}` };
}

/** The task that this end would stop and put back; `null` if there is none, or it is being stopped already. */
export function taskToStop(state: DaemonState): TaskId | null {
  if (state.activity.kind === "stopping") return null;
  const running = runningOf(state);
  return (running && taskOf(running)?.id) ?? null;
}

/** What became of the task that was in work, now that the daemon is gone; `null` if there was none. */
function fateOfTask(state: DaemonState, verb: Ending["verb"]): string | null {
  const { activity, queue } = state;
  const running = runningOf(state);
  const task = running && taskOf(running);
  if (!task) return null;
  if (activity.kind === "stopping" && activity.reason !== "quitting") {
    const code =
      activity.reason === "cancelled" ? "TASK_CANCELLED" : "DISC_EJECTED";
    return `Task ${task.id} had been stopped before: its answer is ${code}.`;
  }
  // The successor may have begun it again by now.
  if (verb === "restart" || queue.kind !== "open")
    return `Task ${task.id} goes back to the queue, unless it had just ended.`;
  const isIn = (folder: string) =>
    existsSync(join(queue.directory, folder, `${task.id}.json`));
  if (isIn("queued")) return `Task ${task.id} is back in the queue.`;
  if (isIn("in_progress"))
    return `Task ${task.id} could not be put back; the next daemon does it.`;
  return `Task ${task.id} ended before it could be stopped.`;
}

type Who = number | "other version" | null;

/** Looks again and again which daemon answers (`null`: none does), up to the limit. One that is busy is asked again. */
async function waitUntil(
  { configDir, limitMs = STOP_LIMIT_MS, lookMs = LOOK_MS }: Ending,
  isDone: (who: Who) => boolean,
): Promise<boolean> {
  const limit = performance.now() + limitMs;
  do {
    const found = await fetchState(configDir);
    if (found.kind === "ok" && isDone(found.snapshot.state.daemon.pid))
      return true;
    if (found.kind === "notRunning" && isDone(null)) return true;
    if (found.kind === "otherVersion" && isDone("other version")) return true;
    await Bun.sleep(lookMs);
  } while (performance.now() < limit);
  return false;
}

function failed(text: string): Unanswered {
  return { kind: "failed", text };
}
