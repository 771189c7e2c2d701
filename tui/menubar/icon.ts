import type { DaemonState, FinishedTask } from "../../src/state/state.ts";
import {
  holds,
  isConnected,
  runningOf,
  settingsOf,
} from "../../src/state/select.ts";
import type { StateAnswer } from "../attach.ts";

/**
 * Which of the icons shows how things are: what the drive does, and a stack of marks in the corner. The names are those
 * of the files in assets/icons.
 */
export type Activity = "empty" | "disc" | "working";

export const MARKS = ["paused", "disconnected", "error"] as const;
export type Mark = (typeof MARKS)[number];

/** One turn of the disc. */
export const FRAMES = 8;

/**
 * How long a frame stays, by the wall clock: the menu is drawn by a new process each time, which remembers nothing. Two
 * seconds is less than any two refreshes are apart, and eight frames are more than the interval: the next one differs.
 */
const FRAME_MS = 2000;

export function iconName(answer: StateAnswer, now: number): string {
  switch (answer.kind) {
    case "ok": {
      const { state } = answer.snapshot;
      return nameOf(activityOf(state), marksOf(state), now);
    }
    case "notRunning":
      return nameOf("empty", ["disconnected"], now);
    case "otherVersion":
    case "failed":
      return nameOf("empty", ["disconnected", "error"], now);
  }
}

function nameOf(
  activity: Activity,
  marks: readonly Mark[],
  now: number,
): string {
  const frame = Math.floor(now / FRAME_MS) % FRAMES;
  const base = activity === "working" ? `working-${frame}` : activity;
  return [base, ...marks].join("-");
}

function activityOf(state: DaemonState): Activity {
  if (runningOf(state) || state.activity.kind === "finishing") return "working";
  return state.drive.disc.kind === "inserted" ? "disc" : "empty";
}

function marksOf(state: DaemonState): readonly Mark[] {
  const has: Readonly<Record<Mark, boolean>> = {
    paused: state.pause.paused,
    disconnected: isCutOff(state),
    error:
      holds(state).length > 0 ||
      state.server.kind === "failed" ||
      unseenFailures(state).length > 0,
  };
  return MARKS.filter((mark) => has[mark]);
}

/** What went wrong and nobody has looked at, newest first. Who cancels a task knows that. */
export function unseenFailures({
  recent,
}: DaemonState): readonly FinishedTask[] {
  return recent.filter(
    ({ acknowledged, code }) => !acknowledged && code !== "TASK_CANCELLED",
  );
}

/** No webapp hears us. Before the settings are known, nobody could. */
export function isCutOff(state: DaemonState): boolean {
  return settingsOf(state) !== null && !isConnected(state);
}
