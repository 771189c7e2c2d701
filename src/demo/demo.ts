import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../lib/error.ts";
import { systemClock } from "../lib/clock.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { startDaemon, type DaemonProcess } from "./daemon-process.ts";
import { installMakemkvcon } from "./install.ts";
import { createScreen, type Screen } from "./screen.ts";
import {
  CALM,
  failingStory,
  goodStory,
  type Pace,
  SLOW,
  type Story,
} from "./stories.ts";
import { entry } from "./story-text.ts";
import { tellStory } from "./story.ts";
import { startWebapp } from "./webapp.ts";

/**
 * `amphigory demo`: everything that can be seen without a drive, in a temporary folder that is gone afterwards. The
 * daemon is the real program, started as a child; drive, disc, makemkvcon and webapp around it are simulated.
 */
export interface DemoOptions {
  /** Show a disc that fails instead of one that does not. */
  readonly fail: boolean;
  /** Takes the lines; without it they go to stdout, with colours and a moving bar on a terminal. */
  readonly out?: (line: string) => void;
  /** Without the pauses that let a person watch. */
  readonly isHurried?: boolean;
  /** Shows the daemon of this config folder until the person has seen enough; the lines come afterwards. */
  readonly show?: (configDir: string) => Promise<unknown>;
}

const TIME_LIMIT_MS = 20_000;
/** With the dashboard a person may take all the time there is. */
const SHOWN_LIMIT_MS = 30 * 60_000;
const SOCKET_LIMIT_MS = 10_000;

/** 0 when everything ended as it has to, 1 otherwise; never throws. */
export async function runDemo(options: DemoOptions): Promise<ExitCode> {
  const { show } = options;
  const told: string[] = [];
  let hasLeft = false;
  const tell = (line: string) => void (hasLeft || told.push(line));
  const out = show ? tell : options.out;
  const screen = createScreen(out);
  const folder = await mkdtemp(join(tmpdir(), "amphigory-demo-"));
  const stop = createStop(show ? SHOWN_LIMIT_MS : TIME_LIMIT_MS);
  try {
    const story = options.fail
      ? failingStory(paceOf(options))
      : goodStory(paceOf(options));
    const isClean = await playIn(folder, story, {
      screen,
      stopped: stop.asked,
      show: show ?? null,
      leave() {
        screen.line("stopped: you left before the end.");
        hasLeft = true;
      },
    });
    return isClean ? EXIT.ok : EXIT.failed;
  } catch (error) {
    const reason = messageOf(error);
    screen.line(screen.palette.bad(entry("failed", reason)));
    return EXIT.failed;
  } finally {
    stop[Symbol.dispose]();
    for (const line of told) process.stdout.write(`${line}\n`);
    await rm(folder, { recursive: true, force: true });
  }
}

function paceOf({ isHurried, show }: DemoOptions): Pace {
  if (isHurried) return { openMs: 0, ripMs: 0 };
  return show ? SLOW : CALM;
}

interface Stage {
  readonly screen: Screen;
  readonly stopped: Promise<never>;
  readonly show: DemoOptions["show"] | null;
  /** The person has gone in the middle of the story: what is told from now on is of no interest. */
  leave(): void;
}

async function playIn(
  folder: string,
  story: Story,
  { screen, stopped, show, leave }: Stage,
): Promise<boolean> {
  const basedir = join(folder, "webapp");
  await using webapp = await startWebapp({
    basedir,
    websocketPort: findFreePort(),
  });
  const { path } = installMakemkvcon(folder, story.scenario);
  const config = daemonConfig({ url: webapp.url, basedir, makemkvPath: path });
  await writeFile(join(folder, "daemon.yaml"), JSON.stringify(config));
  await using daemon = startDaemon(folder, join(folder, "daemon.stderr"));
  try {
    const world = { story, webapp, basedir, screen };
    const told = tellStory(world);
    const over = [stopped, tooEarly(daemon)];
    if (!show) return await Promise.race([told, ...over]);
    return await Promise.race([
      watch(told, { show: () => show(folder), folder, leave }),
      ...over,
    ]);
  } catch (error) {
    if (!(error instanceof StoppedByPerson))
      await showLastWords(daemon, screen);
    throw error;
  }
}

/** Until the person leaves, be the story over or not; one that was left before its end has not failed. */
async function watch(
  told: Promise<boolean>,
  { show, folder, leave }: Watched,
): Promise<boolean> {
  let isClean: boolean | null = null;
  told.then(
    (clean) => void (isClean = clean),
    () => void (isClean = false),
  );
  await answers(join(folder, "run", "daemon.sock"));
  await show();
  if (isClean === null) leave();
  return isClean ?? true;
}

interface Watched extends Pick<Stage, "leave"> {
  readonly folder: string;
  show(): Promise<unknown>;
}

/** The dashboard would start a daemon of its own where none answers. */
async function answers(unix: string): Promise<void> {
  for (let waited = 0; waited < SOCKET_LIMIT_MS; waited += 20) {
    const url = "http://localhost/state";
    const reply = await fetch(url, { unix }).catch(() => null);
    if (reply?.ok) return;
    await Bun.sleep(20);
  }
  throw new Error(`the daemon does not answer on ${unix}`);
}

/** JSON is YAML. The waits are short, since nobody has to get up and change a disc here. */
function daemonConfig(world: {
  readonly url: string;
  readonly basedir: string;
  readonly makemkvPath: string;
}) {
  return {
    webapp_url: world.url,
    webapp_basedir: world.basedir,
    makemkv_path: world.makemkvPath,
    disc_monitor: "none",
    drive: "/dev/sr0",
    min_free_bytes: 1_000_000,
    disc_wait_seconds: 2,
    stall_timeout_seconds: 8,
    open_retry_seconds: [0.2, 0.4],
    question_grace_seconds: 1,
    stop_grace_seconds: [1, 1],
  };
}

async function tooEarly(daemon: DaemonProcess): Promise<never> {
  throw new Error(await daemon.ended);
}

async function showLastWords(
  daemon: DaemonProcess,
  screen: Screen,
): Promise<void> {
  for (const line of await daemon.lastWords()) {
    screen.line(screen.palette.quiet(entry("", line)));
  }
}

/** The next port that nobody listens on. */
function findFreePort(): number {
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: () => undefined },
  });
  const { port } = server;
  server.stop(true);
  return port;
}

class StoppedByPerson extends Error {}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Rejects on Ctrl-C, on being asked to end, and when it has taken too long. */
function createStop(
  limitMs: number,
): Disposable & { readonly asked: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const onSignal = (signal: string) =>
    reject(new StoppedByPerson(`stopped by ${signal}`));
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const cancelLimit = systemClock.after(limitMs, () =>
    reject(new Error(`not done after ${limitMs / 1000} s`)),
  );
  return {
    asked: promise,
    [Symbol.dispose]() {
      cancelLimit();
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
