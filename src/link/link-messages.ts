import { currentTaskId, queueDepth, settingsOf } from "../state/select.ts";
import type { Activity, DaemonState, Drive } from "../state/state.ts";
import {
  type DaemonConfigMessage,
  daemonConfigMessage,
  type DiscEventMessage,
  discEventMessage,
  fingerprintedMessage,
  type LinkMessage,
  type LinkProgressMessage,
  linkProgressMessage,
} from "../wire/link-message.ts";
import { heartbeatMessage } from "../wire/message.ts";
import { fingerprintOf, volumeNameOf } from "./drive-status.ts";

/**
 * What the webapp at the other end of the link is told, as a pure function of the states before and after a change:
 * discs and progress. The rest it reads in files, or asks for.
 */
export function linkMessagesBetween(
  previous: DaemonState,
  next: DaemonState,
): readonly LinkMessage[] {
  return [
    ...discMessages(previous.drive, next.drive),
    ...progressMessages(previous.activity, next.activity),
  ];
}

/**
 * What changed about the disc. Each of these messages makes an open page of that webapp ask for everything again, so
 * a person loses what was ticked there: nothing is said twice.
 */
export function discMessages(
  previous: Drive,
  next: Drive,
): readonly DiscEventMessage[] {
  if (previous === next) return [];
  const left = previous.disc.kind === "inserted" ? previous.disc : null;
  const came = next.disc.kind === "inserted" ? next.disc : null;
  const isSameDisc =
    left?.insertedAt === came?.insertedAt && previous.device === next.device;
  // A disc of which nobody knows any more whether it is there was not ejected.
  const isEjected =
    left !== null && !isSameDisc && next.disc.kind !== "unknown";
  const isNews =
    came !== null && !(isSameDisc && left?.volumeName === came.volumeName);
  const fingerprint = fingerprintOf(next);
  const isKnown = isSameDisc && fingerprintOf(previous) === fingerprint;
  return [
    ...(isEjected
      ? [discEventMessage("ejected", previous.device, left.volumeName)]
      : []),
    ...(isNews
      ? [discEventMessage("inserted", next.device, came.volumeName)]
      : []),
    ...(fingerprint !== null && (isNews || !isKnown)
      ? [
          fingerprintedMessage({
            device: next.device,
            volumeName: volumeNameOf(next.disc),
            fingerprint,
          }),
        ]
      : []),
  ];
}

function progressMessages(
  previous: Activity,
  next: Activity,
): readonly LinkProgressMessage[] {
  if (previous === next) return [];
  const after = progressOf(next, previous);
  const before = progressOf(previous, next);
  if (after === null || Bun.deepEquals(before, after)) return [];
  return [after];
}

/** Of a rip that writes its file, and of one whose file is whole; `beside` is where the speed of the latter is known. */
function progressOf(
  activity: Activity,
  beside: Activity,
): LinkProgressMessage | null {
  if (activity.kind === "stopping")
    return progressOf(activity.stopped, activity.stopped);
  if (activity.kind === "ripping") {
    const { phase, ...progress } = activity.progress;
    if (phase !== "saving") return null;
    const bytesPerSecond = progress.bytesPerSecond ?? 0;
    const taskId = activity.task.id;
    return linkProgressMessage({ ...progress, taskId, bytesPerSecond });
  }
  if (activity.kind !== "finishing") return null;
  const { taskId, outcome } = activity.response;
  if (outcome.kind !== "ripped") return null;
  return linkProgressMessage({
    taskId,
    percent: 100,
    etaMs: 0,
    currentSizeBytes: outcome.file.sizeBytes,
    bytesPerSecond: speedOf(beside),
  });
}

function speedOf(activity: Activity): number {
  if (activity.kind === "stopping") return speedOf(activity.stopped);
  if (activity.kind !== "ripping") return 0;
  return activity.progress.bytesPerSecond ?? 0;
}

/** Who we are; `null` as long as we do not know it ourselves. */
export function registrationOf(
  state: DaemonState,
  daemonId: string,
  now: number,
): DaemonConfigMessage | null {
  const settings = settingsOf(state);
  if (settings === null) return null;
  const { makemkvcon } = state;
  const makemkvconPath = makemkvcon.kind === "found" ? makemkvcon.path : null;
  const { webappBasedir } = settings;
  return daemonConfigMessage({ daemonId, makemkvconPath, webappBasedir }, now);
}

export function heartbeatOf(state: DaemonState, now: number): LinkMessage {
  return heartbeatMessage({
    now,
    queueDepth: queueDepth(state),
    currentTask: currentTaskId(state),
    paused: state.pause.paused,
  });
}
