import { resolve } from "node:path";
import { createInstance, type Instance, isReady } from "./instance.ts";
import { type Row } from "./row.ts";

const CLIENTS = [1, 1_000];
const TURNS = 10;

/** From a person's command until the last client of the WebSocket has the message. The clients are another process. */
export async function benchBroadcast(): Promise<Row[]> {
  await using daemon = createInstance("/bin/false");
  daemon.start();
  await daemon.until("the daemon is ready", isReady);
  const rows: Row[] = [];
  for (const count of CLIENTS) {
    rows.push({
      what: `pause asked for until ${count} clients know`,
      unit: "ms",
      samples: await hearingTimes(daemon, count),
      target: count === 1 ? null : 25,
      note: "command, marker file, message",
    });
  }
  return rows;
}

async function hearingTimes(daemon: Instance, count: number) {
  const program = resolve(import.meta.dir, "clients.ts");
  const clients = Bun.spawn(
    [process.execPath, program, String(daemon.port), String(count)],
    { stdout: "pipe" },
  );
  const lines = linesOf(clients.stdout);
  await lines.next();
  const samples: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const asked = performance.timeOrigin + performance.now();
    await daemon.command(turn % 2 === 0 ? "pause" : "resume");
    samples.push(Number((await lines.next()).value) - asked);
  }
  clients.kill();
  await clients.exited;
  await daemon.until(
    "the clients are gone",
    (s) => s.people.webappClients === 0,
  );
  return samples.slice(1);
}

async function* linesOf(stream: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
