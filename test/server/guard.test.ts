import { describe, expect, test } from "bun:test";
import { checkRequest, isLoopback } from "../../src/server/guard.ts";
import type { GuardRequest, GuardRules } from "../../src/server/guard.ts";

const rules: GuardRules = {
  webappUrl: "http://media.home:8080/amphigory",
  allowedHosts: ["NAS.local", "10.0.0.7:9847", "fe80::7"],
  listen: ["127.0.0.1", "172.17.0.1", "0.0.0.0", "::"],
  token: null,
};

const request: GuardRequest = {
  host: "127.0.0.1:9847",
  origin: null,
  authorization: null,
};

function statusOf(
  change: Partial<GuardRequest>,
  ruleChange: Partial<GuardRules> = {},
): number {
  const verdict = checkRequest(
    { ...request, ...change },
    { ...rules, ...ruleChange },
  );
  return verdict.kind === "allowed" ? 101 : verdict.status;
}

describe("Host", () => {
  test.each([
    "127.0.0.1",
    "127.0.0.1:9847",
    "127.255.255.254:1",
    "localhost",
    "LOCALHOST:9847",
    "localhost.:9847",
    "[::1]",
    "[::1]:9847",
    "host.docker.internal:9847",
    "Host.Docker.Internal",
    "nas.local:9847",
    "10.0.0.7",
    "[fe80::7]:9847",
    "172.17.0.1:9847",
  ])("%p is this machine", (host) => {
    expect(statusOf({ host })).toBe(101);
  });

  test.each([
    null,
    "",
    " ",
    ":9847",
    "localhost.evil.com",
    "127.0.0.1.evil.com",
    "host.docker.internal.evil.com",
    "evil.com",
    "evil.com:localhost",
    "evil.com#localhost",
    "evil.com/localhost",
    "localhost@evil.com",
    "localhost:80@evil.com",
    "localhost, evil.com",
    "evil.com, localhost",
    "evillocalhost",
    "foo.localhost",
    "localhost..",
    "localhost:123456",
    "127.0.0.1x",
    "127.0.0.256",
    "127.0.0.1.1",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "0x7f.0.0.1",
    "128.0.0.1",
    "0.0.0.0:9847",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::1",
    "[::1].evil.com",
    "ⓛocalhost",
    "xn--localhost",
    "localhost\u0000",
    "localhost\nevil",
  ])("%p is not", (host) => {
    expect(statusOf({ host })).toBe(403);
  });
});

describe("Origin", () => {
  test.each([null, "http://media.home:8080"])("%p is fine", (origin) => {
    expect(statusOf({ origin })).toBe(101);
  });

  test.each([
    "",
    "null",
    "http://media.home",
    "https://media.home:8080",
    "http://media.home:8080/",
    "http://media.home:80800",
    "http://media.home:8080.evil.com",
    "http://evil.com",
    "http://localhost:9847",
    "http://media.home:8080, http://evil.com",
  ])("%p is a foreign page", (origin) => {
    expect(statusOf({ origin })).toBe(403);
  });

  test("a webapp_url without an origin allows none, not even null", () => {
    expect(statusOf({ origin: "null" }, { webappUrl: "file:///x" })).toBe(403);
    expect(statusOf({ origin: "x" }, { webappUrl: "no URL" })).toBe(403);
  });
});

describe("token", () => {
  const token = "correct horse";

  test.each(["Bearer correct horse", "bearer correct horse"])(
    "%p is right",
    (authorization) => {
      expect(statusOf({ authorization }, { token })).toBe(101);
    },
  );

  test.each([
    null,
    "",
    "Bearer",
    "Bearer ",
    "Bearer correct",
    "Bearer correct horse ",
    "Bearer Correct horse",
    "Basic correct horse",
    "correct horse",
  ])("%p is wrong", (authorization) => {
    expect(statusOf({ authorization }, { token })).toBe(401);
  });

  test("is asked for on loopback too, but only after Host and Origin", () => {
    expect(statusOf({ host: "evil.com" }, { token })).toBe(403);
    expect(statusOf({ origin: "http://evil.com" }, { token })).toBe(403);
  });

  test("an unset one is not compared", () => {
    expect(statusOf({ authorization: "Bearer anything" })).toBe(101);
  });
});

test("every reason is one line and does not repeat what the client sent", () => {
  const verdict = checkRequest({ ...request, host: "evil.com\nx" }, rules);
  expect(verdict).toEqual({
    kind: "refused",
    status: 403,
    reason: expect.not.stringMatching(/\n|evil/),
  });
});

test.each(["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])(
  "%p is an address that only this machine reaches",
  (address) => expect(isLoopback(address)).toBe(true),
);

test.each(["0.0.0.0", "::", "172.17.0.1", "host.docker.internal", ""])(
  "%p is not",
  (address) => expect(isLoopback(address)).toBe(false),
);
