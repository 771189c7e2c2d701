import type { Clock } from "../lib/clock.ts";
import type { Problem } from "../state/problem.ts";
import type { Settings } from "../state/settings.ts";
import type { DaemonState } from "../state/state.ts";
import {
  connectedMessage,
  decodeWebappMessage,
  encodeMessage,
} from "../wire/message.ts";
import type { Message } from "../wire/message.ts";
import { checkRequest } from "./guard.ts";
import type { Verdict } from "./guard.ts";
import {
  covers,
  isIpv6Wildcard,
  mayCollide,
  mayListen,
  widestFirst,
} from "./listen-address.ts";
import {
  isTaken,
  listenProblem,
  nothingToListenOn,
  tokenNeeded,
} from "./listen-problem.ts";
import { syncOf } from "./webapp-messages.ts";
import { openWebappSocket } from "./webapp-socket.ts";
import type { WebappSocket } from "./webapp-socket.ts";

/**
 * The server for the webapp: one WebSocket on every address of `listen:`. Whoever connects hears
 * `daemon/connected`, then a `sync`, then everything that is broadcast.
 */
export interface WebappServer {
  /**
   * Listens where the settings say, and nowhere else any more. What is open already stays open, clients and all;
   * what is new is opened before what is old is closed (1001), unless the old one is in its way. If nothing could be
   * opened, the rest of the old is kept.
   */
  listen(settings: Settings): Promise<ListenOutcome>;
  broadcast(messages: readonly Message[]): void;
  /** How many messages of clients were ignored because nobody knows them. */
  ignoredMessages(): number;
  /** Sends every client away with 1001. */
  close(): Promise<void>;
}

export type ListenOutcome =
  | {
      readonly kind: "listening";
      readonly port: number;
      readonly addresses: readonly string[];
      /** One for each address that could not be opened. */
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "failed"; readonly problem: Problem };

export interface WebappServerOptions {
  readonly clock: Clock;
  readonly getState: () => DaemonState;
  /** The secret is not in the settings, since those are shown. */
  readonly getToken: () => string | null;
  /** Told with every client that comes or goes. */
  readonly onClients: (clients: number) => void;
  readonly onConfigUpdate: () => void;
}

/** `wantedPort` is what was asked for; 0 asks for any. */
interface Listener {
  readonly address: string;
  readonly wantedPort: number;
  readonly socket: WebappSocket;
}

export function createWebappServer(options: WebappServerOptions): WebappServer {
  const { clock, getState, getToken, onClients, onConfigUpdate } = options;
  let listeners: readonly Listener[] = [];
  let clients = 0;
  let ignored = 0;
  let settings: Settings | null = null;

  /** By the settings and the token of now, not of when the socket was opened. */
  function check(address: string, headers: Headers): Verdict {
    const token = getToken();
    if (!settings || !mayListen(address, token)) {
      return {
        kind: "refused",
        status: 403,
        reason: "Not open to the network",
      };
    }
    return checkRequest(
      {
        host: headers.get("host"),
        origin: headers.get("origin"),
        authorization: headers.get("authorization"),
      },
      { ...settings, token },
    );
  }

  function open(address: string, port: number): WebappSocket {
    return openWebappSocket({
      clock,
      address,
      port,
      check: (headers) => check(address, headers),
      clients: () => clients,
      greeting: () =>
        [connectedMessage(), syncOf(getState(), clock.now())].map(
          encodeMessage,
        ),
      onClient(change) {
        clients += change;
        onClients(clients);
      },
      onText(text) {
        if (decodeWebappMessage(text).kind === "configUpdated") {
          onConfigUpdate();
          return;
        }
        ignored += 1;
      },
    });
  }

  /** The listener that is there already, a new one, `"covered"` by those opened before, or the reason for none. */
  function openOrKeep(
    address: string,
    wantedPort: number,
    before: readonly Listener[],
  ): Listener | Problem | "covered" {
    if (!mayListen(address, getToken())) return tokenNeeded(address);
    if (before.some((one) => covers(one.address, address))) return "covered";
    const present = listeners.find(
      (one) => one.address === address && one.wantedPort === wantedPort,
    );
    if (present) return present;
    makeWay(address, wantedPort, before);
    try {
      return { address, wantedPort, socket: open(address, wantedPort) };
    } catch (error) {
      const isOurs = before.some((one) => isIpv6Wildcard(one.address));
      if (isOurs && isTaken(error)) return "covered";
      return listenProblem(address, wantedPort, error);
    }
  }

  /** Closes at once what we have open ourselves that leaves no room for this address. */
  function makeWay(
    address: string,
    port: number,
    kept: readonly Listener[],
  ): void {
    const inTheWay = listeners.filter(
      (one) =>
        one.wantedPort === port &&
        !kept.includes(one) &&
        mayCollide(one.address, address),
    );
    listeners = listeners.filter((one) => !inTheWay.includes(one));
    for (const { socket } of inTheWay) void socket.close();
  }

  /** Before the first `await`, so that two calls of `listen` can not mix. */
  async function replaceListeners(next: readonly Listener[]): Promise<void> {
    const left = listeners.filter((listener) => !next.includes(listener));
    listeners = next;
    await Promise.all(left.map(({ socket }) => socket.close()));
  }

  return {
    async listen(wanted) {
      settings = wanted;
      const opened: Listener[] = [];
      const problems: Problem[] = [];
      for (const address of widestFirst(wanted.listen)) {
        const result = openOrKeep(address, wanted.websocketPort, opened);
        if (result === "covered") continue;
        if ("socket" in result) opened.push(result);
        else problems.push(result);
      }
      const [first] = opened;
      if (!first) {
        return { kind: "failed", problem: problems[0] ?? nothingToListenOn() };
      }
      await replaceListeners(opened);
      return {
        kind: "listening",
        port: first.socket.port,
        addresses: opened.map(({ address }) => address),
        problems,
      };
    },
    broadcast(messages) {
      for (const message of messages) {
        const text = encodeMessage(message);
        for (const { socket } of listeners) socket.publish(text);
      }
    },
    ignoredMessages: () => ignored,
    close: () => replaceListeners([]),
  };
}
