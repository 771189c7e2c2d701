import { readFile } from "node:fs/promises";
import { systemClock } from "../lib/clock.ts";
import { ownCommand } from "../lib/own-command.ts";

/** The real daemon as a child process. Disposing stops it. */
export interface DaemonProcess extends AsyncDisposable {
  /** Resolves with a description when it ends, wanted or not. */
  readonly ended: Promise<string>;
  /** The end of what it wrote to stderr. */
  lastWords(): Promise<string[]>;
}

const STOP_WITHIN_MS = 6_000;
const LAST_LINES = 12;

export function startDaemon(configDir: string, logPath: string): DaemonProcess {
  const child = Bun.spawn(
    [...ownCommand(), "--daemon", "--config-dir", configDir],
    { stdio: ["ignore", "ignore", Bun.file(logPath)], detached: true },
  );
  return {
    ended: child.exited.then(() => describeEnd(child)),
    async lastWords() {
      const text = await readFile(logPath, "utf8").catch(() => "");
      return text.trimEnd().split("\n").slice(-LAST_LINES);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      const giveUp = systemClock.after(STOP_WITHIN_MS, () =>
        child.kill("SIGKILL"),
      );
      await child.exited;
      giveUp();
    },
  };
}

function describeEnd(child: Bun.Subprocess): string {
  if (child.signalCode) return `the daemon ended by ${child.signalCode}`;
  return `the daemon ended with exit code ${child.exitCode}`;
}
