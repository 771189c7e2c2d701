import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Scenario } from "../../src/demo/scenario.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { controlSocketPath, readSnapshot } from "../../src/wire/attach.ts";
import { installSim, type Sim } from "./sim.ts";
import { tempDir } from "./temp-dir.ts";

/**
 * The real daemon as a process of its own, with a config folder, a webapp's settings and a simulated makemkvcon of its
 * own: `await using host = await startHost()`. Nothing is shared between two hosts.
 */
export interface Host extends AsyncDisposable {
  readonly root: string;
  readonly configDir: string;
  /** The webapp's folder on this machine; the tasks are in `tasks/` there. */
  readonly basedir: string;
  readonly tasks: string;
  readonly port: number;
  /** What `/config.json` answers; change it and send `config_updated`. `null`: the webapp is away. */
  webappConfig: Record<string, unknown> | null;
  readonly sim: Sim;
  daemon: DaemonProcess;
  /** Starts another daemon on the same folders. */
  start(): Promise<DaemonProcess>;
  /** Writes the files of the tasks, then `tasks.json`, each in one rename. */
  queue(...tasks: readonly TestTask[]): Promise<void>;
  order(...ids: readonly string[]): Promise<void>;
  /** Waits for the answer of a task. */
  answer(id: string): Promise<Answer>;
  yaml(settings: Record<string, unknown>): Promise<void>;
}

/** An answer as JSON. What a failure or a success does not have is not there; a test asks for what it expects. */
export interface Answer {
  readonly task_id: string;
  readonly status: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly detail: string;
  };
  readonly result: {
    readonly tracks: readonly { readonly number: number }[];
    readonly fingerprint: string;
    readonly warnings?: readonly AnsweredWarning[];
  };
}

export interface AnsweredWarning {
  readonly kind: string;
  readonly count: number;
  readonly text: string;
}

export interface DaemonProcess {
  readonly process: Bun.Subprocess<"ignore", "ignore", "pipe">;
  readonly log: () => string;
  /** Waits until the daemon's state is as asked for, and gives it. */
  state(is: (state: DaemonState) => boolean): Promise<DaemonState>;
  kill(signal?: NodeJS.Signals): Promise<number>;
}

export type TestTask = { readonly id: string } & Record<string, unknown>;

interface HostOptions {
  readonly scenario?: Scenario;
  readonly settings?: Record<string, unknown>;
  readonly webappConfig?: Record<string, unknown>;
  /** The daemon is not started and waits for `start()`. */
  readonly stopped?: boolean;
  /** The daemon's environment, beyond that of the tests; `PATH` for other programs than those of this machine. */
  readonly env?: Readonly<Record<string, string>>;
}

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");
/** A condition that does not come true by then never will. */
const PATIENCE_MS = 20_000;

