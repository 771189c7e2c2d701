import { ownCommand } from "../../src/lib/own-command.ts";
import { printable } from "../format.ts";

/**
 * Has `amphigory start` start the daemon, in a session of its own: it outlives the dashboard and its terminal. `null`
 * when it answers; else why it does not.
 */
export async function startDaemon(configDir: string): Promise<string | null> {
  const child = Bun.spawn(
    [...ownCommand(), "start", "--config-dir", configDir],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  const [words, code] = await Promise.all([child.stderr.text(), child.exited]);
  return code === 0 ? null : printable(words.trim());
}
