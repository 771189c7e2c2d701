import { messageOf } from "../lib/error.ts";
import { createBackoff } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { type Child, followChild, killGroup, sayEnd } from "./child.ts";

/**
 * A program that talks as long as it lives, one line at a time, and is started again when it ends.
 *
 * A daemon that is killed can not stop its children, and a program that only writes when something happens would notice
 * the closed pipe at the next event, perhaps never. So a guard sits beside it: a shell that waits for the end of a pipe
 * whose other end only this process holds, and then kills their process group. It costs no CPU while it waits.
 */
export interface LineChild {
  /** Kills the program and its group. Nothing is told any more, and it is not started again. */
  stop(): void;
}

export interface LineChildOptions {
  /** A name that is looked up in `PATH` of `env`, or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program; that of this process when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /**
   * The wait before the next start: doubled from `firstMs` to `lastMs`, and begun anew after a life of a minute. One that
   * had anything to say can do its work, and is waited for five seconds at most.
   */
  readonly backoff: { readonly firstMs: number; readonly lastMs: number };
  /** It runs. */
  onStart(): void;
  /** A line of its stdout, without the line feed. */
  onLine(line: string): void;
  /** It ended, or could not be started: why, for people. All its lines were told before. */
  onEnd(reason: string): void;
}

/** `exec` keeps pid and group, so it is the program that we watch; the guard is its child. */
const GUARDED = [
  "exec 3<&0 </dev/null",
  "{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 &",
  'exec "$@" 3<&-',
].join("\n");
const SHELL_NAME = "amphigory";
const LONG_LIFE_MS = 60_000;
const ABLE_MS = 5000;

/** Starts it at once: a program that is not there is told before this returns. */
export function createLineChild(options: LineChildOptions): LineChild {
  const { clock } = options;
  const backoff = createBackoff(
    options.backoff.firstMs,
    options.backoff.lastMs,
  );
  let child: Child | null = null;
  let stopped = false;
  let callOff = () => {};

  function start(): void {
    const startedAt = clock.monotonic();
    const spawned = spawn(options);
    if (spawned.kind === "refused") return startAgain(spawned.reason);
    child = spawned.child;
    options.onStart();
    void follow(spawned.child, startedAt);
  }

  async function follow(running: Child, startedAt: number): Promise<void> {
    let hasSpoken = false;
    const onLine = (line: string) => {
      hasSpoken = true;
      if (!stopped) options.onLine(line);
    };
    const end = await followChild(running, { clock, onLine });
    child = null;
    if (clock.monotonic() - startedAt >= LONG_LIFE_MS) backoff.reset();
    startAgain(sayEnd(options.command, end), hasSpoken);
  }

  function startAgain(reason: string, isAble = false): void {
    if (stopped) return;
    const waitMs = backoff.next();
    callOff = clock.after(isAble ? Math.min(waitMs, ABLE_MS) : waitMs, start);
    options.onEnd(reason);
  }

  start();
  return {
    stop() {
      stopped = true;
      callOff();
      if (child) killGroup(child.pid);
    },
  };
}

type Spawned =
  | { readonly kind: "started"; readonly child: Child }
  | { readonly kind: "refused"; readonly reason: string };

function spawn(options: LineChildOptions): Spawned {
  const { command, args, env = process.env } = options;
  const program = Bun.which(command, { PATH: env["PATH"] ?? "" });
  if (program === null)
    return { kind: "refused", reason: `${command} was not found on PATH` };
  try {
    const child = Bun.spawn(
      ["/bin/sh", "-c", GUARDED, SHELL_NAME, program, ...args],
      {
        env: { ...env },
        stdin: "pipe",
        stdout: "pipe",
        stderr: "pipe",
        detached: true,
      },
    );
    return { kind: "started", child };
  } catch (error) {
    const said = messageOf(error);
    return {
      kind: "refused",
      reason: `${program} could not be started: ${said}`,
    };
  }
}
