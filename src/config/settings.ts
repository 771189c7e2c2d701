import type { Settings } from "../state/settings.ts";
import type { LocalConfig, WebappConfig } from "../wire/config.ts";
import { joinBasedir } from "./output-path.ts";

/** Both configurations as one. `daemon.yaml` wins for makemkvcon's path: the webapp can not know this machine. */
export function combineSettings(
  local: LocalConfig,
  webapp: WebappConfig,
): Settings {
  const { token, makemkvPath, ...own } = local;
  const { tasksDirectory, ...said } = webapp;
  return {
    ...own,
    ...said,
    makemkvPath: makemkvPath ?? said.makemkvPath,
    tasksDirectory: joinBasedir(local.webappBasedir, tasksDirectory),
    hasToken: token !== null,
  };
}
