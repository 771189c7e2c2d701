/**
 * Ctrl-C, a closed terminal and the service manager all ask for an orderly end; a second one kills at once, and the
 * next start clears up. makemkvcon runs in a process group of its own, so Ctrl-C hits the daemon alone.
 */
export function onSignals(stop: () => void, kill: () => void): Disposable {
  let asked = false;
  const listener = () => {
    if (asked) return kill();
    asked = true;
    stop();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
