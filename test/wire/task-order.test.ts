import { expect, test } from "bun:test";
import { decodeTaskOrder } from "../../src/wire/task-order.ts";

test("an array of ids is an order, an empty one too", () => {
  expect(decodeTaskOrder('["b", "a"]')).toEqual({
    kind: "order",
    ids: ["b", "a"],
    skipped: 0,
  });
  expect(decodeTaskOrder("[]")).toEqual({ kind: "order", ids: [], skipped: 0 });
});

test("entries that can not be ids are skipped and counted", () => {
  expect(decodeTaskOrder('["a", "../b", 7, null, ".c", {}]')).toEqual({
    kind: "order",
    ids: ["a"],
    skipped: 5,
  });
});

test("an empty or torn file, and what is no array, is no order", () => {
  for (const text of ["", " \n", '["a", "b', "{}", "null", '"a"']) {
    expect(decodeTaskOrder(text).kind).toBe("unreadable");
  }
});
