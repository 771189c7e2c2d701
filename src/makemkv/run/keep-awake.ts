import type { Clock } from "../../lib/clock.ts";
import { signalGroup } from "./process-group.ts";

/**
 * Keeps the machine from falling asleep while a makemkvcon runs, with what the system has for it. The program that does
 * it watches makemkvcon itself, so it ends with it even when the daemon is killed. It is a courtesy: what goes wrong
 * with it is a line in the transcript, and is not tried again in the same run. Closing the lid still sleeps.
 */
export interface KeepAwakeRequest {
  /** Of the makemkvcon. */
  readonly pid: number;
  readonly clock: Clock;
  /** For the transcript. */
  readonly note: (text: string) => void;
}

/** A machine that nobody touched for minutes is about to sleep; a run that is over sooner is not worth a process. */
const BEGIN_AFTER_MS = 2000;
const LONGEST_COMPLAINT = 300;

interface Keeper {
  readonly name: string;
  /** What follows the program. */
  argumentsFor(pid: number): readonly string[];
}

/** The first that is on PATH. caffeinate: idle, disk and system sleep, until that pid has ended (caffeinate(8)). */
const KEEPERS: readonly Keeper[] = [
  { name: "caffeinate", argumentsFor: (pid) => ["-ims", "-w", String(pid)] },
  {
    name: "systemd-inhibit",
    // It inhibits for as long as its command runs, and this `tail` (GNU) runs for as long as that pid.
    argumentsFor: (pid) => [
      "--what=sleep:idle",
      "--who=Amphigory",
      "--why=A disc is being read",
      "--mode=block",
      "tail",
      `--pid=${pid}`,
      "-f",
      "/dev/null",
    ],
  },
];

/** Begins in a moment; the returned function ends it. */
export function keepAwake(request: KeepAwakeRequest): () => void {
  let end = () => {};
  const callOff = request.clock.after(BEGIN_AFTER_MS, () => {
    end = begin(request);
  });
  return () => {
    callOff();
    end();
  };
}

function begin({ pid, note }: KeepAwakeRequest): () => void {
  const PATH = process.env["PATH"] ?? "";
  const found = KEEPERS.flatMap((keeper) => {
    const program = Bun.which(keeper.name, { PATH });
    return program === null ? [] : { ...keeper, program };
  });
  if (!found[0]) return () => {};
  const { name, program, argumentsFor } = found[0];
  const complain = (what: string) =>
    note(`the machine may fall asleep: ${name} ${what}`);
  try {
    const child = Bun.spawn([program, ...argumentsFor(pid)], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      detached: true,
    });
    child.unref();
    let isOver = false;
    void failureOf(child).then((failure) => {
      if (failure !== null && !isOver) complain(failure);
    });
    return () => {
      isOver = true;
      // It has nothing to clear up: the system drops the promise together with the process.
      const runs = child.exitCode === null && child.signalCode === null;
      if (runs) signalGroup(child.pid, "SIGKILL");
    };
  } catch (error) {
    complain(`did not start: ${String(error)}`);
    return () => {};
  }
}

/** `null` when it did what it should. Reads to the end, so that it is never held up by a full pipe. */
async function failureOf(
  child: Bun.Subprocess<"ignore", "ignore", "pipe">,
): Promise<string | null> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of child.stderr)
    if (said.length < LONGEST_COMPLAINT)
      said += decoder.decode(chunk, { stream: true });
  const code = await child.exited;
  if (code === 0) return null;
  return `ended with exit code ${code}: ${said.slice(0, LONGEST_COMPLAINT).trim()}`;
}
