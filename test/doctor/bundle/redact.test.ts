import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  createRedaction,
  redactJson,
} from "../../../src/doctor/bundle/redact.ts";

const redact = createRedaction({
  secrets: ['pa"ss wörd/+'],
  homes: ["/Users/anna-b"],
  users: ["anna-b", "root"],
  hosts: ["Annas-Mac.local", "Annas-Mac", "nas"],
  ids: ["wohnzimmer", "1", "7"],
});

test.each([
  ["/Users/anna-b/Films/a.mkv", "~/Films/a.mkv"],
  ["/Users/anna-bell/x", "/Users/‹user›/x"],
  ["file:///Users/otto/x", "file:///Users/‹user›/x"],
  ["/Users/Shared/x", "/Users/Shared/x"],
  ["/Volumes/ANNA-B backup", "/Volumes/‹user› backup"],
  ["annas-mac.local: annas-mac", "‹host›: ‹host›"],
  ["http://nas:8080 in a canasta", "http://‹host›:8080 in a canasta"],
  ["http://otto:geheim@nas/", "http://‹secret›@‹host›/"],
  ["Authorization: Bearer abc", "Authorization: Bearer ‹secret›"],
  [`app_Key = "T-${"x".repeat(66)}"`, 'app_Key = "‹key›"'],
  ["outputRoots of root", "outputRoots of root"],
  ["daemon Wohnzimmer, track 1", "daemon ‹id›, track 1"],
  [
    "Using LibreDrive mode (v06.3 id=0123456789AB)",
    "Using LibreDrive mode (v06.3 id=‹id›)",
  ],
  [
    'DRV:0,2,999,12,"BD-RE ACME BD-RE  BH99 1.05 KXYZ1234567","D","/dev/sr0"\nreading KXYZ1234567',
    'DRV:0,2,999,12,"BD-RE ACME BD-RE  BH99 1.05 ‹serial›","D","/dev/sr0"\nreading ‹serial›',
  ],
  [
    'DRV:0,2,999,12,"BD-ROM ACME BD-ROM PX-B120U 1.06","D","/dev/sr0"',
    'DRV:0,2,999,12,"BD-ROM ACME BD-ROM PX-B120U 1.06","D","/dev/sr0"',
  ],
  [
    "while reading 'BD-RE ACME BD-RE BU40N 1.03 KLJ12345678' at offset '0'",
    "while reading 'BD-RE ACME BD-RE BU40N 1.03 ‹serial›' at offset '0'",
  ],
  [
    '{"text":"DRV:0,2,999,1,\\"DVD+R-DL ACME DVD-RAM UJ8 SB01 R8NQ6GBB\\""}',
    '{"text":"DRV:0,2,999,1,\\"DVD+R-DL ACME DVD-RAM UJ8 SB01 ‹serial›\\""}',
  ],
  ["HANNAH_MONTANA, disc 1", "HANNAH_MONTANA, disc 1"],
])("%s", (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test("JSON keeps its shape", () => {
  const value = {
    "/Users/anna-b/a": ['pa"ss wörd/+', 1, null, true],
    empty: {},
  };
  expect(redactJson(value, redact)).toEqual({
    "~/a": ["‹secret›", 1, null, true],
    empty: {},
  });
});

test("no token is left, however it is written", () => {
  const token = fc.stringMatching(/^[!-~]{8,40}$/);
  fc.assert(
    fc.property(token, fc.string(), fc.string(), (secret, before, after) => {
      const taken = createRedaction({
        secrets: [secret],
        homes: [],
        users: [],
        hosts: [],
        ids: [],
      });
      for (const spelling of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64"),
      ]) {
        const text = taken(`${before} ${spelling} ${after}`);
        expect(text).not.toContain(spelling.replace(/=+$/, ""));
      }
    }),
  );
});

test("no user and no home is left, whatever they are called", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9._-]{4,15}$/);
  fc.assert(
    fc.property(name, fc.string(), (user, other) => {
      fc.pre(!"users ‹user›‹host›‹secret›‹key›‹id›‹serial›".includes(user));
      const taken = createRedaction({
        secrets: [],
        homes: [`/Users/${user}`],
        users: [user],
        hosts: [`${user}s-MacBook`],
        ids: [],
      });
      const text = `${other}/Users/${user}/x "${user}" on ${user.toUpperCase()}s-macbook ${user}2`;
      expect(taken(text).toLowerCase()).not.toContain(user);
    }),
  );
});
