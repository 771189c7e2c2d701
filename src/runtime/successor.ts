import { ownCommand } from "../lib/own-command.ts";

/**
 * Who starts the daemon again after `restart`. Under launchd and systemd that is their work: we only leave with the
 * exit code that asks for it. Elsewhere we start our own successor, which takes over the terminal and the log.
 */
interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * systemd (since 248) sets SYSTEMD_EXEC_PID to the process it started itself; INVOCATION_ID alone is inherited by
 * terminals that run as units. launchd sets XPC_SERVICE_NAME ("0" in Terminal) and is the parent of its agents.
 */
export function isSupervised({ pid, ppid, env }: Process): boolean {
  if (env["SYSTEMD_EXEC_PID"] === String(pid)) return true;
  const label = env["XPC_SERVICE_NAME"] ?? "0";
  return ppid === 1 && label !== "0";
}

/** Starts this very command line once more. Everything that only one daemon may hold must be free before. */
export function startSuccessor(): void {
  Bun.spawn([...ownCommand(), ...process.argv.slice(2)], {
    stdio: ["ignore", "inherit", "inherit"],
    env: process.env,
    detached: true,
  }).unref();
}
