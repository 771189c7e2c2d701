import { mkdir } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { messageOf } from "./lib/error.ts";
import { createConfigSource } from "./config/source.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { EXIT, type ExitCode } from "./lib/exit-code.ts";
import { exitNow } from "./lib/exit-now.ts";
import { acquireLock } from "./lib/lock.ts";
import { createLog, type Log } from "./lib/log.ts";
import { createWebappLink } from "./link/webapp-link.ts";
import { createQueue } from "./queue/queue.ts";
import { factOfCommand } from "./runtime/commands.ts";
import { createDrives } from "./runtime/drives.ts";
import { createEffects } from "./runtime/effects.ts";
import { logChange } from "./runtime/event-log.ts";
import { describeFault } from "./runtime/fault.ts";
import { createLogSink } from "./runtime/log-sink.ts";
import { createRuns } from "./runtime/runs.ts";
import { onSignals } from "./runtime/signals.ts";
import { createStopLimit } from "./runtime/stop-limit.ts";
import { createStore } from "./runtime/store.ts";
import { isSupervised, startSuccessor } from "./runtime/successor.ts";
import { createMenubarNudge } from "./runtime/swiftbar.ts";
import { startTicking } from "./runtime/ticker.ts";
import { createAnnouncer } from "./server/announcer.ts";
import { createControlServer } from "./server/control-server.ts";
import { createWebappServer } from "./server/webapp-server.ts";
import { initialState } from "./state/initial-state.ts";
import type { Effect } from "./state/effect.ts";
import type { Problem } from "./state/problem.ts";
import { isPressing, runningOf } from "./state/select.ts";
import { daemonLockPath } from "./wire/attach.ts";

const TIDY_MS = 1500;

interface Options {
  readonly configDir: string;
  readonly version: string;
}

/**
 * The headless daemon: takes the lock of its config folder, builds the parts, and ends when all of them are closed.
 * Only a folder, a lock or a control socket that can not be had ends it early; whatever else is missing is a state
 * that every view shows.
 */
