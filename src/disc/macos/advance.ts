import { listAnswered } from "./list.ts";
import type { Disk } from "./disk.ts";
import { lineRead } from "./lines.ts";
import { diskAnswered, review, statusAnswered } from "./review.ts";
import { ended, endReplay, finish, started, unavailable } from "./sync.ts";
import {
  and,
  put,
  type Answer,
  type Discs,
  type Input,
  type Order,
  type Question,
  type Step,
  type Timer,
} from "./discs.ts";

/**
 * Everything that macOS disc detection decides: what has happened → what is to be told and asked.
 *
 * The lines of `diskutil activity` only say where to look; `diskutil info` says what is there. A disc is told as soon as
 * its name is known, or when none is to be expected any more. That it is gone is told at once, from memory, when the
 * node of the disk disappears; an unmount is no eject. When diskutil activity was not running, or a look is asked for,
 * everything is looked at again and only the difference is told.
 */
export function advance(before: Discs, input: Input): Step {
  return proceed(take({ ...before, steps: before.steps + 1 }, input));
}

function take(state: Discs, input: Input): Step {
  switch (input.type) {
    case "started":
      return started(state);
    case "ended":
      return ended(state, input.reason);
    case "line":
      return lineRead(state, input.line);
    case "answered":
      return input.id === state.asked?.id
        ? answered({ ...state, asked: null }, state.asked.question, input)
        : [state, []];
    case "timerFired":
      return timerFired(state, input.timer);
    case "lookRequested":
      return [{ ...state, isListWanted: true, isLooking: true }, []];
  }
}

function answered(
  state: Discs,
  question: Question,
  { id, answer }: { readonly id: number; readonly answer: Answer },
): Step {
  if (answer.about === "list") {
    const isMute = answer.disks === null && state.heard === "nothing";
    return isMute && state.sync === "check"
      ? unavailable({ ...state, sync: "replay" }, "diskutil does not answer")
      : listAnswered(state, answer.disks, id);
  }
  if (question.about === "list") return [state, []];
  return answer.about === "disk"
    ? diskAnswered(state, question.disk, answer.info)
    : statusAnswered(state, question.disk, answer.status);
}

function timerFired(state: Discs, timer: Timer): Step {
  switch (timer.kind) {
    case "retry":
    case "settle":
      return diskTimerFired(state, timer);
    case "replay":
      if (state.sync !== "replay") return [state, []];
      return endReplay({ ...state, isListWanted: state.heard !== "disk" });
    case "check":
      return state.sync === "check" ? finish(state) : [state, []];
  }
}

/** A disc that diskutil is still busy with has this long to get a name after the first wait. */
const LAST_WAIT_MS = 20_000;

function diskTimerFired(
  state: Discs,
  timer: Extract<Timer, { readonly disk: string }>,
): Step {
  const disk = state.disks.get(timer.disk);
  if (disk?.born !== timer.born) return [state, []];
  if (timer.kind === "retry") {
    if (disk.inquiry !== "waiting") return [state, []];
    return [put(state, timer.disk, { ...disk, inquiry: "wanted" }), []];
  }
  if (disk.settling === "running" && !disk.isQuiet)
    return [
      put(state, timer.disk, { ...disk, settling: "due" }),
      [{ type: "startTimer", timer, ms: LAST_WAIT_MS }],
    ];
  return review(
    put(state, timer.disk, { ...disk, settling: "over" }),
    timer.disk,
  );
}

/** Asks the next question; when there is none left, a look at everything is over. */
function proceed(step: Step): Step {
  return and(step, (state) => {
    if (state.asked) return [state, []];
    const question = nextQuestion(state);
    if (question) return ask(state, question);
    const isWaiting = [...state.disks.values()].some(
      ({ inquiry }) => inquiry === "waiting",
    );
    const isLookedAt = state.sync === "check" || state.isLooking;
    return isLookedAt && !isWaiting ? finish(state) : [state, []];
  });
}

function nextQuestion({ isListWanted, disks }: Discs): Question | null {
  if (isListWanted) return { about: "list" };
  for (const [disk, { inspection }] of disks)
    if (inspection === "wanted") return { about: "status", disk };
  for (const [disk, { inquiry }] of disks)
    if (inquiry === "wanted") return { about: "disk", disk };
  return null;
}

function ask(before: Discs, question: Question): Step {
  const id = before.steps;
  const state: Discs = { ...before, asked: { id, question } };
  const orders: readonly Order[] = [{ type: "ask", id, question }];
  if (question.about === "list")
    return [{ ...state, isListWanted: false }, orders];
  const disk = state.disks.get(question.disk);
  if (!disk) return [before, []];
  const asked: Disk =
    question.about === "disk"
      ? { ...disk, inquiry: "asking" }
      : { ...disk, inspection: "over" };
  return [put(state, question.disk, asked), orders];
}
