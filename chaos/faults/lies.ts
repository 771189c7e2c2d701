import { configJson, type Webapp } from "./orders.ts";

/** What a webapp can answer in place of its settings. */

export interface Lie {
  readonly name: string;
  /** `big`: how much of something there is. */
  readonly tell: (port: number, big: number) => Webapp;
  /** It may be believed, as far as it can be read: no word about it is owed. */
  readonly isBearable?: boolean;
}

const JSON_TYPE = { "content-type": "application/json" };

function say(body: string | ReadableStream, headers = {}): Webapp {
  return () => new Response(body, { headers: { ...JSON_TYPE, ...headers } });
}

/** Pieces one after the other, `pauseMs` apart, until `bytes` have gone out. */
function drip(piece: string, bytes: number, pauseMs: number): Webapp {
  const chunk = new TextEncoder().encode(piece);
  return () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent >= bytes) return controller.close();
        if (pauseMs > 0) await Bun.sleep(pauseMs);
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    return new Response(body, { headers: JSON_TYPE });
  };
}

function withValue(key: string, value: unknown): Lie {
  return {
    name: `${key}: ${JSON.stringify(value)?.slice(0, 30)}`,
    tell: (port) => () => Response.json({ ...configJson(port), [key]: value }),
    isBearable: true,
  };
}

const NEVER = Number.POSITIVE_INFINITY;

export const LIES: readonly Lie[] = [
  { name: "half JSON", tell: () => say('{"tasks_directory": "/ta') },
  { name: "nothing", tell: () => say("") },
  { name: "a web page", tell: () => say("<!doctype html><title>Oops") },
  { name: "null", tell: () => say("null") },
  { name: "a list", tell: () => say("[1, 2, 3]") },
  { name: "an empty object", tell: () => say("{}") },
  {
    name: "wrong types everywhere",
    tell: () =>
      say(
        '{"tasks_directory": 7, "websocket_port": "nine", "wiki_url": [], "heartbeat_interval": {}, "log_level": false, "makemkv_path": -1}',
      ),
  },
  {
    name: "a body without an end, fast",
    tell: (_port, big) => drip("x".repeat(65_536), big, 0),
  },
  {
    name: "a body without an end, byte by byte",
    tell: () => drip(" ", NEVER, 50),
  },
  {
    name: "a long list of numbers",
    tell: (_port, big) => drip(`[${"1,".repeat(32_000)}`, big, 0),
  },
  {
    name: "a bomb: zeros, compressed",
    tell: (_port, big) => {
      const bomb = Bun.gzipSync(new Uint8Array(big));
      return () =>
        new Response(bomb, {
          headers: { ...JSON_TYPE, "content-encoding": "gzip" },
        });
    },
  },
  {
    name: "half a million brackets",
    tell: () => say("[".repeat(500_000)),
  },
  {
    name: "redirects in a circle",
    tell: () => (request) => Response.redirect(request.url, 302),
  },
  {
    name: "ever new redirects",
    tell: () => (request) =>
      Response.redirect(`${request.url}?${crypto.randomUUID()}`, 307),
  },
  {
    name: "a redirect to a file of this machine",
    tell: () => () =>
      new Response(null, {
        status: 302,
        headers: { location: "file:///etc/passwd" },
      }),
  },
  {
    name: "no answer at all",
    tell: () => () => new Promise<Response>(() => {}),
  },
  {
    name: "500",
    tell: () => () => new Response("broken", { status: 500 }),
  },
  {
    name: "204",
    tell: () => () => new Response(null, { status: 204 }),
  },
  withValue("tasks_directory", "/../../../../etc"),
  withValue("tasks_directory", "tasks\u0000"),
  withValue("websocket_port", 1),
  withValue("websocket_port", 65_536),
  withValue("websocket_port", -0.5),
  withValue("heartbeat_interval", 0),
  withValue("heartbeat_interval", 1e-300),
  withValue("heartbeat_interval", 1e300),
  withValue("log_level", "__proto__"),
  withValue("makemkv_path", "/dev/null"),
  withValue("wiki_url", "x".repeat(500_000)),
];
