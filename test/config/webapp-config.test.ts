import { expect, test } from "bun:test";
import {
  askWebapp,
  type WebappAnswer,
} from "../../src/config/webapp-config.ts";
import { explainFault } from "../../src/config/webapp-fault.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const GOOD = { tasks_directory: "/tasks", websocket_port: 9847 };
const never = new AbortController().signal;

function serve(answer: (request: Request) => Response | Promise<Response>) {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  const webappUrl = `http://127.0.0.1:${server.port}`;
  return { webappUrl, [Symbol.asyncDispose]: () => server.stop(true) };
}

function ask(
  webappUrl: string,
  clock = createFakeClock(),
): Promise<WebappAnswer> {
  return askWebapp({
    webappUrl,
    fetch: globalThis.fetch,
    clock,
    signal: never,
  });
}

test("a good answer is understood and kept word for word, also below a path", async () => {
  const text = `{ "tasks_directory": "/tasks", "websocket_port": 9847, "new": [1] }\n`;
  await using webapp = serve(({ url }) =>
    url.endsWith("/media/config.json")
      ? new Response(text)
      : new Response(null, { status: 404 }),
  );
  expect(await ask(`${webapp.webappUrl}/media`)).toMatchObject({
    kind: "good",
    text,
    settings: {
      config: { tasksDirectory: "/tasks", websocketPort: 9847 },
      problems: [],
    },
  });
});

test("a value that was passed over is a problem beside the answer", async () => {
  await using webapp = serve(() =>
    Response.json({ ...GOOD, log_level: "chatty" }),
  );
  expect(await ask(webapp.webappUrl)).toMatchObject({
    kind: "good",
    settings: {
      problems: [
        {
          key: "webapp_config_value",
          text: `${webapp.webappUrl}/config.json: log_level must be debug, info, warn or error, found "chatty"; the default is used.`,
        },
      ],
    },
  });
});

test.each([
  [
    "another status",
    () => Response.json(GOOD, { status: 503 }),
    "status 503 instead of 200",
  ],
  [
    "a web page",
    () => new Response("<!doctype html><h1>Log in</h1>"),
    "it is a web page, not JSON",
  ],
  ["not JSON", () => new Response("tasks_directory: /tasks"), "it is not JSON"],
  ["nothing", () => new Response(""), "it is empty"],
  [
    "a list",
    () => Response.json([GOOD]),
    "it must be a JSON object, found a list",
  ],
  [
    "too much",
    () => new Response(JSON.stringify(GOOD) + " ".repeat(1024 * 1024)),
    "more than 1048576 bytes",
  ],
  [
    "wrong values",
    () => Response.json({ websocket_port: "x" }),
    'tasks_directory is missing; it must be a path without .., like /tasks; websocket_port must be a whole number from 1 to 65535, found "x"',
  ],
])("%s is a bad answer", async (_, answer, why) => {
  await using webapp = serve(answer);
  expect(await ask(webapp.webappUrl)).toEqual({
    kind: "bad",
    problem: {
      key: "webapp_config_invalid",
      text: `The webapp's answer at ${webapp.webappUrl}/config.json can not be used: ${why}.`,
      hint: expect.any(String),
    },
  });
});

test("an answer without end is cut off", async () => {
  const spaces = new Uint8Array(64 * 1024).fill(32);
  await using webapp = serve(
    () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(spaces),
        }),
      ),
  );
  expect(await ask(webapp.webappUrl)).toMatchObject({ kind: "bad" });
});

test("a redirection is followed, one in circles is not an answer", async () => {
  await using webapp = serve(({ url }) => {
    if (url.endsWith("/here")) return Response.json(GOOD);
    return Response.redirect(url.includes("/moved/") ? "/here" : url);
  });
  expect(await ask(`${webapp.webappUrl}/moved`)).toMatchObject({
    kind: "good",
  });
  expect(await ask(webapp.webappUrl)).toMatchObject({
    kind: "away",
    problem: {
      text: `The webapp does not answer at ${webapp.webappUrl}/config.json: it redirects in circles or to where there is no webapp.`,
    },
  });
});

test("a program that does not speak HTTP is told from a webapp that is away", async () => {
  const other = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => void socket.write("SSH-2.0-Other\r\n\r\n"),
      data() {},
    },
  });
  const webappUrl = `http://127.0.0.1:${other.port}`;
  const answer = await ask(webappUrl);
  other.stop(true);
  expect(answer).toMatchObject({
    kind: "bad",
    problem: {
      key: "webapp_config_invalid",
      text: `The webapp's answer at ${webappUrl}/config.json can not be used: it is not HTTP; another program may have that port.`,
    },
  });
});

test.each([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "is not trusted on this machine"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "is not trusted on this machine"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "is for another name"],
  ["CERT_HAS_EXPIRED", "is not valid today, or this machine's clock is wrong"],
])("of a certificate (%s) is said what is wrong with it", (code, what) => {
  expect(explainFault(code, "https://media/config.json")).toMatchObject({
    kind: "bad",
    problem: {
      key: "webapp_not_trusted",
      text: `The webapp at https://media/config.json is not asked: its certificate ${what} (${code}).`,
    },
  });
});

test("a name that nobody has is said to be one", async () => {
  const unknown = Object.assign(new Error("getaddrinfo"), {
    code: "ENOTFOUND",
  });
  const answer = await askWebapp({
    webappUrl: "http://webapp.invalid",
    fetch: () => Promise.reject(unknown),
    clock: createFakeClock(),
    signal: never,
  });
  expect(answer).toMatchObject({
    kind: "away",
    problem: {
      text: "The webapp does not answer at http://webapp.invalid/config.json: no machine of that name is known.",
    },
  });
});

test("nobody there is a webapp that is away", async () => {
  const webapp = serve(() => Response.json(GOOD));
  await webapp[Symbol.asyncDispose]();
  expect(await ask(webapp.webappUrl)).toEqual({
    kind: "away",
    problem: {
      key: "webapp_unreachable",
      text: `The webapp does not answer at ${webapp.webappUrl}/config.json: connection refused.`,
      hint: expect.any(String),
    },
  });
});

test.each([
  ["no answer", () => new Promise<Response>(() => {})],
  [
    "half an answer",
    () =>
      new Response(
        new ReadableStream({ start: (c) => c.enqueue(new Uint8Array([123])) }),
      ),
  ],
])("%s within three seconds is a webapp that is away", async (_, answer) => {
  const arrived = Promise.withResolvers<void>();
  await using webapp = serve(() => {
    arrived.resolve();
    return answer();
  });
  const clock = createFakeClock();
  const answering = ask(webapp.webappUrl, clock);
  await arrived.promise;
  clock.advance(3_000);
  expect(await answering).toMatchObject({
    kind: "away",
    problem: { text: expect.stringContaining("no answer within 3 s") },
  });
});
