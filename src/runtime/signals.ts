interface Orders {
  /** End in order. */
  readonly stop: () => void;
  /** End now; the next start clears up. */
  readonly kill: () => void;
  /** Somebody reads the log in a terminal: when that is closed, the daemon ends with it. */
  readonly hasTerminal: boolean;
}

/**
 * Ctrl-C, Ctrl-\, a closed terminal and the service manager all ask for an orderly end; a second one ends at once. makemkvcon
 * runs in a process group of its own, so Ctrl-C hits the daemon alone. A daemon that was sent into the background
 * (nohup, a log in a file) stays when the terminal goes.
 */
export function onSignals({ stop, kill, hasTerminal }: Orders): Disposable {
  let asked = false;
  const end = () => {
    if (asked) return kill();
    asked = true;
    stop();
  };
  const stay = () => undefined;
  const listeners = [
    ["SIGINT", end],
    ["SIGTERM", end],
    ["SIGQUIT", end],
    ["SIGHUP", hasTerminal ? end : stay],
    // Other daemons rotate logs or print figures for these, and a person who tries it here must not lose a rip.
    ["SIGUSR1", stay],
    ["SIGUSR2", stay],
    // Some supervisors ignore it, and that is inherited: then the kernel keeps no exit code of makemkvcon for us.
    ["SIGCHLD", stay],
  ] as const;
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    [Symbol.dispose]: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
