/**
 * A stand-in for the webapp, the other side of the wire: it serves `/config.json`, queues tasks as files, listens to the
 * daemon's WebSocket and collects the answers. It is written from the protocol's description alone and imports nothing
 * of the program, so that both sides can only agree if both do what is written.
 */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

export interface WebappOptions {
  /** The folder that holds `tasks/`, seen from this machine. */
  readonly basedir: string;
  /** Where the daemon is to listen. */
  readonly websocketPort: number;
}

export interface RipOrder {
  readonly track: number;
  readonly sizeBytes: number;
  readonly duration: string;
  readonly directory: string;
  readonly filename: string;
}

export interface StandInWebapp extends AsyncDisposable {
  readonly url: string;
  /** Connect and keep trying until it works; resolves with the daemon's first `sync`. */
  connect(): Promise<Json>;
  queueScan(): Promise<string>;
  /** All at once, in this order; the ids in the same order. */
  queueRips(orders: readonly RipOrder[]): Promise<string[]>;
  /** Called with each message that comes from now on; the result takes it back. */
  listen(listener: (message: Json) => void): () => void;
  /** The answer in `complete/` once the daemon has said `completed`; it is taken out of the folder. */
  answer(taskId: string): Promise<Json>;
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 400;

export async function startWebapp(
  options: WebappOptions,
): Promise<StandInWebapp> {
  const tasks = join(options.basedir, "tasks");
  for (const folder of ["queued", "in_progress", "complete"]) {
    await mkdir(join(tasks, folder), { recursive: true });
  }
  await writeWhole(join(tasks, "tasks.json"), []);
  const server = serveConfig(options.websocketPort);
  const messages = createMessages();
  const queue = createQueue(tasks);
  let socket: WebSocket | null = null;
  let closed = false;

  async function connect(): Promise<Json> {
    const first = messages.next((message) => at(message, "type") === "sync");
    let wait = FIRST_RETRY_MS;
    while (!closed) {
      socket = await open(options.websocketPort, messages.add);
      if (socket) return first;
      await Bun.sleep(wait);
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    }
    throw new Error("the stand-in webapp was stopped before it was connected");
  }

  return {
    url: `http://127.0.0.1:${server.port}`,
    connect,
    async queueScan() {
      const [id = ""] = await queue.add([{ type: "scan" }]);
      return id;
    },
    queueRips: (orders) => queue.add(orders.map(ripTask)),
    listen: messages.listen,
    async answer(taskId) {
      await messages.next((message) => isCompleted(message, taskId));
      const path = join(tasks, "complete", `${taskId}.json`);
      const answer = parseJson(await readFile(path, "utf8"));
      await rm(path);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      socket?.close();
      await server.stop(true);
    },
  };
}

/** A value inside JSON, `undefined` where the way ends. */
export function at(
  json: Json | undefined,
  ...way: readonly (string | number)[]
): Json | undefined {
  return way.reduce<Json | undefined>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === String(key))?.[1];
  }, json);
}

function serveConfig(websocketPort: number) {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    routes: {
      "/config.json": () =>
        Response.json({
          tasks_directory: "/tasks",
          websocket_port: websocketPort,
          wiki_url: null,
          heartbeat_interval: 1,
          log_level: "info",
          makemkv_path: null,
        }),
    },
    fetch: () => new Response("not found", { status: 404 }),
  });
}

/** What has come so far and who waits for what. */
function createMessages() {
  const past: Json[] = [];
  const listeners = new Set<(message: Json) => void>();
  const listen = (listener: (message: Json) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    listen,
    add: (message: Json) => {
      past.push(message);
      for (const listener of listeners) listener(message);
    },
    /** The first message like that, past or to come. */
    next(isWanted: (message: Json) => boolean): Promise<Json> {
      const known = past.find(isWanted);
      if (known !== undefined) return Promise.resolve(known);
      const { promise, resolve } = Promise.withResolvers<Json>();
      const stop = listen((message) => {
        if (!isWanted(message)) return;
        stop();
        resolve(message);
      });
      return promise;
    },
  };
}

function isCompleted(message: Json, taskId: string): boolean {
  return (
    at(message, "type") === "status" &&
    at(message, "task_id") === taskId &&
    at(message, "status") === "completed"
  );
}

/** `null`: nobody there yet. */
function open(
  port: number,
  receive: (message: Json) => void,
): Promise<WebSocket | null> {
  const { promise, resolve } = Promise.withResolvers<WebSocket | null>();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  socket.addEventListener("open", () => resolve(socket));
  socket.addEventListener("error", () => resolve(null));
  socket.addEventListener("close", () => resolve(null));
  socket.addEventListener("message", (event) =>
    receive(parseJson(String(event.data))),
  );
  return promise;
}

/** Tasks as the webapp writes them: first the file, then its place in the order; both whole or not at all. */
function createQueue(tasks: string) {
  const order: string[] = [];
  let count = 0;
  return {
    async add(bodies: readonly { readonly [key: string]: Json }[]) {
      const ids: string[] = [];
      for (const body of bodies) {
        const createdAt = new Date();
        const id = taskId(createdAt, ++count);
        await writeWhole(join(tasks, "queued", `${id}.json`), {
          id,
          ...body,
          created_at: isoSeconds(createdAt),
        });
        ids.push(id);
      }
      order.push(...ids);
      await writeWhole(join(tasks, "tasks.json"), order);
      return ids;
    },
  };
}

function ripTask(order: RipOrder): { readonly [key: string]: Json } {
  return {
    type: "rip",
    track: {
      number: order.track,
      expected_size_bytes: order.sizeBytes,
      expected_duration: order.duration,
    },
    output: { directory: order.directory, filename: order.filename },
  };
}

/** `20251221-143045-001` */
function taskId(date: Date, count: number): string {
  const stamp = date.toISOString().slice(0, 19).replace(/[-:]/g, "");
  return `${stamp.replace("T", "-")}-${String(count).padStart(3, "0")}`;
}

function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

async function writeWhole(path: string, content: Json): Promise<void> {
  const temporary = `${path}.tmp`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`);
  await rename(temporary, path);
}

function parseJson(text: string): Json {
  const json: Json = JSON.parse(text);
  return json;
}
