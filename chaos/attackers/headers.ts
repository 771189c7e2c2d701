import { createTally, type Row } from "../suite.ts";
import { handshake, statusOf } from "./frames.ts";
import { openRaw } from "./raw-connection.ts";
import type { Target } from "./target.ts";

/** What a page, a proxy or a rebound name may send as `Host` and `Origin`: written by hand, so that nothing corrects it. */
export async function attackWithHeaders(target: Target): Promise<Row> {
  const tally = createTally();
  const { origin } = new URL(target.webappUrl);
  const local = `127.0.0.1:${target.port}`;
  for (const host of HOSTS.refused) {
    tally.add(await send(target, [`Host: ${host}`], "refused"));
  }
  for (const host of HOSTS.allowed) {
    tally.add(await send(target, [`Host: ${host}`], "allowed"));
  }
  for (const one of [...FOREIGN, ...lookAlikes(origin)]) {
    const headers = [`Host: ${local}`, `Origin: ${one}`];
    tally.add(await send(target, headers, "refused"));
  }
  tally.add(
    await send(target, [`Host: ${local}`, `Origin: ${origin}`], "allowed"),
  );
  for (const headers of doubled(local, origin)) {
    tally.add(await send(target, headers, "refused"));
  }
  tally.add(await sendAbsolute(target));
  tally.add(await target.complaint());
  tally.add((await target.hasClients(0)) ? null : "one of them is connected");
  return tally.row(
    "Handshakes with a foreign, disguised, doubled or missing Host or Origin; the right ones get in",
    "",
  );
}

const HOSTS = {
  refused: [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "evil.example:9847",
    "localhost@evil.example",
    "evil.example#localhost",
    "evil.example/localhost",
    "evil.example?localhost",
    "localhost:9847@evil.example",
    "localhost, evil.example",
    "localhost evil.example",
    "xn--lcalhost-v0a",
    "lоcalhost",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "127.0.0.256",
    "0.0.0.0",
    "[::]",
    "[::ffff:127.0.0.1]",
    "169.254.169.254",
    "localhost:99999999",
    "localhost:abc",
    "[::1",
    "..",
    "",
    "x".repeat(8_000),
  ],
  allowed: [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1",
    "127.8.9.10",
    "[::1]:80",
    "host.docker.internal",
  ],
} as const;

const FOREIGN: readonly string[] = [
  "null",
  "",
  "http://evil.example",
  "https://evil.example",
  "http://127.0.0.1:1",
  "http://localhost",
  "file://",
  "chrome-extension://abcdefghijklmnop",
  "*",
];

function lookAlikes(origin: string): readonly string[] {
  return [
    `${origin}.evil.example`,
    `${origin}@evil.example`,
    `${origin}/`,
    `${origin}0`,
    `${origin} http://evil.example`,
    `http://evil.example ${origin}`,
    origin.replace("http:", "https:"),
    origin.replace("http:", "HTTP:"),
  ];
}

/** Which of two counts is nobody's guess. */
function doubled(local: string, origin: string): readonly string[][] {
  return [
    [`Host: ${local}`, "Host: evil.example"],
    ["Host: evil.example", `Host: ${local}`],
    [`Host: ${local}`, `Origin: ${origin}`, "Origin: http://evil.example"],
    [`Host: ${local}`, "Origin: http://evil.example", `Origin: ${origin}`],
    [`Host: ${local}`, "oRiGiN: http://evil.example"],
    ["Hos: t"],
  ];
}

async function send(
  target: Target,
  headers: readonly string[],
  wanted: "allowed" | "refused",
): Promise<string | null> {
  return check(target, handshake(target.port, headers), { headers, wanted });
}

/** The name is in the request line: that of a proxy's request. */
async function sendAbsolute(target: Target): Promise<string | null> {
  const headers = ["Host: evil.example"];
  const text = handshake(target.port, headers).replace(
    "GET / ",
    `GET http://127.0.0.1:${target.port}/ `,
  );
  return check(target, text, { headers, wanted: "refused" });
}

async function check(
  target: Target,
  text: string,
  {
    headers,
    wanted,
  }: { readonly headers: readonly string[]; readonly wanted: string },
): Promise<string | null> {
  using raw = await openRaw({ port: target.port });
  raw.write(text);
  const status = await raw.waitFor(statusOf, 3_000);
  const got = status === 101 ? "allowed" : "refused";
  if (got === wanted) return null;
  return `${headers.join(" · ").slice(0, 200)}: ${got} (${status})`;
}
