import { expect, test } from "bun:test";
import type { Check } from "../../src/doctor/check.ts";
import { ok, warning } from "../../src/doctor/check.ts";
import { runChecks, worstOf } from "../../src/doctor/run-checks.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { nobody, world } from "./this-world.ts";

function check(name: string, examine: Check["examine"]): Check {
  return { name, whenLate: `Look at ${name}.`, examine };
}

/** Everything that can happen without time has happened. */
function settled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}

test("checks run side by side, and are told in the order of the table", async () => {
  const started: string[] = [];
  const first = Promise.withResolvers<void>();
  const checks = [
    check("one", async () => {
      started.push("one");
      await first.promise;
      return [ok("1"), warning("2", "Do it.")];
    }),
    check("two", async () => {
      started.push("two");
      first.resolve();
      return [];
    }),
  ];
  expect(await runChecks(checks, nobody, world())).toEqual({
    findings: [
      { check: "one", level: "ok", text: "1", hint: null },
      { check: "one", level: "warning", text: "2", hint: "Do it." },
    ],
    isLate: false,
  });
  expect(started).toEqual(["one", "two"]);
});

test("one that hangs is an error after three seconds, and holds up nobody", async () => {
  const clock = createFakeClock();
  const checks = [
    check("disk", () => Promise.withResolvers<never>().promise),
    check("fine", async () => [ok("yes")]),
  ];
  const running = runChecks(checks, nobody, world({ clock }));
  await settled();
  clock.advance(3000);
  expect(await running).toEqual({
    findings: [
      {
        check: "disk",
        level: "error",
        text: "There was no answer within 3 seconds.",
        hint: "Look at disk.",
      },
      { check: "fine", level: "ok", text: "yes", hint: null },
    ],
    isLate: true,
  });
});

test("one that throws is told as a mistake of ours", async () => {
  const broken = check("broken", () => Promise.reject(new Error("oh")));
  const { findings } = await runChecks([broken], nobody, world());
  expect(findings.map(({ level, text }) => [level, text])).toEqual([
    ["error", "It could not be checked: oh"],
  ]);
});

test("the worst finding counts", () => {
  const finding = (level: "ok" | "warning" | "error") => ({
    check: "x",
    text: "",
    hint: null,
    level,
  });
  expect([
    worstOf([]),
    worstOf([finding("ok"), finding("warning")]),
    worstOf([finding("warning"), finding("error"), finding("ok")]),
  ]).toEqual(["ok", "warning", "error"]);
});
