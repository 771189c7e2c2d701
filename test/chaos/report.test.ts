import { expect, test } from "bun:test";
import { composeReport, didHold } from "../../chaos/report.ts";
import type { Suite } from "../../chaos/suite.ts";

const ORDER = ["kills", "load"];

function reportOf(name: string, held: number) {
  const suite: Suite = { name, title: `About ${name}`, run: async () => [] };
  const failures = held < 3 ? ["task t1: answered\n2 times"] : [];
  const row = { what: "a | b", tried: 3, held, figures: "p50 6 ms", failures };
  return { suite, form: "full", rows: [row], seconds: 1 } as const;
}

test("a suite that ran again has its own section replaced, and no other", () => {
  const both = composeReport(
    "",
    [reportOf("load", 3), reportOf("kills", 2)],
    ORDER,
  );
  expect(both.indexOf("About kills")).toBeLessThan(both.indexOf("About load"));
  expect(both).toContain("| a \\| b |     3 |    2 | p50 6 ms |");
  expect(both).toContain("- task t1: answered 2 times");
  const again = composeReport(both, [reportOf("kills", 3)], ORDER);
  expect(again).not.toContain("answered 2 times");
  expect(again.match(/^## About/gm)).toHaveLength(2);
  expect(composeReport(again, [], ["kills"])).not.toContain("About load");
});

test("what was not tried did not hold", () => {
  const [row] = reportOf("load", 3).rows;
  expect(didHold(row)).toBe(true);
  expect(didHold({ ...row, tried: 0, held: 0 })).toBe(false);
});
