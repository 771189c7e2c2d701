import { readFileSync } from "node:fs";

/** Whether a process still does anything; one that has ended and only waits for its parent to ask does not. */
export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}
