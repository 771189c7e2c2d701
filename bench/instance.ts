import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { controlSocketPath, readSnapshot } from "../src/wire/attach.ts";
import type { DaemonState } from "../src/state/state.ts";

/**
 * A daemon of the bench's own, in a temporary folder, with a stand-in for the webapp that only answers `/config.json`.
 * It is spoken to from outside alone: command line, folders, sockets.
 */
export interface Instance extends AsyncDisposable {
  readonly port: number;
  readonly root: string;
  readonly tasks: string;
  /** Starts the daemon; resolves with its pid when the process is there, not when it is ready. */
  start(): number;
  /** Ends the daemon and waits for it. */
  stop(): Promise<void>;
  state(): Promise<DaemonState | null>;
  /** The answer is in `complete/`. Unlike `until` it asks nothing of the daemon. */
  answered(id: string): Promise<void>;
  until(what: string, isSo: (state: DaemonState) => boolean): Promise<void>;
  command(command: string): Promise<void>;
}

const CLI = resolve(import.meta.dir, "../src/cli.ts");
const PATIENCE_MS = 20_000;
const STEP_MS = 10;
const ANSWER_STEP_MS = 2;

/** `makemkvcon` is an absolute path, or the name of a program that the bench puts into `root`. */
export function createInstance(makemkvcon: string): Instance {
  const root = mkdtempSync(join(tmpdir(), "amphigory-bench-"));
  const configDir = join(root, "config");
  const tasks = join(root, "tasks");
  mkdirSync(configDir);
  mkdirSync(join(root, "ripped"));
  for (const folder of ["queued", "in_progress", "complete"]) {
    mkdirSync(join(tasks, folder), { recursive: true });
  }
  writeFileSync(join(tasks, "tasks.json"), "[]");
  const port = freePort();
  const webapp = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => Response.json(configJson(port)),
  });
  const yaml = [
    `webapp_url: http://127.0.0.1:${webapp.port}`,
    `webapp_basedir: ${root}`,
    `makemkv_path: ${resolve(root, makemkvcon)}`,
    "disc_monitor: none",
    "drive: /dev/sr0",
    "webapp_link: off",
    "skip_space_check: true",
  ];
  writeFileSync(join(configDir, "daemon.yaml"), `${yaml.join("\n")}\n`);
  const unix = controlSocketPath(configDir);
  let child: Bun.Subprocess | null = null;

  const state = async () => {
    try {
      const answer = await fetch("http://localhost/state", { unix });
      const reading = readSnapshot(await answer.text());
      return reading.kind === "snapshot" ? reading.snapshot.state : null;
    } catch {
      return null; // not there yet
    }
  };
  const stop = async () => {
    child?.kill("SIGTERM");
    const kill = setTimeout(() => child?.kill("SIGKILL"), 5_000);
    await child?.exited;
    clearTimeout(kill);
    child = null;
  };

  return {
    port,
    root,
    tasks,
    start() {
      const command = [process.execPath, CLI, "--daemon"];
      child = Bun.spawn([...command, "--config-dir", configDir], {
        stdio: ["ignore", "ignore", Bun.file(join(root, "daemon.log"))],
      });
      return child.pid;
    },
    stop,
    state,
    async answered(id) {
      const path = join(tasks, "complete", `${id}.json`);
      const deadline = performance.now() + PATIENCE_MS;
      while (!existsSync(path)) {
        if (performance.now() > deadline) await giveUp(path, root, null);
        await Bun.sleep(ANSWER_STEP_MS);
      }
    },
    async until(what, isSo) {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const now = await state();
        if (now && isSo(now)) return;
        if (performance.now() > deadline) await giveUp(what, root, now);
        await Bun.sleep(STEP_MS);
      }
    },
    async command(command) {
      const body = JSON.stringify({ command });
      await fetch("http://localhost/command", { unix, method: "POST", body });
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await webapp.stop(true);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function isReady(state: DaemonState): boolean {
  return (
    state.queue.kind === "open" &&
    state.server.kind === "listening" &&
    state.makemkvcon.kind === "found"
  );
}

async function giveUp(
  what: string,
  root: string,
  state: DaemonState | null,
): Promise<never> {
  const log = await Bun.file(join(root, "daemon.log")).text();
  throw new Error(
    `${what}: not within ${PATIENCE_MS / 1000} s.\n${JSON.stringify(state)}\n${log.slice(-2_000)}`,
  );
}

function configJson(port: number): Readonly<Record<string, unknown>> {
  return {
    tasks_directory: "/tasks",
    websocket_port: port,
    wiki_url: null,
    heartbeat_interval: 10,
    log_level: "info",
    makemkv_path: null,
  };
}

/** The port is free now; that nobody else takes it in the next moment is likely enough for a bench. */
function freePort(): number {
  const server = Bun.serve({ port: 0, fetch: () => new Response() });
  const { port } = server;
  void server.stop(true);
  return port ?? 0;
}
