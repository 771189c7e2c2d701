import { defaultConfigDir } from "./config-dir.ts";

/**
 * What SwiftBar calls the plugin of a config folder: its file's name up to the first dot. The installer writes that
 * file, the daemon asks for it to be run again. The usual folder has the plain name.
 */
export function pluginName(
  configDir: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): string {
  const { AMPHIGORY_CONFIG_DIR: _, ...rest } = env;
  if (configDir === defaultConfigDir(rest, platform)) return "amphigory";
  const hash = new Bun.CryptoHasher("sha256").update(configDir).digest("hex");
  return `amphigory-${hash.slice(0, 8)}`;
}
