import { afterEach, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { createWebappServer } from "../../src/server/webapp-server.ts";
import type { ListenOutcome } from "../../src/server/webapp-server.ts";
import type { Settings } from "../../src/state/settings.ts";
import { progressMessage, resumedMessage } from "../../src/wire/message.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { connectWs, has } from "../support/ws-client.ts";
import type { WsClient } from "../support/ws-client.ts";
import { sampleSettings, sampleState } from "./sample-state.ts";

const opened: Disposable[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client[Symbol.dispose]();
});

interface Rig extends AsyncDisposable {
  readonly server: ReturnType<typeof createWebappServer>;
  readonly clock: FakeClock;
  readonly configUpdates: () => number;
  /** Resolves once there are this many clients. */
  clients(wanted: number): Promise<void>;
  setToken(token: string | null): void;
  listen(change?: Partial<Settings>): Promise<ListenOutcome>;
  port(): number;
  connect(headers?: Record<string, string>): Promise<WsClient>;
  get(headers?: Record<string, string>, path?: string): Promise<Response>;
}

async function start(change: Partial<Settings> = {}): Promise<Rig> {
  let token: string | null = null;
  let clients = 0;
  let updates = 0;
  let port = 0;
  let onChange = (): void => undefined;
  const clock = createFakeClock();
  const server = createWebappServer({
    clock,
    getState: () => sampleState,
    getToken: () => token,
    onClients(count) {
      clients = count;
      onChange();
    },
    onConfigUpdate() {
      updates += 1;
    },
  });
  const rig: Rig = {
    server,
    clock,
    configUpdates: () => updates,
    clients: (wanted) =>
      new Promise((resolve) => {
        onChange = () => {
          if (clients === wanted) resolve();
        };
        onChange();
      }),
    setToken(next) {
      token = next;
    },
    async listen(next = {}) {
      const outcome = await server.listen({ ...sampleSettings, ...next });
      if (outcome.kind === "listening") port = outcome.port;
      return outcome;
    },
    port: () => port,
    async connect(headers = {}) {
      const client = await connectWs(`ws://127.0.0.1:${port}/`, { headers });
      opened.push(client);
      return client;
    },
    get: (headers = {}, path = "/") =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers }),
    [Symbol.asyncDispose]: () => server.close(),
  };
  await rig.listen(change);
  return rig;
}

/** A client that does not even answer pings, since it reads nothing. */
function connectDeaf(rig: Rig): Socket {
  const deaf = connect(rig.port(), "127.0.0.1");
  deaf.on("error", () => undefined);
  deaf.pause();
  deaf.write(
    [
      "GET / HTTP/1.1",
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
      "\r\n",
    ].join("\r\n"),
  );
  return deaf;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const spare = Bun.serve({
    hostname: "0.0.0.0",
    port: 0,
    fetch: () => new Response(),
  });
  const port = spare.port ?? 0;
  await spare.stop(true);
  return port;
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.family === "IPv6");

function isRefused(connection: Promise<WsClient>): Promise<boolean> {
  return connection.then(
    () => false,
    () => true,
  );
}

const connected = { type: "daemon", event: "connected" };
const sync = {
  type: "sync",
  timestamp: "2025-12-21T14:30:45Z",
  disc: {
    inserted: false,
    device: null,
    volume_name: null,
    presence: "none",
  },
  current_task: null,
  paused: false,
  queue_depth: 0,
  error: null,
};

