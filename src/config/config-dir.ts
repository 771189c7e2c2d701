import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** The folder of `daemon.yaml`, the cache, the logs and the control socket; absolute. XDG is for Linux, where people set it. */
export function defaultConfigDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): string {
  const own = env["AMPHIGORY_CONFIG_DIR"];
  if (own) return resolve(own);
  const xdg = env["XDG_CONFIG_HOME"];
  if (platform === "linux" && xdg && isAbsolute(xdg)) {
    return join(xdg, "amphigory");
  }
  return join(env["HOME"] || homedir(), ".config", "amphigory");
}
