import { chmod, lstat, mkdir, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../lib/error.ts";
import type { Problem } from "../state/problem.ts";

/**
 * Makes the place for the control socket: a folder of ours that nobody else may enter, and no socket file left over
 * from a daemon that was killed. A socket that somebody answers on is left alone.
 */
export async function prepareSocketPath(path: string): Promise<Problem | null> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    const isOurs = found.isDirectory() && found.uid === process.getuid?.();
    if (!isOurs) return foreignFolder(folder);
    await chmod(folder, 0o700);
    if (await isAnswering(path)) return alreadyRunning(path);
    await removeStale(path);
    return null;
  } catch (error) {
    return controlProblem(path, error);
  }
}

/** Why there is no control socket, from what the system said. */
export function controlProblem(path: string, error: unknown): Problem {
  const said = messageOf(error);
  return {
    key: "control_socket",
    text: `The dashboard and the menu can not reach the daemon: no socket at ${path}: ${said}.`,
    hint: "Make the folder writable, or give another one with --config-dir, and restart the daemon.",
  };
}

function foreignFolder(folder: string): Problem {
  return {
    key: "control_socket",
    text: `The dashboard and the menu can not reach the daemon: ${folder} is not a folder of this user.`,
    hint: "Remove it, or give a shorter --config-dir, and restart the daemon.",
  };
}

function alreadyRunning(path: string): Problem {
  return {
    key: "already_running",
    text: `Another daemon answers on ${path}.`,
    hint: "Use that one, or stop it with `amphigory quit`.",
  };
}

async function isAnswering(path: string): Promise<boolean> {
  try {
    const socket = await Bun.connect({
      unix: path,
      socket: { data: () => undefined },
    });
    socket.end();
    return true;
  } catch {
    return false;
  }
}

/** Only a socket: whatever else has this name was put there by somebody and makes the start fail. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isSocket()) await unlink(path);
}
