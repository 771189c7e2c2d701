import type { ServerWebSocket } from "bun";

/**
 * A stand-in for the webapp with a `/ws`, as far as a daemon meets it: purp/amphigory at 40d1a2b, by what was seen of it
 * while it ran. It loses a connection (1006) and keeps its daemon in the list after what `isDeadly` names; it sends back
 * what it relays; and when an old connection of a daemon closes, it forgets the new one.
 */
export interface ExistingWebapp extends AsyncDisposable {
  readonly url: string;
  /** What `/config.json` answers. */
  config: Record<string, unknown>;
  /** The ids in its list, ghosts among them. */
  daemons(): readonly string[];
  /** Connections that it lost by an error of its own. */
  crashes(): number;
  /** All that came over `/ws` since the test began, across restarts. */
  readonly heard: readonly Message[];
  /** The first message that is right, here or to come. Those before `from` do not count. */
  next(isRight: (message: Message) => boolean, from?: number): Promise<Message>;
  /** Resolves when the condition holds; looked at with everything that happens. */
  until(isSo: () => boolean): Promise<void>;
  /** What it does for its pages; rejects for a daemon that it can not ask. The answer as it came. */
  request(daemonId: string, method: unknown): Promise<Message>;
  /** To everybody, daemons and browsers alike. */
  send(frame: string | Uint8Array): void;
  connections(): number;
  /** Its server has given up the connection that is there longest. */
  closeOldest(): void;
  stop(): Promise<void>;
  start(): void;
}

export type Message = Readonly<Record<string, unknown>>;

interface Client {
  daemonId: string | null;
  isCrashed: boolean;
}

export function startExistingWebapp(): ExistingWebapp {
  const heard: Message[] = [];
  const waiting = new Map<unknown, (response: Message) => void>();
  let daemons = new Set<string>();
  let sockets = new Map<string, ServerWebSocket<Client>>();
  let clients = new Set<ServerWebSocket<Client>>();
  let crashes = 0;
  let requests = 0;
  let port = 0;
  let happened = Promise.withResolvers<void>();

  function tell(): void {
    happened.resolve();
    happened = Promise.withResolvers();
  }

  function relay(message: Message): void {
    for (const client of clients) client.send(JSON.stringify(message));
  }

  function take(client: ServerWebSocket<Client>, frame: string | Buffer): void {
    if (isDeadly(frame)) {
      crashes += 1;
      client.data.isCrashed = true;
      client.terminate();
      return;
    }
    const message = parse(String(frame));
    if (message === null) return;
    heard.push(message);
    act(client, message);
    tell();
  }

  function act(client: ServerWebSocket<Client>, message: Message): void {
    const { type, daemon_id: id, request_id: requestId } = message;
    if (type === "daemon_config" && typeof id === "string" && id !== "") {
      client.data.daemonId = id;
      daemons.add(id);
      sockets.set(id, client);
    }
    const { daemonId } = client.data;
    if (daemonId !== null && (type === "disc_event" || type === "progress"))
      relay({ ...message, daemon_id: daemonId });
    if (type === "response") waiting.get(requestId)?.(message);
  }

  let server = serve();
  function serve() {
    const started = Bun.serve<Client>({
      port,
      hostname: "127.0.0.1",
      fetch(request, self) {
        const { pathname } = new URL(request.url);
        if (pathname === "/config.json") return Response.json(webapp.config);
        const data = { daemonId: null, isCrashed: false };
        if (pathname === "/ws" && self.upgrade(request, { data }))
          return undefined;
        return new Response("Not Found", { status: 404 });
      },
      websocket: {
        open(client) {
          clients.add(client);
          tell();
        },
        message: take,
        close(client) {
          clients.delete(client);
          const { daemonId, isCrashed } = client.data;
          if (daemonId !== null && !isCrashed) {
            daemons.delete(daemonId);
            sockets.delete(daemonId);
          }
          tell();
        },
      },
    });
    port = started.port ?? port;
    return started;
  }

  const webapp: ExistingWebapp = {
    url: `http://127.0.0.1:${port}`,
    config: {},
    heard,
    daemons: () => [...daemons],
    crashes: () => crashes,
    connections: () => clients.size,
    async next(isRight, from = 0) {
      for (let index = from; ; index += 1) {
        while (index >= heard.length) await happened.promise;
        const message = heard[index];
        if (message && isRight(message)) return message;
      }
    },
    async until(isSo) {
      while (!isSo()) await happened.promise;
    },
    async request(daemonId, method) {
      const socket = sockets.get(daemonId);
      if (!socket) throw new Error(`${daemonId} is not connected`);
      requests += 1;
      const requestId = `request-${requests}`;
      const answered = Promise.withResolvers<Message>();
      waiting.set(requestId, answered.resolve);
      const request = { type: "request", request_id: requestId, method };
      socket.send(JSON.stringify({ ...request, params: {} }));
      return answered.promise;
    },
    send(frame) {
      for (const client of clients) client.send(frame);
    },
    closeOldest() {
      const [oldest] = clients;
      oldest?.terminate();
    },
    async stop() {
      await server.stop(true);
      daemons = new Set();
      sockets = new Map();
      clients = new Set();
    },
    start() {
      server = serve();
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  };
  return webapp;
}

/** What ends a connection to it, and leaves a ghost in its list (seen). */
export function isDeadly(frame: string | Uint8Array): boolean {
  if (typeof frame !== "string") return true;
  const value = parseJson(frame);
  if (value === undefined) return false;
  const message = asMessage(value);
  if (message === null) return true;
  switch (message["type"]) {
    case "daemon_config":
      return (
        Boolean(message["daemon_id"]) && message["webapp_basedir"] === null
      );
    case "response":
      return "error" in message && asMessage(message["error"]) === null;
    default:
      return false;
  }
}

function parse(text: string): Message | null {
  return asMessage(parseJson(text));
}

/** `undefined` for text that is no JSON: it survives that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asMessage(value: unknown): Message | null {
  const isObject =
    typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Message) : null; // any object is one here
}