export async function startHost(options: HostOptions = {}): Promise<Host> {
  const dir = await tempDir();
  const configDir = join(dir.path, "config");
  const basedir = join(dir.path, "host");
  const tasks = join(basedir, "tasks");
  await mkdir(configDir, { recursive: true });
  await mkdir(basedir);
  const port = await freePort();
  const sim = installSim(dir.path, options.scenario ?? {});
  let listed: readonly string[] = [];
  let daemons: readonly DaemonProcess[] = [];

  const webapp = Bun.serve({
    port: 0,
    fetch: () =>
      host.webappConfig
        ? Response.json(host.webappConfig)
        : new Response("away", { status: 503 }),
  });

  async function start(): Promise<DaemonProcess> {
    const daemon = startProcess(configDir, options.env ?? {});
    daemons = [...daemons, daemon];
    host.daemon = daemon;
    return daemon;
  }

  const host: Host = {
    root: dir.path,
    configDir,
    basedir,
    tasks,
    port,
    sim,
    webappConfig: {
      tasks_directory: "/tasks",
      websocket_port: port,
      wiki_url: null,
      heartbeat_interval: 10,
      log_level: "info",
      makemkv_path: null,
      ...options.webappConfig,
    },
    daemon: undefined as never, // set by the first start
    start,
    async order(...ids) {
      listed = ids;
      await replace(join(tasks, "tasks.json"), JSON.stringify(ids));
    },
    async queue(...added) {
      await mkdir(join(tasks, "queued"), { recursive: true });
      for (const task of added)
        await replace(
          join(tasks, "queued", `${task.id}.json`),
          JSON.stringify(task),
        );
      await host.order(...listed, ...added.map(({ id }) => id));
    },
    async answer(id) {
      const path = join(tasks, "complete", `${id}.json`);
      const text = await until(`the answer of ${id}`, () =>
        readFile(path, "utf8").catch(() => null),
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${host.daemon.log()}`);
      });
      return JSON.parse(text) as Answer; // see above
    },
    async yaml(settings) {
      const lines = Object.entries(settings).map(
        ([key, value]) => `${key}: ${JSON.stringify(value)}`,
      );
      await replace(join(configDir, "daemon.yaml"), `${lines.join("\n")}\n`);
    },
    async [Symbol.asyncDispose]() {
      for (const daemon of daemons) await daemon.kill("SIGKILL");
      await webapp.stop(true);
      await dir[Symbol.asyncDispose]();
    },
  };
  await host.yaml({
    webapp_url: webapp.url.href,
    webapp_basedir: basedir,
    disc_monitor: "none",
    drive: "/dev/sr0",
    makemkv_path: sim.path,
    min_free_bytes: 0,
    stop_grace_seconds: [2, 2],
    ...options.settings,
  });
  if (!options.stopped) {
    await start();
    await host.daemon.state(({ queue }) => queue.kind === "open");
  }
  return host;
}

function startProcess(
  configDir: string,
  env: Readonly<Record<string, string>>,
): DaemonProcess {
  const child = Bun.spawn(
    [process.execPath, CLI, "--daemon", "--config-dir", configDir],
    {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      env: { ...process.env, ...env },
    },
  );
  let log = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr)
      log += decoder.decode(chunk, { stream: true });
  })();
  return {
    process: child,
    log: () => log,
    state: (is) =>
      watchUntil(configDir, is).catch((error: Error) => {
        throw new Error(`${error.message}\n${log}`);
      }),
    async kill(signal = "SIGTERM") {
      child.kill(signal);
      const code = await child.exited;
      await reading;
      return code;
    },
  };
}

/** Follows the snapshots on the control socket until one is as asked for. */
async function watchUntil(
  configDir: string,
  is: (state: DaemonState) => boolean,
): Promise<DaemonState> {
  return until("the daemon's state", async () => {
    const text = await fetch("http://localhost/state", {
      unix: controlSocketPath(configDir),
    }).then(
      (response) => response.text(),
      () => null,
    );
    const reading = text === null ? null : readSnapshot(text);
    if (reading?.kind !== "snapshot") return null;
    return is(reading.snapshot.state) ? reading.snapshot.state : null;
  });
}

/** Asks again and again until there is something. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
): Promise<T> {
  const limit = performance.now() + PATIENCE_MS;
  while (performance.now() < limit) {
    const found = await ask();
    if (found !== null) return found;
    await Bun.sleep(10);
  }
  throw new Error(`Waited ${PATIENCE_MS / 1000} s in vain for ${what}.`);
}

export async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string")
    throw new Error("No port is free.");
  return address.port;
}

export function scanTask(id: string): TestTask {
  return { id, type: "scan", created_at: "2025-12-21T14:30:45Z" };
}

export function ripTask(
  id: string,
  number: number,
  filename = `${id}.mkv`,
): TestTask {
  return {
    id,
    type: "rip",
    created_at: "2025-12-21T14:30:52Z",
    track: { number, expected_size_bytes: null, expected_duration: null },
    output: { directory: "/media/ripped/Film", filename },
  };
}
