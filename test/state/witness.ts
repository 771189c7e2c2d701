import type { Effect } from "../../src/state/effect.ts";
import type { DaemonEvent } from "../../src/state/event.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { Step } from "../../src/state/step.ts";
import { transition } from "../../src/state/transition.ts";

/**
 * Looks over the core's shoulder: takes every event to it and throws when what comes of it breaks an invariant. The
 * numbers are those of ARCHITECTURE.md. It keeps its own books and never asks the state about them.
 */
export interface Witness {
  state(): DaemonState;
  /** The effects of this event. */
  take(event: DaemonEvent): readonly Effect[];
  /** Tasks that were claimed and neither answered nor put back. */
  open(): readonly string[];
  exits(): number;
}

export function createWitness(initial: DaemonState): Witness {
  let state = seal(initial);
  let activeRun: number | null = null;
  let hasLooked = false;
  let isStopping = false;
  let exits = 0;
  const open = new Set<string>();
  const answering = new Set<string>();

  /** I1 and I3, and that a daemon that stops begins nothing. */
  function checkBeginning(effect: Effect, next: DaemonState): void {
    if (!BEGINNINGS.has(effect.type)) return;
    must(!isStopping, `${effect.type} after the stop`);
    must(activeRun === null, `I1: ${effect.type} while run ${activeRun} runs`);
    if (effect.type === "openQueue") hasLooked = false;
    if (effect.type !== "claimTask") return;
    must(open.size === 0, "a claim while another task is open");
    must(hasLooked, "I3: a claim before the first look at the folder");
    must(!next.pause.paused, "I3: a claim while paused");
    must(next.makemkvcon.kind === "found", "I3: a claim without makemkvcon");
  }

  /** I2: exactly one end for every claim. */
  function checkEnding(effect: Effect): void {
    if (effect.type !== "writeResponse" && effect.type !== "requeueTask")
      return;
    const id =
      effect.type === "requeueTask" ? effect.taskId : effect.response.taskId;
    must(open.delete(id), `I2: ${effect.type} for ${id}, which is not open`);
    if (effect.type === "requeueTask") return;
    must(activeRun === null, `I1: an answer while run ${activeRun} runs`);
    answering.add(id);
  }

  function noteEvent(event: DaemonEvent): void {
    if (event.type === "stopRequested") isStopping = true;
    if (event.type === "scanEnded" || event.type === "ripEnded")
      if (event.run === activeRun) activeRun = null;
    if (event.type === "responseWritten" || event.type === "responseKept")
      answering.delete(event.taskId);
    const id = claimedBy(event);
    if (id !== null && exits === 0 && !answering.has(id)) open.add(id);
  }

  function take(event: DaemonEvent): readonly Effect[] {
    const previous = state;
    const hadLeft = exits > 0;
    noteEvent(event);
    const [next, effects]: Step = transition(previous, seal(event));
    state = seal(next);
    if (event.type === "queueRead" && next.queue.kind === "open")
      hasLooked ||= next.queue.listing === event.listing;
    for (const effect of effects) {
      must(!hadLeft, `${effect.type} after the exit`);
      checkEnding(effect);
      checkBeginning(effect, next);
      if (effect.type === "startScan" || effect.type === "startRip")
        activeRun = effect.run;
      if (effect.type === "exit") exits += 1;
    }
    must(exits <= 1, "two exits");
    checkRecent(previous, next, event);
    return effects;
  }

  return {
    state: () => state,
    take,
    open: () => [...open],
    exits: () => exits,
  };
}

const BEGINNINGS: ReadonlySet<Effect["type"]> = new Set([
  "openQueue",
  "claimTask",
  "startScan",
  "startRip",
] as const);

/** I4: what views tell as finished is on disk. */
function checkRecent(
  previous: DaemonState,
  next: DaemonState,
  event: DaemonEvent,
): void {
  const before = previous.recent.map(({ taskId }) => taskId);
  const after = next.recent.map(({ taskId }) => taskId);
  if (Bun.deepEquals(before, after)) return;
  must(
    ["responseWritten", "queueOpened", "answersDelivered"].includes(event.type),
    `I4: ${event.type} announces an answer`,
  );
}

function claimedBy(event: DaemonEvent): string | null {
  if (event.type === "taskClaimed") return event.task.id;
  return event.type === "taskRejected" ? event.taskId : null;
}

function must(isTrue: boolean, sentence: string): void {
  if (!isTrue) throw new Error(sentence);
}

/**
 * I6: whoever writes into a state throws. I5: nothing in it is lost or changed by JSON. What is frozen was looked at
 * before, so that a step costs only what it changed.
 */
function seal<T>(value: T): T {
  if (typeof value !== "object" || value === null) {
    must(isJson(value), `I5: ${String(value)} is in the state`);
    return value;
  }
  if (Object.isFrozen(value)) return value;
  const isPlain = [Object.prototype, Array.prototype].includes(
    Object.getPrototypeOf(value),
  );
  must(isPlain, "I5: something in the state is no plain object");
  Object.freeze(value);
  for (const part of Object.values(value)) seal(part);
  return value;
}

function isJson(value: unknown): boolean {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0);
  return (
    value === null || typeof value === "boolean" || typeof value === "string"
  );
}
