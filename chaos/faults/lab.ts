import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../../src/demo/scenario.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { controlSocketPath, readSnapshot } from "../../src/wire/attach.ts";
import { freePort, replace, type TestTask } from "../../test/support/daemon.ts";
import { installSim, type Sim } from "../../test/support/sim.ts";
import { tempDir } from "../../test/support/temp-dir.ts";
import { honest, type Webapp } from "./orders.ts";
import { createPulse, type Pulse } from "./pulse.ts";

/**
 * The real daemon as a process, in a temporary folder, with everything around it in our hands: what the webapp answers,
 * what makemkvcon does, on what its folders lie and how it is started. While it lives its pulse is felt.
 */
export interface Lab extends AsyncDisposable {
  readonly root: string;
  readonly configDir: string;
  /** The webapp's folder on this machine. */
  readonly basedir: string;
  readonly tasks: string;
  /** Where tasks of `rip()` go. */
  readonly target: string;
  readonly port: number;
  readonly sim: Sim;
  readonly pulse: Pulse;
  /** Whatever is to be undone before the folders are removed. */
  readonly mounts: DisposableStack;
  /** What `/config.json` answers; may be changed at any time. */
  answerWith(webapp: Webapp): void;
  /** Writes the files of the tasks and then the order, each in one rename. */
  queue(...tasks: readonly TestTask[]): Promise<void>;
  /** Starts a daemon and waits until it answers or has ended. */
  start(how?: Start): Promise<void>;
  /** Ends it as a person would; the exit code. */
  stop(): Promise<number | null>;
  pid(): number;
  /** What it said on stderr, all daemons of this lab one after the other. */
  log(): string;
  state(): Promise<DaemonState | null>;
  command(command: string): Promise<void>;
  until(what: string, isSo: (state: DaemonState) => boolean): Promise<void>;
  /** Waits until all of them are answered. */
  answered(ids: readonly string[], ms?: number): Promise<void>;
  answer(id: string): Answer | null;
  yaml(settings: Record<string, unknown>): Promise<void>;
}

export interface Start {
  /** In front of the command: `["sh", "-c", …]`, `["setpriv", …]`. */
  readonly prefix?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long it may take to answer or to end. */
  readonly patienceMs?: number;
}

export interface Answer {
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface LabOptions {
  readonly scenario?: Scenario;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Before anything is written into the folders: to mount something there; it is unmounted at the end. */
  readonly prepare?: (root: string, mounts: DisposableStack) => void;
}

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");
const PATIENCE_MS = 25_000;

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const dir = await tempDir();
  const root = dir.path;
  const configDir = join(root, "config");
  const basedir = join(root, "host");
  const tasks = join(basedir, "tasks");
  const target = join(basedir, "media", "ripped", "Film");
  mkdirSync(configDir);
  mkdirSync(basedir);
  const mounts = new DisposableStack();
  options.prepare?.(root, mounts);
  for (const folder of ["queued", "in_progress", "complete"])
    mkdirSync(join(tasks, folder), { recursive: true });
  mkdirSync(target, { recursive: true });
  const port = await freePort();
  const sim = installSim(root, options.scenario ?? {});
  let webapp = honest(port);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch: (request) => webapp(request),
  });
  const unix = controlSocketPath(configDir);
  let listed: readonly string[] = [];
  let child: Bun.Subprocess<"ignore", "ignore", "pipe"> | null = null;
  let log = "";

  async function state(): Promise<DaemonState | null> {
    const text = await fetch("http://localhost/state", { unix }).then(
      (response) => response.text(),
      () => null,
    );
    const reading = text === null ? null : readSnapshot(text);
    return reading?.kind === "snapshot" ? reading.snapshot.state : null;
  }

  const pulse = createPulse({
    ask: state,
    pid: () => (isRunning(child) ? (child?.pid ?? null) : null),
    tasks,
  });

  async function yaml(settings: Record<string, unknown>): Promise<void> {
    const lines = Object.entries(settings).map(
      ([key, value]) => `${key}: ${JSON.stringify(value)}`,
    );
    await replace(join(configDir, "daemon.yaml"), `${lines.join("\n")}\n`);
  }

  async function waitFor(
    what: string,
    isSo: () => boolean | Promise<boolean>,
    ms = PATIENCE_MS,
  ): Promise<void> {
    const limit = performance.now() + ms;
    while (performance.now() < limit) {
      if (await isSo()) return;
      if (child !== null && !isRunning(child)) break;
      await Bun.sleep(15);
    }
    const end = isRunning(child) ? "in vain" : "until the daemon ended";
    throw new Error(`waited ${end} for ${what}: ${log.slice(-500)}`);
  }

  const lab: Lab = {
    root,
    configDir,
    basedir,
    tasks,
    target,
    port,
    sim,
    pulse,
    mounts,
    answerWith: (next) => void (webapp = next),
    async queue(...added) {
      for (const task of added)
        await replace(
          join(tasks, "queued", `${task.id}.json`),
          JSON.stringify(task),
        );
      listed = [...listed, ...added.map(({ id }) => id)];
      await replace(join(tasks, "tasks.json"), JSON.stringify(listed));
    },
    async start({ prefix = [], env = {}, patienceMs } = {}) {
      const command = [process.execPath, CLI, "--daemon"];
      const started = Bun.spawn(
        [...prefix, ...command, "--config-dir", configDir],
        {
          stdio: ["ignore", "ignore", "pipe"],
          env: { ...process.env, ...env },
        },
      );
      child = started;
      void collect(started.stderr, (text) => void (log += text));
      await waitFor(
        "the daemon",
        async () => !isRunning(started) || (await state()) !== null,
        patienceMs,
      );
      pulse.start();
    },
    async stop() {
      pulse.stop();
      const running = child;
      if (running === null) return null;
      running.kill("SIGTERM");
      const late = setTimeout(() => running.kill("SIGKILL"), 10_000);
      const code = await running.exited;
      clearTimeout(late);
      return code;
    },
    pid: () => child?.pid ?? 0,
    log: () => log,
    state,
    async command(command) {
      const body = JSON.stringify({ command });
      await fetch("http://localhost/command", { unix, method: "POST", body });
    },
    until: (what, isSo) =>
      waitFor(what, async () => {
        const now = await state();
        return now !== null && isSo(now);
      }),
    answered: (ids, ms) =>
      waitFor(
        `the answers of ${ids.length} tasks`,
        () => ids.every((id) => lab.answer(id) !== null),
        ms,
      ),
    answer(id) {
      const path = join(tasks, "complete", `${id}.json`);
      if (!existsSync(path)) return null;
      return JSON.parse(readFileSync(path, "utf8")) as Answer; // checked by what reads it
    },
    yaml,
    async [Symbol.asyncDispose]() {
      pulse.stop();
      child?.kill("SIGKILL");
      await child?.exited;
      for (const { pid } of sim.calls()) killGroup(pid);
      await server.stop(true);
      mounts.dispose();
      await dir[Symbol.asyncDispose]();
    },
  };
  await yaml({
    webapp_url: server.url.href,
    webapp_basedir: basedir,
    webapp_link: "off",
    disc_monitor: "none",
    drive: "/dev/sr0",
    makemkv_path: sim.path,
    min_free_bytes: 0,
    open_retry_seconds: [0.05],
    stop_grace_seconds: [0.5, 0.3],
    ...options.settings,
  });
  return lab;
}

function isRunning(child: Bun.Subprocess | null): boolean {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  add: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) add(decoder.decode(chunk));
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has gone, as it should.
  }
}