export async function runDaemon(options: Options): Promise<ExitCode> {
  const { configDir } = options;
  const runDir = join(configDir, "run");
  try {
    await mkdir(runDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    return refuse(
      `The config folder ${configDir} can not be used: ${messageOf(error)}. Make it writable, or name another one with --config-dir.`,
    );
  }
  const holder = `process ${process.pid}, config folder ${configDir}`;
  const lock = await acquireLock(daemonLockPath(configDir), holder);
  if (lock.kind === "taken")
    return refuse(
      `Amphigory is already running for ${configDir} (${lock.holder ?? "it does not say as which process"}). Look with 'amphigory status', end it with 'amphigory quit'.`,
    );
  if (lock.kind === "failed")
    return refuse(
      `The lock in ${runDir} can not be taken: ${lock.reason}. Make the folder writable, or name another one with --config-dir.`,
    );
  const end = await work(options, holder);
  // What hangs would keep the process, and the release of the lock with it.
  if (end.kind === "cut") return exitNow(leave(end));
  await lock.release();
  return leave(end);
}

function leave(end: End): ExitCode {
  if (end.kind === "refused") return refuse(end.sentence);
  if (!end.restart) return EXIT.ok;
  if (isSupervised(process)) return EXIT.restart;
  startSuccessor();
  return EXIT.ok;
}

function refuse(sentence: string): ExitCode {
  process.stderr.write(`${sentence}\n`);
  return EXIT.failed;
}

type End =
  /** `cut`: before all was in order, since something does not answer. */
  | { readonly kind: "left" | "cut"; readonly restart: boolean }
  | { readonly kind: "refused"; readonly sentence: string };

/** Everything is built here and nothing is decided here. The stop is the start, reversed. */
async function work(
  { configDir, version }: Options,
  holder: string,
): Promise<End> {
  const lines = createLogSink({
    configDir,
    stderr: stderr(),
    env: process.env,
  });
  const log = createLog(clock, lines.write);
  const left = Promise.withResolvers<End>();
  const cut = Promise.withResolvers<End>();
  const startedAt = clock.now();
  const { pid } = process;
  const onFault = reportTo(log);
  let hasWorked = false;

  const store = createStore({
    initial: initialState({ version, pid, startedAt, configDir }),
    clock,
    run: (effect) => runEffect(effect),
    onFault,
  });
  const { dispatch, state: getState } = store;

  const config = createConfigSource({ configDir, clock, report: dispatch });
  const queue = createQueue({
    clock,
    outboxDir: join(configDir, "outbox"),
    onHint: () => dispatch({ type: "queueHinted" }),
  });
  const webapp = createWebappServer({
    clock,
    getState,
    getToken: config.token,
    onClients: (clients) => dispatch({ type: "webappClientsChanged", clients }),
    onConfigUpdate: () => dispatch({ type: "configUpdateRequested" }),
  });
  const control = createControlServer({
    clock,
    getState,
    onCommand: (command) => dispatch(factOfCommand(command)),
    onWatchers: (watchers) => dispatch({ type: "watchersChanged", watchers }),
  });
  const announcer = createAnnouncer({
    clock,
    getState,
    broadcast: webapp.broadcast,
  });
  const link = createWebappLink({
    clock,
    getState,
    report: dispatch,
    hostname: hostname(),
    random: Math.random,
  });
  const { env, platform } = process;
  const menubar = createMenubarNudge({ clock, configDir, env, platform });
  const runs = createRuns({ clock, configDir, dispatch });
  const path = process.env["PATH"] ?? "";
  const drives = createDrives({
    clock,
    path,
    isBusy: () => runningOf(getState()) !== null,
    dispatch,
  });
  const runEffect: (effect: Effect) => void = createEffects(
    {
      config,
      queue,
      webapp,
      runs,
      drives,
      holder,
      path,
      home: process.env["HOME"] || homedir(),
      onHeld: refuseAtFirst,
      exit: (restart) => left.resolve({ kind: "left", restart }),
    },
    dispatch,
    onFault,
  );

  /** The folder of another daemon ends the start; one that the webapp names later on is a state like any other. */
  function refuseAtFirst({ text, hint }: Problem): void {
    if (hasWorked) return;
    left.resolve({ kind: "refused", sentence: `${text} ${hint}` });
  }

  const stopLimit = createStopLimit(clock, (restart) => {
    log.error("stop cut short: something does not answer", { restart });
    runs.kill();
    cut.resolve({ kind: "cut", restart });
  });

  store.subscribe(announcer.changed);
  store.subscribe(link.changed);
  store.subscribe(control.changed);
  store.subscribe(menubar.changed);
  store.subscribe(stopLimit.changed);
  store.subscribe(logChange(log));
  store.subscribe(({ queue }) => void (hasWorked ||= queue.kind === "open"));
  store.subscribe((next, previous) => {
    if (next.config.kind === "ready" && next.config !== previous.config)
      log.setLevel(next.config.settings.logLevel);
  });

  const socket = await control.listen(configDir);
  if (socket.kind === "failed") {
    // The next heartbeat is set already; it would keep the process.
    announcer.close();
    menubar.close();
    await link.close();
    lines.close();
    const { text, hint } = socket.problem;
    return { kind: "refused", sentence: `${text} ${hint}` };
  }
  log.info("started", { version, pid, configDir, socket: socket.path });
  // A fault of ours that nobody caught: told, and the daemon stays up for the rip that runs.
  process.on("uncaughtException", onFault).on("unhandledRejection", onFault);
  using _signals = onSignals({
    stop: () => dispatch({ type: "stopRequested", restart: false }),
    kill() {
      runs.kill();
      process.exit(EXIT.failed);
    },
    hasTerminal: process.stderr.isTTY,
  });
  const ticker = startTicking({
    clock,
    isPressing: () => isPressing(getState()),
    dispatch,
  });
  store.subscribe((next, previous) => {
    if (isPressing(next) && !isPressing(previous)) ticker.hurry();
  });
  // Not waited for: daemon.yaml may be a link into a share that hangs, and a stop has to end.
  void config.start();
  // Most of what was needed to start is never needed again: 1 MB of an idle daemon.
  const stopTidying = clock.after(TIDY_MS, () => Bun.gc(true));

  const end = await Promise.race([left.promise.then(close), cut.promise]);
  stopLimit.over();
  log.info("ended", end);
  lines.close();
  return end;

  async function close(reason: End): Promise<End> {
    stopTidying();
    ticker.stop();
    config.stop();
    await queue.close();
    announcer.close();
    menubar.close();
    await link.close();
    await webapp.close();
    await control.close();
    return reason;
  }
}

/** A reader that has gone away is no reason to end, or to say anything about it. */
function stderr() {
  process.stderr.on("error", () => undefined);
  return {
    isTerminal: process.stderr.isTTY,
    write: (text: string) => void process.stderr.write(text),
  };
}

function reportTo(log: Log) {
  return (fault: unknown) =>
    log.error("internal error", { fault: describeFault(fault) });
}
