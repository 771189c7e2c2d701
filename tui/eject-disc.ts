import { sayProblem } from "../src/state/problem.ts";
import { fetchState, sendCommand, type Unanswered } from "./attach.ts";

/** `eject`: tell the daemon, wait until the disc is out or is not, say which. */
export interface Ejecting {
  readonly configDir: string;
  /** How long it may take, and how often it is looked. */
  readonly limitMs?: number;
  readonly lookMs?: number;
}

export type Ejected =
  { readonly kind: "ejected"; readonly text: string } | Unanswered;

/** Three tries of the system's program, and a look at the drive. */
const LIMIT_MS = 120_000;
const LOOK_MS = 100;

export async function ejectDisc({
  configDir,
  limitMs = LIMIT_MS,
  lookMs = LOOK_MS,
}: Ejecting): Promise<Ejected> {
  const sent = await sendCommand(configDir, "eject");
  if (sent.kind !== "ok") return sent;
  const limit = performance.now() + limitMs;
  do {
    const found = await fetchState(configDir);
    if (found.kind === "notRunning") return found;
    // One that is busy, or of another version, is asked again.
    if (found.kind === "ok") {
      const { eject } = found.snapshot.state.drive;
      if (eject.kind === "none")
        return { kind: "ejected", text: "The disc is out." };
      if (eject.kind === "failed")
        return { kind: "failed", text: sayProblem(eject.problem) };
    }
    await Bun.sleep(lookMs);
  } while (performance.now() < limit);
  return {
    kind: "failed",
    text: "The drive does not let go of the disc. Look with 'amphigory status', or press the button of the drive.",
  };
}
