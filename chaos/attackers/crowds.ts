import { createTally, type Form, percentiles, type Row } from "../suite.ts";
import {
  answersPing,
  frame,
  handshake,
  OPCODES,
  openSocket,
  statusOf,
} from "./frames.ts";
import { signed } from "./fuzz-frames.ts";
import { openRaw, type RawConnection } from "./raw-connection.ts";
import type { Target } from "./target.ts";

/** Too many of them, or too slow: connections that want nothing, never finish a sentence, never read, or never stop. */
export async function attackWithCrowds(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  return [
    await leaveIdle(target, form === "short" ? 200 : 1_000),
    await handshakeSlowly(target, form),
    await exceedTheLimit(target, form === "short" ? 20 : 200),
    await floodWithPings(target, form === "short" ? 50_000 : 1_000_000),
    await neverRead(target, form === "short" ? 5 : 50),
  ];
}

const LIMIT = 2_000;

/** Opened a few hundred at a time: a listen queue has an end. */
async function many<T>(count: number, open: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) {
    const batch = Math.min(200, count - all.length);
    all.push(...(await Promise.all(Array.from({ length: batch }, open))));
  }
  return all;
}

function closeAll(connections: readonly RawConnection[]): void {
  for (const connection of connections) connection[Symbol.dispose]();
}

/** How long the webapp's own ping takes meanwhile. */
async function pingTimes(target: Target, times: number): Promise<number[]> {
  using raw = await openSocket(target.port);
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const started = performance.now();
    if (!(await answersPing(raw, `turn ${turn}`))) samples.push(Infinity);
    else samples.push(performance.now() - started);
  }
  return samples;
}

async function leaveIdle(target: Target, count: number): Promise<Row> {
  const tally = createTally();
  const before = target.memory();
  const idle = await many(count, () => openSocket(target.port));
  tally.add((await target.hasClients(count)) ? null : "not all are counted");
  tally.add(await target.worksStill());
  const samples = await pingTimes(target, 50);
  const grown = target.memory() - before;
  for (const raw of idle) tally.add(raw.isOpen() ? null : "one was dropped");
  closeAll(idle);
  tally.add((await target.hasClients(0)) ? null : "some are still counted");
  return tally.row(
    `${count} connected clients that never say a word, and a task meanwhile`,
    `a ping of another client: ${percentiles(samples)}; memory ${signed(grown)} MiB`,
  );
}

/** One byte now and then. Such a connection is no client, and must not become a place that nobody else can have. */
async function handshakeSlowly(target: Target, form: Form): Promise<Row> {
  const tally = createTally();
  const count = form === "short" ? 100 : 500;
  const slow = await many(count, () => openRaw({ port: target.port }));
  const text = Buffer.from(handshake(target.port));
  const seconds = form === "short" ? 2 : 20;
  for (let second = 0; second < seconds; second++) {
    for (const raw of slow) raw.write(text.subarray(second, second + 1));
    await Bun.sleep(1_000);
  }
  tally.add(await target.worksStill());
  tally.add(
    (await target.hasClients(0)) ? null : "they are counted as clients",
  );
  const samples = await pingTimes(target, 50);
  const dropped = slow.filter((raw) => !raw.isOpen()).length;
  closeAll(slow);
  return tally.row(
    `${count} handshakes that are spoken one byte a second for ${seconds} s`,
    `${dropped} sent away meanwhile; a ping of another client: ${percentiles(samples)}`,
  );
}

async function exceedTheLimit(target: Target, more: number): Promise<Row> {
  const tally = createTally();
  const free = LIMIT - 1; // the webapp is the other one
  const clients = await many(free, () => openSocket(target.port));
  tally.add((await target.hasClients(free)) ? null : "not all are counted");
  const memory = target.memory();
  for (let one = 0; one < more; one++) {
    using raw = await openRaw({ port: target.port });
    raw.write(handshake(target.port));
    const status = await raw.waitFor(statusOf, 5_000);
    tally.add(
      status === 503 ? null : `number ${LIMIT + 1 + one} got ${status}`,
    );
  }
  clients.pop()?.[Symbol.dispose]();
  tally.add(
    (await target.hasClients(free - 1)) ? null : "the place is not free again",
  );
  using next = await openSocket(target.port);
  tally.add(
    (await answersPing(next, "next")) ? null : "no place after one left",
  );
  tally.add(await target.worksStill());
  closeAll(clients);
  next[Symbol.dispose]();
  tally.add((await target.hasClients(0)) ? null : "some are still counted");
  return tally.row(
    `${LIMIT} clients are let in, number ${LIMIT + 1} hears 503 until one has left`,
    `memory with all of them ${memory.toFixed(0)} MiB`,
  );
}

/** Every ping wants an answer; this one does not read any. */
async function floodWithPings(target: Target, count: number): Promise<Row> {
  const tally = createTally();
  const before = target.memory();
  const ping = frame({ opcode: OPCODES.ping, payload: Buffer.alloc(125, "x") });
  const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
  using raw = await openSocket(target.port);
  raw.pause();
  const samples: number[] = [];
  for (let sent = 0; sent < count && raw.isOpen(); sent += 1_000) {
    raw.write(thousand);
    if (sent % 10_000 === 0) samples.push(...(await pingTimes(target, 1)));
  }
  const most = target.memory() - before;
  tally.add(await target.worksStill());
  tally.add(samples.every(Number.isFinite) ? null : "others had no answer");
  tally.add(most < 64 ? null : `memory ${signed(most)} MiB`);
  raw[Symbol.dispose]();
  tally.add((await target.hasClients(0)) ? null : "it is still counted");
  return tally.row(
    `${count} pings from a client that reads no answer`,
    `a ping of another client: ${percentiles(samples)}; memory ${signed(most)} MiB`,
  );
}

/** Every pause and every resumption is told to all of them; that they do not listen is theirs alone. */
async function neverRead(target: Target, count: number): Promise<Row> {
  const tally = createTally();
  const deaf = await many(count, () => openSocket(target.port));
  for (const raw of deaf) raw.pause();
  const before = target.memory();
  for (let turn = 0; turn < 4 * count; turn++) {
    await target.command(turn % 2 === 0 ? "pause" : "resume");
  }
  await target.host.daemon.state(
    ({ pause }) => !pause.paused && !pause.pending,
  );
  tally.add(await target.worksStill());
  const samples = await pingTimes(target, 20);
  const grown = target.memory() - before;
  tally.add(grown < 32 ? null : `memory ${signed(grown)} MiB`);
  closeAll(deaf);
  tally.add((await target.hasClients(0)) ? null : "some are still counted");
  return tally.row(
    `${count} clients that read nothing, ${4 * count} messages to each, and a task`,
    `a ping of another client: ${percentiles(samples)}; memory ${signed(grown)} MiB`,
  );
}
