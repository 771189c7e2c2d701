import { join } from "node:path";
import { residentMebibytes } from "../../bench/process-stat.ts";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import { ripTask, scanTask, startHost } from "../../test/support/daemon.ts";
import { createTally, type Form, percentiles, type Row } from "../suite.ts";

/** Many webapps that all want to know. They are another process, and the time between the two is that of one clock. */

interface Heard {
  readonly clients: number;
  readonly dropped: number;
  /** How many messages of each kind all of them had together. */
  readonly progress: number;
  readonly completed: number;
  /** Progress that went back for a client. */
  readonly backwards: number;
  readonly latencies: readonly number[];
}

function clientsOf(form: Form): number {
  return form === "short" ? 200 : 1_000;
}

/** The server alone, since its messages can say when they were sent: 4 a second. */
export async function broadcastToCrowd(form: Form): Promise<Row> {
  const count = clientsOf(form);
  const seconds = form === "short" ? 2 : 20;
  const tally = createTally();
  const server = run("broadcaster.ts", String(seconds));
  const [port] = await server.line();
  const clients = run("crowd-clients.ts", String(port), String(count));
  await clients.line();
  const before = residentMebibytes(server.pid);
  server.tell();
  await server.line();
  const after = residentMebibytes(server.pid);
  clients.tell();
  const heard = await heardBy(clients);
  await server.end();
  tally.add(
    heard.dropped === 0 ? null : `${heard.dropped} clients were dropped`,
  );
  const sent = 4 * seconds * count;
  tally.add(
    heard.progress === sent
      ? null
      : `${heard.progress} of ${sent} messages arrived`,
  );
  tally.add(
    after - before < 32
      ? null
      : `memory grew by ${(after - before).toFixed(0)} MiB`,
  );
  return tally.row(
    `${count} clients, 4 progress messages a second to each for ${seconds} s (server and clients on one machine)`,
    `from sent to received: ${percentiles(heard.latencies)} of ${heard.progress}; memory ${before.toFixed(0)} → ${after.toFixed(0)} MiB`,
  );
}

/** The whole daemon, and a rip. */
export async function ripBeforeCrowd(form: Form): Promise<Row> {
  const count = clientsOf(form);
  const seconds = form === "short" ? 2 : 20;
  const lines = 80;
  const tally = createTally();
  await using host = await startHost({
    scenario: {
      disc: DEFAULT_DISC,
      mkv: { progressLines: lines, paceMs: (seconds * 1_000) / lines },
    },
    settings: { webapp_link: "off" },
  });
  await host.queue(scanTask("scan"));
  await host.answer("scan");
  const clients = run("crowd-clients.ts", String(host.port), String(count));
  await clients.line();
  const pid = host.daemon.process.pid;
  const before = residentMebibytes(pid);
  await host.queue(ripTask("rip", 0));
  await host.daemon.state(({ activity }) => activity.kind === "ripping");
  while ((await host.daemon.state(() => true)).activity.kind === "ripping")
    await Bun.sleep(100);
  const { status } = await host.answer("rip");
  await host.daemon.state(({ activity }) => activity.kind === "idle");
  const after = residentMebibytes(pid);
  await Bun.sleep(300);
  clients.tell();
  const heard = await heardBy(clients);
  tally.add(status === "success" ? null : `the rip: ${status}`);
  tally.add(
    heard.dropped === 0 ? null : `${heard.dropped} clients were dropped`,
  );
  tally.add(
    heard.completed === count
      ? null
      : `${heard.completed} of ${count} heard of its end`,
  );
  tally.add(
    heard.progress >= seconds * count &&
      heard.progress <= 4 * (seconds + 2) * count
      ? null
      : `${heard.progress} messages of progress`,
  );
  tally.add(heard.progress % count === 0 ? null : "not all heard the same");
  tally.add(
    heard.backwards === 0
      ? null
      : `progress went back ${heard.backwards} times`,
  );
  return tally.row(
    `${count} clients of a real daemon during a rip of ${seconds} s: all hear all of it, in order`,
    `${heard.progress / count} messages of progress to each; memory ${before.toFixed(0)} → ${after.toFixed(0)} MiB`,
  );
}

async function heardBy(clients: Program): Promise<Heard> {
  const text = await clients.text();
  await clients.end();
  return JSON.parse(text);
}

interface Program {
  readonly pid: number;
  /** The next line, as numbers. */
  line(): Promise<readonly number[]>;
  text(): Promise<string>;
  tell(): void;
  end(): Promise<void>;
}

/** A program of this folder: it says a line when it is ready, and goes on when it is told. */
function run(name: string, ...args: readonly string[]): Program {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, name), ...args],
    {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const lines = linesOf(child.stdout);
  const text = async () => (await lines.next()).value ?? "";
  return {
    pid: child.pid,
    text,
    line: async () => (await text()).split(" ").map(Number),
    tell() {
      void child.stdin.write("\n");
      void child.stdin.flush();
    },
    async end() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
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
