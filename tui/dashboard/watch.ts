import { basename, dirname } from "node:path";
import type { Clock } from "../../src/lib/clock.ts";
import { createThrottle } from "../../src/lib/throttle.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { controlSocketPath, readSnapshot } from "../../src/wire/attach.ts";
import { fetchState, type StateAnswer } from "../attach.ts";
import { clockTime } from "./clock-time.ts";
import { GRACE_MS, type Link } from "./view.ts";

/**
 * Follows the daemon of a config folder for as long as the dashboard is there: asks it once, watches it over the
 * control socket, and looks for it again whenever it is gone.
 */
export interface Watch {
  start(): void;
  stop(): void;
}

export interface WatchOptions {
  readonly configDir: string;
  readonly clock: Clock;
  readonly report: (link: Link) => void;
}

/** Numbers that run faster than this are no pleasure to look at, and each frame has its price. */
const PROGRESS_MS = 1000;
/** The first news after a while is told at once, and what follows it together. */
const NEWS_MS = 500;
const RETRY_MS = 300;

export function createWatch({ configDir, clock, report }: WatchOptions): Watch {
  let link: Link = { kind: "connecting" };
  let socket: WebSocket | null = null;
  let isStopped = false;
  let cancelRetry = () => {};
  const frames = createThrottle<DaemonState>({
    clock,
    ms: PROGRESS_MS,
    run: (state) => tell({ kind: "live", state }),
  });
  const news = createThrottle<null>({
    clock,
    ms: NEWS_MS,
    run: frames.flush,
  });

  function tell(next: Link): void {
    link = next;
    if (!isStopped) report(next);
  }

  function read(text: string): void {
    const reading = readSnapshot(text);
    if (reading.kind === "otherVersion") tell({ kind: "otherVersion" });
    if (reading.kind !== "snapshot") return;
    const { state } = reading.snapshot;
    frames.push(state);
    if (link.kind !== "live" || isNews(state, link.state)) news.push(null);
  }

  async function look(): Promise<void> {
    const answer = await fetchState(configDir);
    if (isStopped) return;
    if (answer.kind === "ok") {
      tell({ kind: "live", state: answer.snapshot.state });
      attach();
      return;
    }
    tell(absent(link, answer, clock.now()));
    lookLater();
  }

  function attach(): void {
    const open = new WebSocket(watchUrl(controlSocketPath(configDir)));
    socket = open;
    open.addEventListener("message", ({ data }) => read(String(data)));
    // An error is followed by a close.
    open.addEventListener("close", () => {
      if (socket !== open || isStopped) return;
      socket = null;
      // What is said last, says how it left.
      frames.flush();
      if (link.kind === "live")
        tell({ kind: "lost", state: link.state, since: clock.now() });
      lookLater();
    });
  }

  function lookLater(): void {
    cancelRetry = clock.after(RETRY_MS, () => void look());
  }

  return {
    start: () => void look(),
    stop() {
      isStopped = true;
      news.cancel();
      frames.cancel();
      cancelRetry();
      socket?.close();
    },
  };
}

/** Whether anything but the numbers of a running rip is another. */
function isNews(next: DaemonState, previous: DaemonState): boolean {
  return !Bun.deepEquals(withoutNumbers(next), withoutNumbers(previous));
}

function withoutNumbers(state: DaemonState): unknown {
  const { activity } = state;
  return activity.kind === "ripping"
    ? { ...state, activity: { ...activity, progress: activity.progress.phase } }
    : state;
}

/** A daemon that was there a moment ago is lost, until something else is known of it. */
function absent(
  link: Link,
  answer: Exclude<StateAnswer, { kind: "ok" }>,
  now: number,
): Link {
  if (answer.kind === "failed") return answer;
  if (answer.kind === "otherVersion") return answer;
  if (link.kind === "lost")
    return now - link.since < GRACE_MS
      ? link
      : { kind: "notRunning", reason: goneText(link.since) };
  if (link.kind === "notRunning") return link;
  if (link.kind === "live")
    return { kind: "lost", state: link.state, since: now };
  return { kind: "notRunning", reason: null };
}

function goneText(since: number): string {
  return `It was there until ${clockTime(since)}, and was stopped or killed. Nothing is lost: a task that was running goes back to the queue when it starts again.`;
}

/**
 * Bun takes the path in a `ws+unix` address as it is written there, and the address turns blanks and foreign letters
 * into %-codes. Such a path is shortened to a name in the working directory, which this program needs for nothing else.
 */
function watchUrl(path: string): string {
  if (/^[\w/.~-]+$/.test(path)) return `ws+unix://${path}:/watch`;
  process.chdir(dirname(path));
  return `ws+unix:${basename(path)}:/watch`;
}
