import { fetchState } from "../../tui/attach.ts";
import type { Clock } from "../lib/clock.ts";
import { settingsOf } from "../state/select.ts";
import type { Dialogue } from "./dialogue.ts";
import type { Answers } from "./plan-file.ts";

/** How long a running daemon may take until it works with the new file. */
const TAKES_MS = 3000;
const LOOK_AGAIN_MS = 50;

export interface Telling {
  readonly dialogue: Dialogue;
  readonly clock: Clock;
}

/** A daemon that runs takes the file by itself; else it has to be started. */
export async function tellNext(
  configDir: string,
  { webappUrl, webappBasedir }: Answers,
  { dialogue, clock }: Telling,
): Promise<void> {
  const limit = clock.monotonic() + TAKES_MS;
  for (;;) {
    const answer = await fetchState(configDir);
    if (answer.kind !== "ok") break;
    const settings = settingsOf(answer.snapshot.state);
    const isTaken =
      settings?.webappUrl === webappUrl &&
      settings.webappBasedir === webappBasedir;
    if (isTaken)
      return dialogue.say("✓ The daemon that runs works with it already.");
    if (clock.monotonic() > limit || dialogue.signal.aborted)
      return dialogue.say(
        "! The daemon that runs reads it by itself; 'amphigory status' says how it gets on.",
      );
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(LOOK_AGAIN_MS, resolve);
    await promise;
  }
  dialogue.say(NEXT);
}

export const NEXT = `
Next
  amphigory doctor            check the rest: MakeMKV, drive, folders, port
  amphigory install service   have it started now and at every login
  amphigory start             or only now, in the background`;
