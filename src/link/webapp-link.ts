import { createBackoff } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import type { ServerEvent } from "../state/event.ts";
import type { DaemonState, Drive, LinkState } from "../state/state.ts";
import {
  type Connection,
  type ConnectionEnd,
  openConnection,
} from "./connection.ts";
import { type LinkTarget, linkTargetOf } from "./link-target.ts";
import { openSession, type Session } from "./session.ts";

/**
 * The link to a webapp that listens itself, at `/ws`: dialled again and again, whatever becomes of it, and never waited
 * for. Where it goes follows from the state, so a changed `webapp_url` moves it and `webapp_link: off` ends it.
 */
export interface WebappLink {
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  close(): Promise<void>;
}

export interface WebappLinkOptions {
  readonly clock: Clock;
  readonly getState: () => DaemonState;
  /** `linkChanged` when it changes, and what the webapp asks for. */
  readonly report: (event: ServerEvent) => void;
  /** Stands in for a `daemon_id`. */
  readonly hostname: string;
  /** 0 to 1: spreads the tries of several daemons. */
  readonly random: () => number;
}

/** With the jitter, which takes up to a half away: 1 to 30 seconds. */
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;
/** A webapp without `/ws` may be replaced by one that has it. */
const ABSENT_MS = 60_000;

const NOTHING_KNOWN: Drive = {
  device: null,
  disc: { kind: "none" },
  eject: { kind: "none" },
};

export function createWebappLink(options: WebappLinkOptions): WebappLink {
  const { clock, getState, report, hostname, random } = options;
  const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
  let target: LinkTarget | null = null;
  let connection: Connection | null = null;
  let session: Session | null = null;
  let closing: Promise<unknown> = Promise.resolve();
  let stopWaiting = () => {};
  let said: LinkState["kind"] = "off";
  /** What the webapp has surely heard of the drive: what was said before its latest sign of life. */
  let known = NOTHING_KNOWN;

  function say(link: LinkState["kind"], reason: string | null): void {
    if (link === said) return;
    said = link;
    report({ type: "linkChanged", link, reason });
  }

  function hangUp(): Promise<unknown> {
    stopWaiting();
    session?.close();
    session = null;
    closing = Promise.all([closing, connection?.close()]);
    connection = null;
    return closing;
  }

  async function moveTo(wanted: LinkTarget | null): Promise<void> {
    target = wanted;
    known = NOTHING_KNOWN;
    backoff.reset();
    const isFree = hangUp();
    if (wanted === null) say("off", null);
    else if (said !== "off") say("connecting", null);
    await isFree;
    if (wanted !== null && wanted === target) dial(wanted);
  }

  function dial({ url, daemonId }: LinkTarget): void {
    const mine = openConnection({
      url,
      clock,
      onOpen() {
        const { send } = mine;
        const common = { clock, getState, report };
        session = openSession({ ...common, daemonId, known, send });
        say("connected", null);
      },
      onAlive() {
        backoff.reset();
        known = getState().drive;
      },
      onText: (text) => session?.take(text),
      onEnd: ended,
    });
    connection = mine;
  }

  function ended({ kind, reason }: ConnectionEnd): void {
    session?.close();
    session = null;
    connection = null;
    const wait =
      kind === "absent" ? ABSENT_MS : backoff.next() * (1 - random() / 2);
    stopWaiting = clock.after(wait, () => {
      if (target !== null) dial(target);
    });
    say(kind === "absent" ? "absent" : "connecting", reason);
  }

  return {
    changed(next, previous) {
      session?.changed(next, previous);
      if (next.config === previous.config) return;
      const wanted = linkTargetOf(next, hostname);
      if (!Bun.deepEquals(wanted, target)) void moveTo(wanted);
    },
    async close() {
      target = null;
      await hangUp();
    },
  };
}
