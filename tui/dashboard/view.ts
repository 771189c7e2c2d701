import type { DaemonState } from "../../src/state/state.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Look } from "./look.ts";
import type { Ui } from "./ui.ts";

/** Everything that a frame is made of. */
export interface View {
  readonly link: Link;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly size: Size;
  readonly ui: Ui;
  readonly look: Look;
  /** The last lines of the daemon's log, oldest first. */
  readonly log: readonly LogEntry[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What the dashboard knows of its daemon. */
export type Link =
  | { readonly kind: "connecting" }
  /** None was running, so one was started. */
  | { readonly kind: "starting" }
  | { readonly kind: "live"; readonly state: DaemonState }
  /** It was there a moment ago. It is looked for all the time. */
  | {
      readonly kind: "lost";
      readonly state: DaemonState;
      readonly since: number;
    }
  /** `reason` says why the one that was started has ended, where that is known. */
  | { readonly kind: "notRunning"; readonly reason: string | null }
  /** It is there, but this program can not read what it says. It can be told to restart. */
  | { readonly kind: "otherVersion" }
  /** `text` says what is wrong and what to do. */
  | { readonly kind: "failed"; readonly text: string };

/** A daemon that restarts is back within this; only then its absence is worth a screen of its own. */
export const GRACE_MS = 1500;

/** The state that is shown, if there is one. */
export function stateOf({
  link,
  now,
}: Pick<View, "link" | "now">): DaemonState | null {
  if (link.kind === "live") return link.state;
  if (link.kind === "lost" && now - link.since < GRACE_MS) return link.state;
  return null;
}
