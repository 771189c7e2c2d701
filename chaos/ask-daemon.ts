import type { DaemonState } from "../src/state/state.ts";
import {
  type Command,
  controlSocketPath,
  readSnapshot,
} from "../src/wire/attach.ts";

/** What the daemon of a config folder believes now; `null` when it does not answer. */
export async function askState(configDir: string): Promise<DaemonState | null> {
  const unix = controlSocketPath(configDir);
  try {
    const answer = await fetch("http://localhost/state", { unix });
    const reading = readSnapshot(await answer.text());
    return reading.kind === "snapshot" ? reading.snapshot.state : null;
  } catch {
    return null;
  }
}

/** `false`: nobody took it. */
export async function sendCommand(
  configDir: string,
  command: Command,
): Promise<boolean> {
  const unix = controlSocketPath(configDir);
  const body = JSON.stringify({ command });
  try {
    const answer = await fetch("http://localhost/command", {
      unix,
      method: "POST",
      body,
    });
    return answer.ok;
  } catch {
    return false;
  }
}
