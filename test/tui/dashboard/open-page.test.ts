import { expect, test } from "bun:test";
import type { Settings } from "../../../src/state/settings.ts";
import type { Page } from "../../../tui/dashboard/action.ts";
import { pageAddress } from "../../../tui/dashboard/open-page.ts";
import { newState, readyState, settings } from "../../support/states.ts";

function stateWith(changes: Partial<Settings>) {
  return readyState({
    config: {
      kind: "ready",
      settings: { ...settings, ...changes },
      source: "webapp",
      problems: [],
    },
  });
}

const web = { webappUrl: "http://host:8080/", wikiUrl: "https://wiki/Home" };

test.each<[Page, string]>([
  ["webapp", "http://host:8080/"],
  ["preferences", "http://host:8080/config"],
  ["help", "https://wiki/Home"],
])("the page for %s is %s", (page, url) => {
  expect(pageAddress(stateWith(web), page)).toEqual({ kind: "address", url });
});

test("nothing but a web page is opened", () => {
  for (const wikiUrl of ["file:///etc/passwd", "javascript:alert(1)", "wiki"])
    expect(pageAddress(stateWith({ wikiUrl }), "help")).toEqual({
      kind: "none",
      text: `This is no address of a web page: ${wikiUrl}.`,
    });
});

test("where there is no page, the reason is said", () => {
  expect(pageAddress(stateWith({ wikiUrl: null }), "help").kind).toBe("none");
  expect(pageAddress(newState(), "webapp").kind).toBe("none");
});
