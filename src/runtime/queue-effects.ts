import type { Queue } from "../queue/queue.ts";
import type { Effect } from "../state/effect.ts";
import type { Fact } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import type { Runs } from "./runs.ts";

/** The effects on the tasks folder: what the queue answers, as facts. */

type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;
type Facts = Promise<readonly Fact[]>;

/** What opening the queue needs beside the queue. */
export interface Opening {
  readonly queue: Queue;
  readonly runs: Runs;
  /** Who we are, for another daemon that finds the folder locked. */
  readonly holder: string;
  /** The folder belongs to another daemon. */
  readonly onHeld: (problem: Problem) => void;
}

/** Nothing of an earlier daemon may still read the disc or write a file when the first task is claimed. */
export async function openQueue(
  { queue, runs, holder, onHeld }: Opening,
  { settings }: Of<"openQueue">,
): Facts {
  const directory = settings.tasksDirectory;
  const opened = await queue.open({
    directory,
    basedir: settings.webappBasedir,
    maxAttempts: settings.maxAttempts,
    holder,
    cleanUp: (task) => runs.cleanUp(task, settings),
  });
  switch (opened.kind) {
    case "opened":
      return [{ type: "queueOpened", directory, delivered: opened.delivered }];
    case "held":
      onHeld(opened.problem);
      return [unavailable(directory, opened.problem)];
    case "unavailable":
      return [unavailable(directory, opened.problem)];
  }
}

export async function readQueue(
  queue: Queue,
  { resync }: Of<"readQueue">,
): Facts {
  const read = await queue.read({ resync });
  if (read.kind === "unavailable") return [gone(queue, read.problem)];
  const { directory, listing, delivered } = read;
  const news: Fact = { type: "queueRead", directory, listing };
  if (delivered.length === 0) return [news];
  return [{ type: "answersDelivered", delivered }, news];
}

export async function claimTask(
  queue: Queue,
  { taskId }: Of<"claimTask">,
): Facts {
  const claim = await queue.claim(taskId);
  switch (claim.kind) {
    case "claimed":
      return [{ type: "taskClaimed", task: claim.task }];
    case "rejected": {
      const { taskKind: kind, failure } = claim;
      return [{ type: "taskRejected", taskId, kind, failure }];
    }
    case "gone":
      return [{ type: "taskGone", taskId }];
    case "unavailable":
      return [gone(queue, claim.problem)];
  }
}

export async function requeueTask(
  queue: Queue,
  { taskId }: Of<"requeueTask">,
): Facts {
  const requeued = await queue.requeue(taskId);
  if (requeued.kind === "unavailable") return [gone(queue, requeued.problem)];
  return [{ type: "taskRequeued", taskId }];
}

export async function writeResponse(
  queue: Queue,
  { response }: Of<"writeResponse">,
): Facts {
  const { taskId } = response;
  const completed = await queue.complete(response);
  if (completed.kind === "written")
    return [{ type: "responseWritten", taskId }];
  return [{ type: "responseKept", taskId, problem: completed.problem }];
}

export async function setPauseMarker(
  queue: Queue,
  { paused }: Of<"setPauseMarker">,
): Facts {
  const marked = await queue.setPaused(paused);
  if (marked.kind === "set") return [{ type: "pauseMarkerSet", paused }];
  return [{ type: "pauseMarkerFailed", problem: marked.problem }];
}

function unavailable(directory: string, problem: Problem): Fact {
  return { type: "queueUnavailable", directory, problem };
}

function gone(queue: Queue, problem: Problem): Fact {
  return unavailable(queue.directory() ?? "", problem);
}
