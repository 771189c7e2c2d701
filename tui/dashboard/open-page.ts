import { homedir } from "node:os";
import { settingsOf } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { Page } from "./action.ts";

/** The webapp's pages, in the browser of the person at this terminal. */
export type PageAddress =
  | { readonly kind: "address"; readonly url: string }
  /** `text` says why there is none. */
  | { readonly kind: "none"; readonly text: string };

export function pageAddress(state: DaemonState, page: Page): PageAddress {
  const settings = settingsOf(state);
  if (!settings) return none("The webapp is not known yet.");
  const { webappUrl, wikiUrl } = settings;
  switch (page) {
    case "webapp":
      return safe(webappUrl);
    case "preferences":
      return safe(`${webappUrl.replace(/\/+$/, "")}/config`);
    case "help":
      return wikiUrl === null
        ? none("The webapp names no wiki: wiki_url is not set there.")
        : safe(wikiUrl);
  }
}

/** Whether a program took the address; it may still fail to show it. */
export function openPage(url: string): boolean {
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  const path = Bun.which(opener);
  if (path === null) return false;
  try {
    Bun.spawn([path, url], {
      stdio: ["ignore", "ignore", "ignore"],
      detached: true,
      cwd: homedir(),
    }).unref();
    return true;
  } catch {
    return false;
  }
}

/** Addresses come from the webapp's settings: nothing but a web page is opened. */
function safe(text: string): PageAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && /^https?:$/.test(url.protocol)
    ? { kind: "address", url: url.href }
    : none(`This is no address of a web page: ${text}.`);
}

function none(text: string): PageAddress {
  return { kind: "none", text };
}
