import { mkdirSync } from "node:fs";

/** Whether a test may mount a file system of its own: Linux, as root. */
export const canMount =
  process.platform === "linux" && process.getuid?.() === 0;

/** Mounts a tiny file system in memory; `null` where that is not allowed after all (a container). */
export function mountTiny(folder: string, options: string): Disposable | null {
  mkdirSync(folder);
  const mount = ["mount", "-t", "tmpfs", "-o", options, "none", folder];
  if (Bun.spawnSync(mount, { stderr: "ignore" }).exitCode !== 0) return null;
  return { [Symbol.dispose]: () => void Bun.spawnSync(["umount", folder]) };
}
