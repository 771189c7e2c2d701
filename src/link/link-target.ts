import { settingsOf } from "../state/select.ts";
import type { DaemonState } from "../state/state.ts";

/** Where the link is to go, and under which name. The webapp knows a connection by its name: a new one needs a new one. */
export interface LinkTarget {
  readonly url: string;
  readonly daemonId: string;
}

/**
 * `null` where no link is wanted: `webapp_link: off`, or nobody has said yet where the webapp is. `hostname` stands in
 * for a `daemon_id`; without its domain, since that changes with the network a laptop is in.
 */
export function linkTargetOf(
  state: DaemonState,
  hostname: string,
): LinkTarget | null {
  const settings = settingsOf(state);
  if (settings === null || settings.webappLink === "off") return null;
  const daemonId = settings.daemonId ?? (hostname.split(".")[0] || "amphigory");
  return { url: webSocketUrl(settings.webappUrl), daemonId };
}

/** `http://host/path` → `ws://host/path/ws`, `https` → `wss`. */
function webSocketUrl(webappUrl: string): string {
  return `${webappUrl.replace(/^http/i, "ws")}/ws`;
}
