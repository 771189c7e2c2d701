import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { createServer, type AddressInfo, type Socket } from "node:net";
import {
  openConnection,
  type Connection,
  type ConnectionEnd,
} from "../../src/link/connection.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

interface Dialled extends AsyncDisposable {
  readonly connection: Connection;
  readonly clock: FakeClock;
  readonly opened: Promise<void>;
  readonly ended: Promise<ConnectionEnd>;
  readonly texts: string[];
  /** Resolves with the next pong, or with the next text. */
  alive(): Promise<void>;
  text(): Promise<void>;
}

function dial(port: number): Dialled {
  const clock = createFakeClock();
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<ConnectionEnd>();
  const texts: string[] = [];
  let alive = Promise.withResolvers<void>();
  let text = Promise.withResolvers<void>();
  const connection = openConnection({
    url: `ws://127.0.0.1:${port}/ws`,
    clock,
    onOpen: opened.resolve,
    onAlive() {
      alive.resolve();
      alive = Promise.withResolvers();
    },
    onText(one) {
      texts.push(one);
      text.resolve();
      text = Promise.withResolvers();
    },
    onEnd: ended.resolve,
  });
  return {
    connection,
    clock,
    texts,
    opened: opened.promise,
    ended: ended.promise,
    alive: () => alive.promise,
    text: () => text.promise,
    async [Symbol.asyncDispose]() {
      const closed = connection.close();
      clock.advance(500);
      await closed;
    },
  };
}

interface Peer extends AsyncDisposable {
  readonly port: number;
  readonly frames: (string | Buffer)[];
  send(text: string | Uint8Array): void;
  readonly left: Promise<number>;
}

function startPeer(): Peer {
  const frames: (string | Buffer)[] = [];
  const left = Promise.withResolvers<number>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response("no"),
    websocket: {
      open: (client) => void client.subscribe("all"),
      message: (_, frame) => void frames.push(frame),
      close: (_, code) => left.resolve(code),
    },
  });
  return {
    port: server.port ?? 0,
    frames,
    send: (text) => void server.publish("all", text),
    left: left.promise,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

describe("who is there", () => {
  test.each([
    [404, "absent"],
    [403, "absent"],
    [200, "absent"],
    [302, "absent"],
    [502, "lost"],
    [503, "lost"],
  ] as const)("status %d: %s", async (status, kind) => {
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("no", { status, headers: { Location: "/" } }),
    });
    await using dialled = dial(server.port ?? 0);
    expect(await dialled.ended).toEqual({
      kind,
      reason: `it answers with status ${status}`,
    });
  });

  test("nobody: it is away, and may come back", async () => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response(""),
    });
    await server.stop(true);
    await using dialled = dial(server.port ?? 0);
    expect(await dialled.ended).toEqual({
      kind: "lost",
      reason: "Failed to connect",
    });
  });

  test("somebody who never answers is given up after 10 s", async () => {
    await using raw = await startRaw(() => undefined);
    await using dialled = dial(raw.port);
    await raw.connected;
    dialled.clock.advance(10_000);
    expect(await dialled.ended).toEqual({
      kind: "lost",
      reason: "no answer within 10 s",
    });
  });
});

describe("an open connection", () => {
  test("carries texts in both directions, and nothing else", async () => {
    await using peer = startPeer();
    await using dialled = dial(peer.port);
    await dialled.opened;
    dialled.connection.send("one");
    peer.send(new Uint8Array([1, 2, 3]));
    peer.send("x".repeat(100_000));
    const text = dialled.text();
    peer.send("two");
    await text;
    expect(dialled.texts).toEqual(["two"]);
    await dialled.connection.close();
    expect(await peer.left).toBe(1000);
    expect(peer.frames).toEqual(["one"]);
  });

  test("that the other side closes is lost", async () => {
    await using peer = startPeer();
    await using dialled = dial(peer.port);
    await dialled.opened;
    await peer[Symbol.asyncDispose]();
    expect((await dialled.ended).kind).toBe("lost");
  });

  test("lives as long as its pings are answered", async () => {
    await using peer = startPeer();
    await using dialled = dial(peer.port);
    await dialled.opened;
    for (let times = 0; times < 10; times += 1) {
      const alive = dialled.alive();
      dialled.clock.advance(8_000);
      await alive;
    }
    const text = dialled.text();
    peer.send("still here");
    await text;
  });

  test("that is deaf is noticed within 24 s, and closed before that is told", async () => {
    await using peer = startPeer();
    await using proxy = await startTcpProxy(peer.port);
    await using dialled = dial(proxy.port);
    await dialled.opened;
    proxy.freeze();
    dialled.clock.advance(23_999);
    expect(await Promise.race([dialled.ended, Promise.resolve("alive")])).toBe(
      "alive",
    );
    dialled.clock.advance(1);
    expect(await dialled.ended).toEqual({
      kind: "lost",
      reason: "it does not answer any more",
    });
  });

  test("of a flood only the first is looked at, until the next ping", async () => {
    await using peer = startPeer();
    await using dialled = dial(peer.port);
    await dialled.opened;
    for (let times = 0; times < 5000; times += 1) peer.send("flood");
    // The answer to the first ping comes behind the flood.
    for (const looked of [1600, 1600]) {
      const alive = dialled.alive();
      dialled.clock.advance(8_000);
      await alive;
      expect(dialled.texts.length).toBe(looked);
    }
    const text = dialled.text();
    peer.send("after");
    await text;
    expect(dialled.texts.at(-1)).toBe("after");
  });

  test("to somebody who does not read keeps a few hundred kB, and can still be closed", async () => {
    await using raw = await startRaw((socket, request) => {
      socket.write(upgrade(request));
      socket.pause();
    });
    await using dialled = dial(raw.port);
    await dialled.opened;
    const kilobyte = "x".repeat(1000);
    const before = process.memoryUsage.rss();
    for (let times = 0; times < 200_000; times += 1)
      dialled.connection.send(kilobyte);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
    const closed = dialled.connection.close();
    dialled.clock.advance(500);
    await closed;
  });
});

interface Raw extends AsyncDisposable {
  readonly port: number;
  readonly connected: Promise<void>;
}

/** A server that does with a handshake what the test says. */
async function startRaw(
  answer: (socket: Socket, request: string) => void,
): Promise<Raw> {
  const sockets = new Set<Socket>();
  const connected = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", (request) => {
      connected.resolve();
      answer(socket, String(request));
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    connected: connected.promise,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** RFC 6455, section 4.2.2. */
function upgrade(request: string): string {
  const key = /^sec-websocket-key: (.*)\r$/im.exec(request)?.[1] ?? "";
  const accept = createHash("sha1")
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}
