import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseLocalConfig } from "../../src/config/local-config.ts";
import { setValues } from "../../src/setup/edit-yaml.ts";

const set = (text: string) =>
  setValues(text, { webapp_url: "http://nas:8080", webapp_basedir: "/srv" });

const BOTH = "webapp_url: http://nas:8080\nwebapp_basedir: /srv\n";

test.each([
  ["nothing", "", BOTH],
  ["both, bare", "webapp_url: http://a\nwebapp_basedir: /b\n", BOTH],
  ["both, quoted", `"webapp_url" : "http://a"\nwebapp_basedir: '/b'`, BOTH],
  ["an empty value", "webapp_url:\nwebapp_basedir: /b\n", BOTH],
  ["another key", "drive: /dev/sr0", `drive: /dev/sr0\n${BOTH}`],
])("a file with %s gets the two values", (_, before, after) => {
  expect(set(before).trimEnd()).toBe(after.trimEnd());
});

test("comments, order, unknown keys and what is nested stay as they were", () => {
  const before = [
    "# my settings",
    "token: 'a # b'   # secret",
    "webapp_url: http://old:1 # the NAS",
    "path_map:",
    "  webapp_url: /not/this/one",
    "",
    'webapp_basedir: "/o # ld"  # before the move',
    "my_own_key: 1",
  ];
  const after = [...before];
  after[2] = "webapp_url: http://nas:8080 # the NAS";
  after[6] = "webapp_basedir: /srv  # before the move";
  expect(set(before.join("\n"))).toBe(after.join("\n"));
});

test("line ends of Windows stay, also in what is added", () => {
  expect(set("# x\r\nwebapp_url: http://a\r\n")).toBe(
    "# x\r\nwebapp_url: http://nas:8080\r\nwebapp_basedir: /srv\r\n",
  );
});

test("any path comes back from the daemon's own reader as it was", () => {
  const path = fc
    .string({ unit: "grapheme", maxLength: 30 })
    .map((text) => `/x${text.replaceAll(/[\p{Cc}/.]/gu, "")}`);
  fc.assert(
    fc.property(path, (basedir) => {
      const text = setValues("# head\n", {
        webapp_url: "http://a:1",
        webapp_basedir: basedir,
      });
      const reading = parseLocalConfig(text, "f");
      expect(reading.kind === "good" && reading.config.webappBasedir).toBe(
        basedir,
      );
    }),
  );
});
