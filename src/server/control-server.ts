import { chmod } from "node:fs/promises";
import type { Server } from "bun";
import type { Clock } from "../lib/clock.ts";
import type { Problem } from "../state/problem.ts";
import type { DaemonState } from "../state/state.ts";
import {
  COMMANDS,
  controlSocketPath,
  readCommand,
  snapshotOf,
} from "../wire/attach.ts";
import type { Command } from "../wire/attach.ts";
import { controlProblem, prepareSocketPath } from "./control-folder.ts";
import { createPings } from "./pings.ts";
import { createPublisher } from "./publisher.ts";

/**
 * The server for our own clients (dashboard, menu bar, commands), on a Unix socket that only this user can open.
 * What it serves is in `wire/attach.ts`. A watcher that does not read is dropped, never waited for, and there are only
 * so many: a script that forgets its own must not make the others wait.
 */
export interface ControlServer {
  /** Opens the socket that belongs to this config folder. */
  listen(configDir: string): Promise<ControlOutcome>;
  /** To be called with every change of the state. */
  changed(next: DaemonState, previous: DaemonState): void;
  /** Sends every watcher away with 1001 and removes the socket. */
  close(): Promise<void>;
}

export type ControlOutcome =
  | { readonly kind: "listening"; readonly path: string }
  /** `already_running` if somebody answers on the socket, else `control_socket`. */
  | { readonly kind: "failed"; readonly problem: Problem };

export interface ControlServerOptions {
  readonly clock: Clock;
  readonly getState: () => DaemonState;
  readonly onCommand: (command: Command) => void;
  /** Told with every watcher that comes or goes. */
  readonly onWatchers: (watchers: number) => void;
}

const TOPIC = "snapshot";
const MAX_WATCHERS = 100;
const MAX_REQUEST_BYTES = 64 * 1024;
/** A snapshot is a few kB, with the scan of a crowded disc a few hundred. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

export function createControlServer(
  options: ControlServerOptions,
): ControlServer {
  const { clock, getState, onWatchers } = options;
  let server: Server<undefined> | null = null;
  let watchers = 0;
  const pings = createPings(clock);
  const publisher = createPublisher(clock, (state) => {
    if (watchers > 0) server?.publish(TOPIC, snapshotText(state));
  });

  function count(change: 1 | -1): void {
    watchers += change;
    onWatchers(watchers);
  }

  function open(path: string): Server<undefined> {
    return Bun.serve<undefined>({
      unix: path,
      maxRequestBodySize: MAX_REQUEST_BYTES,
      fetch: (request, self) => {
        const isFull = watchers >= MAX_WATCHERS;
        return answer(request, { ...options, server: self, isFull });
      },
      websocket: {
        maxPayloadLength: MAX_REQUEST_BYTES,
        backpressureLimit: MAX_UNREAD_BYTES,
        closeOnBackpressureLimit: true,
        idleTimeout: 0,
        sendPings: false,
        perMessageDeflate: false,
        open(watcher) {
          pings.heard(watcher);
          watcher.send(snapshotText(getState()));
          watcher.subscribe(TOPIC);
          count(1);
        },
        // Watchers only listen; commands are requests, which have an answer.
        message: pings.heard,
        pong: pings.heard,
        close(watcher) {
          pings.gone(watcher);
          count(-1);
        },
      },
    });
  }

  return {
    async listen(configDir) {
      const path = controlSocketPath(configDir);
      const problem = await prepareSocketPath(path);
      if (problem) return { kind: "failed", problem };
      try {
        server = open(path);
        await chmod(path, 0o600);
        return { kind: "listening", path };
      } catch (error) {
        return { kind: "failed", problem: controlProblem(path, error) };
      }
    },
    changed: (next, previous) => publisher.changed(next, previous),
    async close() {
      publisher.close();
      const open = server;
      server = null;
      // One turn of the event loop: the answer to the command that ends us is still on its way out.
      await new Promise((resolve) => setImmediate(resolve));
      await open?.stop(true);
    },
  };
}

async function answer(
  request: Request,
  options: ControlServerOptions & {
    readonly server: Server<undefined>;
    readonly isFull: boolean;
  },
): Promise<Response | undefined> {
  if (!isFromUs(request.headers)) {
    return line(403, "Only for programs on this machine, not for pages");
  }
  const { pathname } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "GET /state":
      return Response.json(snapshotOf(options.getState()));
    case "GET /watch":
      if (options.isFull)
        return line(503, `${MAX_WATCHERS} are watching, and no more can`);
      if (options.server.upgrade(request, { data: undefined }))
        return undefined;
      return line(426, "This is a WebSocket: connect to it as one");
    case "POST /command":
      return obey(await request.text(), options);
    default:
      return line(404, "There are GET /state, GET /watch and POST /command");
  }
}

function obey(body: string, options: ControlServerOptions): Response {
  const command = readCommand(body);
  if (command === null) {
    const error = `Send {"command": …} with one of ${COMMANDS.join(", ")}`;
    return Response.json({ ok: false, error }, { status: 400 });
  }
  options.onCommand(command);
  return Response.json({ ok: true, command });
}

/** File permissions keep others out; this is for a proxy that somebody might put before the socket. */
function isFromUs(headers: Headers): boolean {
  const host = headers.get("host") ?? "";
  return !headers.has("origin") && /^localhost(:\d+)?$/i.test(host);
}

function snapshotText(state: DaemonState): string {
  return JSON.stringify(snapshotOf(state));
}

function line(status: number, text: string): Response {
  return new Response(`${text}\n`, { status });
}
