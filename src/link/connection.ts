import type { Clock } from "../lib/clock.ts";

/**
 * One WebSocket to the webapp, from the dial to its end. It has an end whatever the other side does: a handshake that
 * hangs is given up, and so is a connection that leaves two pings unanswered (16 to 24 seconds), since a machine that
 * slept has connections that are open and deaf. Nothing waits for it: what a webapp does not read is dropped beyond a
 * limit, and of what it sends too much of, only the first is looked at.
 */
export interface Connection {
  /** Dropped while the connection is not open, or does not keep up. */
  send(text: string): void;
  /** In order, within half a second. From the call on nothing is reported any more. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly onOpen: () => void;
  /** It has answered a ping: not only opened, but alive. */
  readonly onAlive: () => void;
  readonly onText: (text: string) => void;
  /** Once, unless it is closed from here. Its socket is closed by then. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

export type ConnectionEnd =
  /** Somebody answers there, and not with a WebSocket. */
  | { readonly kind: "absent"; readonly reason: string }
  | { readonly kind: "lost"; readonly reason: string };

const HANDSHAKE_MS = 10_000;
const PING_MS = 8_000;
const MAX_UNANSWERED = 2;
const MAX_UNREAD_BYTES = 256 * 1024;
const CLOSE_MS = 500;
/** What is meant for us has some hundred bytes. */
const MAX_TEXT = 64 * 1024;
/** What the webapp tells its browsers comes here too, so there may be many. 200 a second. */
const MAX_TEXTS_PER_PING = 1600;

export function openConnection(options: ConnectionOptions): Connection {
  const { url, clock, onOpen, onAlive, onText } = options;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const closed = Promise.withResolvers<void>();
  let failure: string | null = null;
  let unanswered = 0;
  let texts = 0;
  let isOver = false;
  let stopTimer = clock.after(HANDSHAKE_MS, () =>
    giveUp(`no answer within ${HANDSHAKE_MS / 1000} s`),
  );

  function end(): boolean {
    if (isOver) return false;
    isOver = true;
    stopTimer();
    return true;
  }

  function giveUp(reason: string): void {
    if (!end()) return;
    socket.terminate();
    options.onEnd({ kind: "lost", reason });
  }

  function ping(): void {
    if (unanswered >= MAX_UNANSWERED) {
      giveUp("it does not answer any more");
      return;
    }
    stopTimer = clock.after(PING_MS, ping);
    texts = 0;
    unanswered += 1;
    socket.ping();
  }

  socket.addEventListener("open", () => {
    if (isOver) return;
    stopTimer();
    stopTimer = clock.after(PING_MS, ping);
    onOpen();
  });
  socket.addEventListener("message", ({ data }) => {
    unanswered = 0;
    texts += 1;
    if (isOver || texts > MAX_TEXTS_PER_PING) return;
    if (typeof data === "string" && data.length <= MAX_TEXT) onText(data);
  });
  socket.addEventListener("pong", () => {
    unanswered = 0;
    if (!isOver) onAlive();
  });
  socket.addEventListener("error", ({ message }) => {
    failure = message;
  });
  socket.addEventListener("close", ({ code }) => {
    closed.resolve();
    if (end()) options.onEnd(endOf(failure, code));
  });

  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount < MAX_UNREAD_BYTES) socket.send(text);
    },
    async close() {
      end();
      socket.close(1000);
      const stopWaiting = clock.after(CLOSE_MS, () => socket.terminate());
      await closed.promise;
      stopWaiting();
    },
  };
}

/**
 * Bun 1.4.5 says only in a text why there is no connection: "… failed: Expected 101 status code: 404". What a proxy
 * answers for a webapp that is away (502, 503) is not the word of the webapp.
 */
function endOf(failure: string | null, code: number): ConnectionEnd {
  if (failure === null) return { kind: "lost", reason: `closed with ${code}` };
  const status = /\b101 status code: (\d{3})/.exec(failure)?.[1];
  if (status === undefined)
    return { kind: "lost", reason: failure.replace(/^.* failed: /, "") };
  const kind = Number(status) < 500 ? "absent" : "lost";
  return { kind, reason: `it answers with status ${status}` };
}
