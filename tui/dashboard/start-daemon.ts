import { mkdirSync, openSync, closeSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ownCommand } from "../../src/lib/own-command.ts";
import { printable } from "../format.ts";

/** A daemon that was started from here, in a session of its own: it outlives the dashboard and its terminal. */
export interface StartedDaemon {
  /** Resolves if it ends while somebody still asks: what it said last, which is why. */
  readonly ended: Promise<string>;
}

/** What the daemon itself would have said to a terminal; its log is `daemon.jsonl` beside it. */
const OUTPUT_NAME = "daemon.stderr";

export function startDaemon(configDir: string): StartedDaemon {
  const logs = join(configDir, "logs");
  const output = join(logs, OUTPUT_NAME);
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    const fd = openSync(output, "w", 0o600);
    const child = Bun.spawn(
      [...ownCommand(), "--daemon", "--config-dir", configDir],
      { stdio: ["ignore", "ignore", fd], detached: true, cwd: homedir() },
    );
    closeSync(fd);
    child.unref();
    return { ended: child.exited.then(() => lastWords(output)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `The daemon could not be started: ${reason}. Make ${logs} writable, or start it with 'amphigory --daemon'.`;
    return { ended: Promise.resolve(text) };
  }
}

/** A daemon that refuses to start says why in its last line. */
function lastWords(path: string): string {
  try {
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const last = lines.findLast((line) => !line.startsWith("{"));
    if (last) return printable(last);
  } catch {
    // Then nothing is known, which is said below.
  }
  return `The daemon that was started has ended. What it said is in ${path}.`;
}
