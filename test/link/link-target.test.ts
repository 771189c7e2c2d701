import { expect, test } from "bun:test";
import { linkTargetOf } from "../../src/link/link-target.ts";
import type { Settings } from "../../src/state/settings.ts";
import { newState, readyState, settings } from "../support/states.ts";

function targetWith(changes: Partial<Settings>, hostname = "beehive.local") {
  const config = {
    kind: "ready",
    settings: { ...settings, ...changes },
    source: "webapp",
    problems: [],
  } as const;
  return linkTargetOf(readyState({ config }), hostname);
}

test.each([
  ["http://localhost:8080", "ws://localhost:8080/ws"],
  ["https://films.example/amphigory", "wss://films.example/amphigory/ws"],
  ["HTTP://films.example", "ws://films.example/ws"],
  ["http://[::1]:8080", "ws://[::1]:8080/ws"],
])("%s → %s", (webappUrl, url) => {
  expect(targetWith({ webappUrl })?.url).toBe(url);
});

test("the name is daemon_id, else this machine's without its domain", () => {
  expect(targetWith({ daemonId: "purp@beehive" })?.daemonId).toBe(
    "purp@beehive",
  );
  expect(targetWith({})?.daemonId).toBe("beehive");
  expect(targetWith({}, "")?.daemonId).toBe("amphigory");
});

test("there is none when it is switched off, or as long as nobody knows where the webapp is", () => {
  expect(targetWith({ webappLink: "off" })).toBeNull();
  expect(linkTargetOf(newState(), "beehive")).toBeNull();
});
