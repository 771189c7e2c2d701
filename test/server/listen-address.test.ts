import { expect, test } from "bun:test";
import {
  covers,
  mayCollide,
  mayListen,
  widestFirst,
} from "../../src/server/listen-address.ts";

test.each([
  ["0.0.0.0", "127.0.0.1", "certain"],
  ["0.0.0.0", "0.0.0.0", "certain"],
  ["0.0.0.0", "::1", "no"],
  ["::", "::1", "certain"],
  ["[::]", "fe80::1%en0", "certain"],
  ["0:0:0:0:0:0:0:0", "::1", "certain"],
  // Whether IPv6 takes IPv4 along is the system's choice.
  ["::", "127.0.0.1", "perhaps"],
  ["::", "0.0.0.0", "perhaps"],
  ["127.0.0.1", "127.0.0.2", "no"],
  ["::1", "::2", "no"],
])("whether %s takes %s as well: %s", (wide, address, answer) => {
  expect(covers(wide, address)).toBe(answer === "certain");
  expect(mayCollide(wide, address)).toBe(answer !== "no");
  expect(mayCollide(address, wide)).toBe(answer !== "no");
});

test("those that stand for the most are opened first, each once", () => {
  expect(
    widestFirst(["127.0.0.1", "0.0.0.0", "::1", "::", "127.0.0.1"]),
  ).toEqual(["::", "0.0.0.0", "127.0.0.1", "::1"]);
});

test("without a token only loopback is opened", () => {
  expect(
    ["127.0.0.1", "::1", "0.0.0.0", "::"].map((one) => mayListen(one, null)),
  ).toEqual([true, true, false, false]);
  expect(mayListen("0.0.0.0", "secret")).toBe(true);
});
