import type { Medium, RunNotice } from "../../src/state/event.ts";
import { holds } from "../../src/state/select.ts";
import type {
  Activity,
  DaemonState,
  FinishedTask,
  LicenceState,
  Progress,
} from "../../src/state/state.ts";
import type { Task } from "../../src/state/task.ts";
import { formatCount } from "../format.ts";

/** Parts of the state in the words that every view uses. */

const MEDIUM_NAMES = { cd: "CD", dvd: "DVD", bluray: "Blu-ray" } as const;

/** `Blu-ray`, `audio CD`; `null` where nobody knows. */
export function mediumText({ kind, content }: Medium): string | null {
  const special = content === "data" || content === null ? null : content;
  const words = [special, kind && MEDIUM_NAMES[kind]].filter(
    (word) => word !== null,
  );
  return words.length === 0 ? null : words.join(" ");
}

/** `null` where there is nothing to say about it. */
export function licenceText(licence: LicenceState): string | null {
  switch (licence.kind) {
    case "unknown":
    case "fine":
      return null;
    case "limited":
      return licence.daysLeft === null
        ? "licence limited"
        : `licence for ${formatCount(licence.daysLeft, "day")} more`;
    case "refused":
    case "doubted":
      return "no valid licence";
  }
}

/** `rip of track 0`, `scan`. */
export function taskText(task: Task): string {
  return task.kind === "scan" ? "scan" : `rip of track ${task.track.number}`;
}

/** `Track 0`, `The scan`; the number of a task where nothing better is known. */
export function finishedText({
  kind,
  trackNumber,
  taskId,
}: FinishedTask): string {
  if (kind === "rip" && trackNumber !== null) return `Track ${trackNumber}`;
  return kind === "scan" ? "The scan" : `Task ${taskId}`;
}

/** What the daemon is doing, in two or three words; how it is meant, in one. */
export interface Headline {
  readonly text: string;
  readonly mood: "working" | "resting" | "held";
}

export function headlineOf(state: DaemonState): Headline {
  const { life, activity, pause } = state;
  if (life.kind !== "running") {
    const isRestarting = life.kind === "stopping" && life.restart;
    return held(isRestarting ? "restarting" : "ending");
  }
  const words = activityWords(activity);
  if (words !== null) {
    const isLast = pause.paused && activity.kind !== "stopping";
    return isLast
      ? held(`${words}, then paused`)
      : { text: words, mood: "working" };
  }
  if (pause.paused) return held("paused");
  return holds(state).length > 0
    ? held("waiting")
    : { text: "idle", mood: "resting" };
}

function activityWords(activity: Activity): string | null {
  switch (activity.kind) {
    case "idle":
      return null;
    case "claiming":
      return "beginning";
    case "waiting":
      return "waiting for a disc";
    case "scanning":
      return "scanning";
    case "ripping":
      return rippingWords(activity.progress, activity.pulse.notice);
    case "stopping":
      return "stopping";
    case "finishing":
      return "answering";
    case "requeueing":
      return "putting back";
  }
}

function rippingWords({ phase, percent }: Progress, notice: RunNotice): string {
  if (notice.kind === "retrying") return "waiting for the drive";
  return phase === "saving" ? `ripping ${percent} %` : "ripping";
}

function held(text: string): Headline {
  return { text, mood: "held" };
}

/** The name of what is in the drive, or was scanned last; `null` if there is none. */
export function discNameOf({ drive: { disc } }: DaemonState): string | null {
  switch (disc.kind) {
    case "unknown":
      return disc.lastScan?.discName ?? null;
    case "none":
      return null;
    case "inserted":
      return disc.scan.kind === "done"
        ? disc.scan.result.discName
        : disc.volumeName;
  }
}
