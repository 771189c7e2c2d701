import type { Clock } from "../lib/clock.ts";
import { createThrottle } from "../lib/throttle.ts";
import type { ServerEvent } from "../state/event.ts";
import { currentTaskId, settingsOf } from "../state/select.ts";
import type { DaemonState, Drive } from "../state/state.ts";
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
} from "../wire/link-message.ts";
import { answerTo } from "./answer.ts";
import {
  discMessages,
  heartbeatOf,
  linkMessagesBetween,
  registrationOf,
} from "./link-messages.ts";

/**
 * What is said over an open connection: who we are, first of all and again and again, since the webapp forgets us when
 * an older connection of ours closes late; heartbeats, discs, progress; and the answers to its requests.
 */
export interface Session {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  /** A text that the webapp sent. */
  take(text: string): void;
  close(): void;
}

export interface SessionOptions {
  readonly clock: Clock;
  readonly daemonId: string;
  readonly getState: () => DaemonState;
  /** What the webapp knows of the drive from an earlier connection. */
  readonly known: Drive;
  readonly send: (text: string) => void;
  readonly report: (event: ServerEvent) => void;
}

/** An old connection that died in silence is given up by the webapp's server within 40 seconds; then once a minute. */
const REGISTER_AFTER_MS = [15_000, 15_000, 15_000] as const;
const REGISTER_MS = 60_000;
const DEFAULT_HEARTBEAT_MS = 10_000;
/** With the last one of a task, which does not wait, at most four in any second. */
const PROGRESS_MS = 334;
/** How often, at most, the webapp's hints are followed. */
const HINT_MS = 500;

export function openSession(options: SessionOptions): Session {
  const { clock, daemonId, getState, report } = options;
  const progress = createThrottle({
    clock,
    ms: PROGRESS_MS,
    run: (message: LinkMessage) => say(message),
  });
  const hint = (type: "pauseHinted" | "configUpdateRequested") =>
    createThrottle({ clock, ms: HINT_MS, run: () => report({ type }) });
  const pauseHint = hint("pauseHinted");
  const configHint = hint("configUpdateRequested");
  let stopRegistering = () => {};
  let stopHeartbeat = scheduleHeartbeat();

  function say(message: LinkMessage): void {
    options.send(encodeLinkMessage(message));
  }

  function register(times: number): void {
    const registration = registrationOf(getState(), daemonId, clock.now());
    if (registration !== null) say(registration);
    stopRegistering = clock.after(REGISTER_AFTER_MS[times] ?? REGISTER_MS, () =>
      register(times + 1),
    );
  }

  function scheduleHeartbeat(): () => void {
    const ms =
      settingsOf(getState())?.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_MS;
    return clock.after(ms, () => {
      stopHeartbeat = scheduleHeartbeat();
      say(heartbeatOf(getState(), clock.now()));
    });
  }

  register(0);
  for (const message of discMessages(options.known, getState().drive))
    say(message);

  return {
    changed(next, previous) {
      if (isOtherRegistration(next, previous)) {
        stopRegistering();
        register(0);
      }
      if (currentTaskId(next) !== currentTaskId(previous)) progress.flush();
      for (const message of linkMessagesBetween(previous, next)) {
        if (message.type === "progress") progress.push(message);
        else say(message);
      }
    },
    take(text) {
      const request = decodeLinkMessage(text);
      switch (request.kind) {
        case "request":
        case "malformed":
          say(answerTo(request, getState(), daemonId));
          return;
        case "queuePaused":
          pauseHint.push(null);
          return;
        case "configUpdated":
          configHint.push(null);
          return;
        case "unknown":
          return;
      }
    },
    close() {
      stopRegistering();
      stopHeartbeat();
      for (const throttle of [progress, pauseHint, configHint])
        throttle.cancel();
    },
  };
}

function isOtherRegistration(next: DaemonState, previous: DaemonState) {
  if (
    next.config === previous.config &&
    next.makemkvcon === previous.makemkvcon
  )
    return false;
  return !Bun.deepEquals(
    registrationOf(next, "", 0),
    registrationOf(previous, "", 0),
  );
}
