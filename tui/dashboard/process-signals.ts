/** Signals that this process sends to itself and gets from others. */

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A signal has its way when the terminal is as it was, unless somebody else in this process (the demo) answers it. To be
 * called before Ink is there, which listens as well.
 */
export function onceSignalled(run: () => void): { passOn(): void } {
  const isAlone = ENDING.every((signal) => process.listenerCount(signal) === 0);
  let came: NodeJS.Signals | null = null;
  const listen = (signal: NodeJS.Signals) => {
    came ??= signal;
    run();
  };
  for (const signal of ENDING) process.on(signal, listen);
  return {
    passOn() {
      for (const signal of ENDING) process.off(signal, listen);
      if (came !== null && isAlone) process.kill(process.pid, came);
    },
  };
}

/** Longer than a signal takes to arrive. */
const ARRIVAL_MS = 50;

/**
 * As Ctrl-Z would do without us: stops everything that runs in the terminal's foreground, until the shell says `fg`.
 * Where there is no shell to go back to, the system ignores the signal, and nothing has happened.
 */
export async function stopProcess(): Promise<void> {
  process.kill(0, "SIGTSTP");
  await Bun.sleep(ARRIVAL_MS);
}
