import { connect } from "node:net";
import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { controlSocketPath } from "../../src/wire/attach.ts";
import { createRandom } from "../random.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import { statusOf } from "./frames.ts";
import { signed } from "./fuzz-frames.ts";
import { openRaw } from "./raw-connection.ts";
import type { Target } from "./target.ts";

/** Whatever is written to the control socket by somebody who may open it; commands are obeyed only where they are whole. */
export async function attackControlSocket(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  return [
    await sendGarbage(target, form === "short" ? 100 : 2_000),
    await sendCommands(target),
    await crowdIn(target, form === "short" ? 100 : 500),
  ];
}

async function stillThere(target: Target): Promise<string | null> {
  const { exitCode } = target.host.daemon.process;
  if (exitCode !== null) return `the daemon has ended with ${exitCode}`;
  const path = controlSocketPath(target.host.configDir);
  const answer = await fetch("http://localhost/state", { unix: path }).then(
    ({ status }) => status,
    String,
  );
  return answer === 200 ? null : `GET /state: ${answer}`;
}

async function sendGarbage(target: Target, count: number): Promise<Row> {
  const path = controlSocketPath(target.host.configDir);
  const tally = createTally();
  const random = createRandom(11);
  const before = target.memory();
  const garbage = [
    ...GARBAGE.map((text) => Buffer.from(text)),
    ...Array.from({ length: count }, () => random.bytes(1 + random.below(500))),
  ];
  for (const bytes of garbage) {
    using raw = await openRaw({ path });
    raw.write(bytes);
    await raw.closesWithin(5);
    const status = statusOf(raw.received());
    const isTaken = status !== null && status < 400 && status !== 0;
    const shown = JSON.stringify(bytes.toString("latin1").slice(0, 80));
    tally.add(isTaken ? `${shown} is answered with ${status}` : null);
  }
  tally.add(await stillThere(target));
  tally.add(await target.worksStill());
  const grown = signed(target.memory() - before);
  return tally.row(
    "Garbage on the control socket: no HTTP, endless heads, wrong lengths, bytes by chance",
    `memory ${grown} MiB`,
  );
}

const POST = "POST /command HTTP/1.1\r\nHost: localhost\r\n";
const QUIT = '{"command":"quit"}';

const GARBAGE: readonly string[] = [
  "\r\n\r\n\r\n",
  "GET\r\n\r\n",
  "GET /state HTTP/9.9\r\nHost: localhost\r\n\r\n",
  "GET /state HTTP/1.1\r\n\r\n",
  `GET /${"a".repeat(1024 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  `GET /state HTTP/1.1\r\nHost: localhost\r\n${"X-A: b\r\n".repeat(100_000)}`,
  `GET /state HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(1024 * 1024)}`,
  "GET /../state HTTP/1.1\r\nHost: evil.example\r\n\r\n",
  "GET //evil.example/state HTTP/1.1\r\nHost: evil.example\r\n\r\n",
  "GET /state HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n",
  "GET /state HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
  "PUT /state HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
  "DELETE /command HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /watch HTTP/1.1\r\nHost: localhost\r\n\r\n",
  `${POST}Content-Length: -1\r\n\r\n${QUIT}`,
  `${POST}Content-Length: 99999999999999999999\r\n\r\n${QUIT}`,
  `${POST}Content-Length: 10000000\r\n\r\n${"a".repeat(200_000)}`,
  `${POST}Content-Length: 18\r\nContent-Length: 5\r\n\r\n${QUIT}`,
  `${POST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n${QUIT}\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${QUIT}`,
  `${POST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n12\r\n${QUIT}`,
  `${POST}Content-Length: 100\r\n\r\n${QUIT}`,
  `${POST}\r\n${QUIT}`,
];

/** Bodies that are no command of ours, and one that is, from a page. */
async function sendCommands(target: Target): Promise<Row> {
  const tally = createTally();
  for (const [body, headers] of COMMANDS) {
    const answer = await fetch("http://localhost/command", {
      unix: controlSocketPath(target.host.configDir),
      method: "POST",
      body,
      headers: { ...headers },
    });
    tally.add(
      answer.ok
        ? `${body.slice(0, 60)} is answered with ${answer.status}`
        : null,
    );
    await answer.body?.cancel();
  }
  tally.add(await stillThere(target));
  const { life } = await target.host.daemon.state(() => true);
  tally.add(life.kind === "running" ? null : "it is ending");
  return tally.row(
    "Commands that are none, and quit from a page or a proxy",
    "",
  );
}

const COMMANDS: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
])[] = [
  ["", {}],
  ["null", {}],
  ["[]", {}],
  ['"quit"', {}],
  ['["quit"]', {}],
  ['{"command":["quit"]}', {}],
  ['{"command":{"toString":"quit"}}', {}],
  ['{"command":"QUIT"}', {}],
  ['{"command":"quit\\u0000"}', {}],
  ['{"command":" quit"}', {}],
  ['{"__proto__":{"command":"quit"}}', {}],
  ['{"command":"constructor"}', {}],
  ["[".repeat(60_000), {}],
  [`{"command":"quit","a":"${"a".repeat(100_000)}"}`, {}],
  [QUIT, { Origin: "http://localhost:8080" }],
  [QUIT, { Origin: "null" }],
  [QUIT, { Host: "evil.example" }],
  [QUIT, { Host: "localhost.evil.example" }],
];

/** Connections that say nothing, on the socket that the menu and the dashboard need. */
async function crowdIn(target: Target, count: number): Promise<Row> {
  const path = controlSocketPath(target.host.configDir);
  const tally = createTally();
  const idle = Array.from({ length: count }, () =>
    connect(path).on("error", () => undefined),
  );
  tally.add(await stillThere(target));
  for (const socket of idle) socket.destroy();
  tally.add(await target.worksStill());
  const [socket, folder] = await Promise.all([
    lstat(path),
    lstat(dirname(path)),
  ]);
  const modes = [folder.mode, socket.mode].map((mode) =>
    (mode & 0o777).toString(8),
  );
  tally.add(modes.join() === "700,600" ? null : `modes ${modes.join(" and ")}`);
  return tally.row(
    `${count} connections to the control socket that say nothing; its modes`,
    `folder ${modes[0]}, socket ${modes[1]}`,
  );
}
