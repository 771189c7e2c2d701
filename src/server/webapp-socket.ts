import type { Server } from "bun";
import type { Clock } from "../lib/clock.ts";
import type { Verdict } from "./guard.ts";
import { createPings } from "./pings.ts";

/**
 * One address and port for the webapp: nothing but upgrades of `GET /`. The daemon never waits for a client.
 * A message is handed to the system once; a client that leaves a megabyte unread is dropped.
 */
export interface WebappSocketOptions {
  readonly clock: Clock;
  readonly address: string;
  readonly port: number;
  readonly check: (headers: Headers) => Verdict;
  /** How many clients there are on all addresses together. */
  readonly clients: () => number;
  /** What a new client hears first. */
  readonly greeting: () => readonly string[];
  readonly onClient: (change: 1 | -1) => void;
  /** A binary message is reported as the empty text. */
  readonly onText: (text: string) => void;
}

export interface WebappSocket {
  readonly port: number;
  /** Sends one frame to every client. */
  publish(text: string): void;
  /** Sends every client away with 1001. */
  close(): Promise<void>;
}

const TOPIC = "webapp";

const MAX_CLIENTS = 2000;
/** A longer frame closes the connection with 1009. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Throws what `Bun.serve` throws when the address or port can not be had. */
export function openWebappSocket(options: WebappSocketOptions): WebappSocket {
  const { clock, greeting, onClient, onText } = options;
  const pings = createPings(clock);
  const server = Bun.serve<undefined>({
    hostname: options.address.replace(/^\[(.*)\]$/, "$1"),
    port: options.port,
    fetch: (request, self) => answer(request, self, options),
    websocket: {
      maxPayloadLength: MAX_MESSAGE_BYTES,
      backpressureLimit: MAX_UNREAD_BYTES,
      closeOnBackpressureLimit: true,
      idleTimeout: 0,
      sendPings: false,
      perMessageDeflate: false,
      open(client) {
        pings.heard(client);
        for (const text of greeting()) client.send(text);
        client.subscribe(TOPIC);
        onClient(1);
      },
      message(client, message) {
        pings.heard(client);
        onText(typeof message === "string" ? message : "");
      },
      pong: pings.heard,
      close(client) {
        pings.gone(client);
        onClient(-1);
      },
    },
  });
  return {
    port: server.port ?? options.port,
    publish: (text) => void server.publish(TOPIC, text),
    close() {
      return server.stop(true);
    },
  };
}

function answer(
  request: Request,
  server: Server<undefined>,
  options: WebappSocketOptions,
): Response | undefined {
  const verdict = options.check(request.headers);
  if (verdict.kind === "refused") return line(verdict.status, verdict.reason);
  if (request.method !== "GET" || new URL(request.url).pathname !== "/") {
    return line(404, "There is nothing but the WebSocket at GET /");
  }
  if (options.clients() >= MAX_CLIENTS) {
    return line(503, `${MAX_CLIENTS} clients are connected, and no more can`);
  }
  if (server.upgrade(request, { data: undefined })) return undefined;
  return line(426, "This is a WebSocket: connect to it as one", {
    Connection: "Upgrade",
    Upgrade: "websocket",
  });
}

/** A line of text without CORS headers: nothing here is for a page. */
function line(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${text}\n`, { status, headers });
}