describe("a client", () => {
  test("hears that it is connected, then a sync, then what is broadcast", async () => {
    await using rig = await start();
    const client = await rig.connect();
    await client.next(has({ type: "sync" }));
    rig.server.broadcast([resumedMessage()]);
    await client.next(has({ event: "resumed" }));
    expect(client.messages).toEqual([
      connected,
      sync,
      { type: "daemon", event: "resumed" },
    ]);
  });

  test("is counted while it is there", async () => {
    await using rig = await start();
    const one = await rig.connect();
    await rig.connect();
    await rig.clients(2);
    one[Symbol.dispose]();
    await rig.clients(1);
  });

  test("has the configuration fetched; what else it says is ignored and counted", async () => {
    await using rig = await start();
    const client = await rig.connect();
    for (const text of ["hello", "null", "[1]", '{"type":"ping"}', ""]) {
      client.send(text);
    }
    client.send(new Uint8Array([1, 2, 3]));
    client.send('{"type":"config_updated"}');
    client.send(new Uint8Array(65_536));
    client.send("x".repeat(65_536));
    client.send("x".repeat(65_537));
    expect((await client.closed).code).toBe(1009);
    expect(rig.configUpdates()).toBe(1);
    expect(rig.server.ignoredMessages()).toBe(8);
  });

  test("that sends 10 MB at once is sent away, the others stay", async () => {
    await using rig = await start();
    const big = await rig.connect();
    const other = await rig.connect();
    big.send("x".repeat(10 * 1024 * 1024));
    expect((await big.closed).code).toBe(1009);
    await rig.clients(1);
    rig.server.broadcast([resumedMessage()]);
    await other.next(has({ event: "resumed" }));
  });

  test("that never reads is dropped, and nobody waits for it", async () => {
    await using rig = await start();
    const deaf = connectDeaf(rig);
    await rig.clients(1);
    const long = progressMessage({
      taskId: "x".repeat(100_000),
      percent: 1,
      etaMs: 0,
      currentSizeBytes: 0,
      bytesPerSecond: 0,
    });
    const gone = rig.clients(0);
    for (let sent = 0; sent < 200; sent += 1) rig.server.broadcast([long]);
    await gone;
    deaf.destroy();
  });

  test("that answers no ping for half a minute is dropped, whatever is sent meanwhile", async () => {
    await using rig = await start();
    const deaf = connectDeaf(rig);
    await rig.clients(1);
    const gone = rig.clients(0);
    for (let seconds = 0; seconds < 45; seconds += 5) {
      rig.server.broadcast([resumedMessage()]);
      rig.clock.advance(5000);
    }
    await gone;
    deaf.destroy();
  });

  test("that answers pings stays, however quiet it is", async () => {
    await using rig = await start();
    const client = await rig.connect();
    for (let quarter = 0; quarter < 8; quarter += 1) {
      rig.clock.advance(15_000);
      await rig.get();
    }
    rig.server.broadcast([resumedMessage()]);
    await client.next(has({ event: "resumed" }));
  });

  test("is sent away with 1001 when the server closes", async () => {
    await using rig = await start();
    const client = await rig.connect();
    await rig.server.close();
    expect((await client.closed).code).toBe(1001);
  });
});

describe("a request", () => {
  test("with a foreign Host or Origin is refused in one line, without CORS headers", async () => {
    await using rig = await start();
    for (const headers of [
      { Host: "localhost.evil.com" },
      { Origin: "http://evil.com" },
      { Origin: "null" },
    ]) {
      const response = await rig.get(headers);
      expect(response.status).toBe(403);
      expect(await response.text()).toMatch(/^[^\n]+\n$/);
      expect([...response.headers.keys()].join()).not.toContain("access");
      expect(await isRefused(rig.connect(headers))).toBe(true);
    }
    await rig.connect({ Host: "host.docker.internal:9847" });
    await rig.connect({ Origin: "http://localhost:8080" });
    await rig.clients(2);
  });

  test("needs the token that is set now", async () => {
    await using rig = await start();
    await rig.connect();
    rig.setToken("secret");
    expect((await rig.get()).status).toBe(401);
    expect(await isRefused(rig.connect())).toBe(true);
    expect(
      await isRefused(rig.connect({ Authorization: "Bearer wrong" })),
    ).toBe(true);
    await rig.connect({ Authorization: "Bearer secret" });
    await rig.clients(2);
  });

  test("for anything but the WebSocket is told so", async () => {
    await using rig = await start();
    expect((await rig.get()).status).toBe(426);
    expect((await rig.get({}, "/state")).status).toBe(404);
    const url = `http://127.0.0.1:${rig.port()}/`;
    const posted = await fetch(url, { method: "POST", body: "x" });
    expect(posted.status).toBe(404);
    expect(await isRefused(connectWs(`ws://127.0.0.1:${rig.port()}/ws`))).toBe(
      true,
    );
  });
});

