import { currentTaskId } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { taskToStop } from "../end-daemon.ts";
import type { Action, Page } from "./action.ts";
import type { KeyContext } from "./key-table.ts";
import { askLeave, askPauseNow, askRestart } from "./questions.ts";
import type { PanelId, Question, UiChange } from "./ui.ts";

/** What the keys of the table lead to, where it is more than one word. */

export function command(
  order: Extract<Action, { kind: "command" }>["command"],
  done: string | null = null,
): Action {
  return { kind: "command", command: order, done };
}

export function open(page: Page): Action {
  return { kind: "open", page };
}

export function ask(question: Question): Action {
  return show({ type: "asked", question });
}

export function show(change: UiChange): Action {
  return { kind: "ui", change };
}

/** A panel shows its end first when it is a log. */
const FROM_END: ReadonlySet<PanelId> = new Set(["log"]);

export function scroll({ ui, extent }: KeyContext, by: number): Action {
  const isFromEnd = ui.overlay === null && FROM_END.has(ui.focus);
  return show({
    type: "scrolled",
    by: isFromEnd ? -by : by,
    limit: extent.limit,
  });
}

/** Where no task runs, pausing now is pausing. */
export function pauseNow({ state }: KeyContext): Action {
  const taskId = state && taskToStop(state);
  return taskId === null ? command("pause-now") : ask(askPauseNow(taskId));
}

export function restart(state: DaemonState | null): Action {
  const isBusy = state === null || taskToStop(state) !== null;
  return isBusy ? ask(askRestart(state)) : command("restart");
}

/** A daemon that was here before stays; one of ours that is busy is a question. */
export function leave({ state, ui }: KeyContext): Action {
  const isBusy = state !== null && currentTaskId(state) !== null;
  if (isBusy && ui.startedHere) return ask(askLeave());
  return { kind: "leave", endDaemon: false };
}
