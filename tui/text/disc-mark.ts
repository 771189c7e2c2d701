import {
  holds,
  isConnected,
  runningOf,
  settingsOf,
} from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";

/** The disc as the design draws it: what the drive does, and a stack of marks over it. */
export interface DiscMark {
  readonly drive: "empty" | "inserted" | "working";
  readonly paused: boolean;
  /** No webapp hears us. Before the settings are known, nobody could. */
  readonly disconnected: boolean;
  readonly error: boolean;
}

export function discMarkOf(state: DaemonState): DiscMark {
  return {
    drive: driveOf(state),
    paused: state.pause.paused,
    disconnected: settingsOf(state) !== null && !isConnected(state),
    error:
      holds(state).length > 0 ||
      state.server.kind === "failed" ||
      state.recent.some(({ acknowledged }) => !acknowledged),
  };
}

function driveOf(state: DaemonState): DiscMark["drive"] {
  if (runningOf(state) || state.activity.kind === "finishing") return "working";
  return state.drive.disc.kind === "inserted" ? "inserted" : "empty";
}