describe("listening", () => {
  test("again on the same port does not disturb anybody", async () => {
    await using rig = await start();
    const port = rig.port();
    const client = await rig.connect();
    await rig.listen({ heartbeatIntervalMs: 5, webappUrl: "http://new.home" });
    expect(rig.port()).toBe(port);
    rig.server.broadcast([resumedMessage()]);
    await client.next(has({ event: "resumed" }));
    await rig.connect({ Origin: "http://new.home" });
  });

  test("on another port sends the clients of the old one there", async () => {
    await using rig = await start();
    const old = await rig.connect();
    const free = await freePort();
    expect(await rig.listen({ websocketPort: free })).toEqual({
      kind: "listening",
      port: free,
      addresses: ["127.0.0.1"],
      problems: [],
    });
    expect((await old.closed).code).toBe(1001);
    await rig.connect();
    await rig.clients(1);
  });

  test("on a port that is taken says who to ask, and keeps the old one", async () => {
    using taken = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response(),
    });
    await using rig = await start();
    const client = await rig.connect();
    expect(await rig.listen({ websocketPort: taken.port ?? 0 })).toEqual({
      kind: "failed",
      problem: {
        key: "port_taken",
        text: `Port ${taken.port} on 127.0.0.1 is taken by another program.`,
        hint: `Stop that program (lsof -i :${taken.port} names it) or change websocket_port in the webapp's configuration.`,
      },
    });
    rig.server.broadcast([resumedMessage()]);
    await client.next(has({ event: "resumed" }));
  });

  test("to the network without a token is refused, and the rest still listens", async () => {
    await using rig = await start();
    const listen = ["127.0.0.1", "192.0.2.1", "0.0.0.0"];
    expect(await rig.listen({ listen })).toEqual({
      kind: "listening",
      port: rig.port(),
      addresses: ["127.0.0.1"],
      problems: [
        expect.objectContaining({ key: "token_needed" }),
        expect.objectContaining({ key: "token_needed" }),
      ],
    });
    expect(await rig.listen({ listen: ["0.0.0.0"] })).toEqual({
      kind: "failed",
      problem: expect.objectContaining({ key: "token_needed" }),
    });
  });

  test("on an address that this machine does not have is a problem of that address", async () => {
    await using rig = await start();
    rig.setToken("secret");
    expect(
      await rig.listen({ listen: ["127.0.0.1", "192.0.2.1"] }),
    ).toMatchObject({
      kind: "listening",
      addresses: ["127.0.0.1"],
      problems: [
        {
          key: "listen_failed",
          text: "Can not listen on 192.0.2.1, port 0: this machine has no such address.",
        },
      ],
    });
  });

  test("on a wildcard covers the addresses beside it, in whatever order they stand", async () => {
    await using rig = await start();
    rig.setToken("secret");
    const websocketPort = await freePort();
    const listen = ["127.0.0.1", "0.0.0.0", "127.0.0.2"];
    expect(await rig.listen({ listen, websocketPort })).toEqual({
      kind: "listening",
      port: websocketPort,
      addresses: ["0.0.0.0"],
      problems: [],
    });
    const client = await rig.connect({ Authorization: "Bearer secret" });
    await client.next(has({ type: "sync" }));
  });

  test.skipIf(!hasIpv6)(
    "on both wildcards is no quarrel with itself",
    async () => {
      await using rig = await start();
      rig.setToken("secret");
      const websocketPort = await freePort();
      const listen = ["0.0.0.0", "127.0.0.1", "::1", "::"];
      expect(await rig.listen({ listen, websocketPort })).toMatchObject({
        kind: "listening",
        port: websocketPort,
        problems: [],
      });
      const client = await rig.connect({ Authorization: "Bearer secret" });
      await client.next(has({ type: "sync" }));
    },
  );

  test("can change from one address to a wildcard and back on the same port", async () => {
    await using rig = await start();
    rig.setToken("secret");
    const websocketPort = await freePort();
    for (const address of ["127.0.0.1", "0.0.0.0", "127.0.0.1"]) {
      expect(await rig.listen({ listen: [address], websocketPort })).toEqual({
        kind: "listening",
        port: websocketPort,
        addresses: [address],
        problems: [],
      });
    }
  });

  test("nowhere is a problem", async () => {
    await using rig = await start();
    expect(await rig.listen({ listen: [] })).toMatchObject({
      kind: "failed",
      problem: { key: "listen_empty" },
    });
  });

  test("to the network with a token that is taken away again lets nobody in", async () => {
    await using rig = await start();
    rig.setToken("secret");
    await rig.listen({ listen: ["0.0.0.0"] });
    expect((await rig.get({ Authorization: "Bearer secret" })).status).toBe(
      426,
    );
    rig.setToken(null);
    expect((await rig.get()).status).toBe(403);
  });
});

test("a thousand clients all hear a message", async () => {
  await using rig = await start();
  const clients = await Promise.all(
    Array.from({ length: 1000 }, () => rig.connect()),
  );
  await rig.clients(1000);
  rig.server.broadcast([resumedMessage()]);
  await Promise.all(
    clients.map((client) => client.next(has({ event: "resumed" }))),
  );
  for (const client of clients) client[Symbol.dispose]();
  await rig.clients(0);
});
