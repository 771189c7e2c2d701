import { answer, answerTo } from "./ending.ts";
import type { ErrorCode } from "./error-code.ts";
import type { Medium } from "./event.ts";
import { isWatched } from "./select.ts";
import { startRip, startScan } from "./start-run.ts";
import type { DaemonState } from "./state.ts";
import { stay, type Step } from "./step.ts";
import type { ScanTask, Task } from "./task.ts";

/**
 * What a claimed task begins with: a run of makemkvcon, an answer that is known already, or waiting for a disc. `since`
 * is when the task was claimed.
 */
export function beginTask(
  state: DaemonState,
  task: Task,
  when: { readonly since: number; readonly at: number },
): Step {
  const { disc } = state.drive;
  if (disc.kind === "none")
    return stay({
      ...state,
      activity: { kind: "waiting", task, startedAt: when.since, waitedMs: 0 },
    });
  const wrong =
    disc.kind === "inserted" && isWatched(state) ? whatElse(disc.medium) : null;
  if (wrong !== null) {
    const message = `There is ${wrong} in the drive: makemkvcon can not read it. Insert the right disc and queue the task again.`;
    return fail(state, task, { ...when, code: "DISC_UNREADABLE", message });
  }
  if (task.kind === "scan") return scanFor(state, task, when);
  return startRip(state, task, when.at);
}

/** makemkvcon may hang for ever on an audio disc (docker-ripper#145), so it is not tried. */
export function whatElse({ content }: Medium): string | null {
  switch (content) {
    case "audio":
      return "an audio CD";
    case "blank":
      return "a blank disc";
    case "data":
    case null:
      return null;
  }
}

function scanFor(
  state: DaemonState,
  task: ScanTask,
  { since, at }: { readonly since: number; readonly at: number },
): Step {
  const { disc } = state.drive;
  const isKnown =
    disc.kind === "inserted" && disc.scan.kind === "done" && isWatched(state);
  if (!isKnown) return startScan(state, { kind: "task", task }, at);
  return answer(state, {
    ...answerTo(task, state.drive),
    startedAt: since,
    completedAt: at,
    outcome: { kind: "scanned", result: disc.scan.result },
  });
}

/** Without a run of makemkvcon. */
export function fail(
  state: DaemonState,
  task: Task,
  of: {
    readonly since: number;
    readonly at: number;
    readonly code: ErrorCode;
    readonly message: string;
  },
): Step {
  const { code, message, since, at } = of;
  const detail = "makemkvcon was not started.";
  return answer(state, {
    ...answerTo(task, state.drive),
    startedAt: since,
    completedAt: at,
    outcome: { kind: "failed", failure: { code, message, detail } },
  });
}
