import { expect, test } from "bun:test";
import { createLog } from "../../src/lib/log.ts";
import { printableJson } from "../../src/lib/printable.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const NAME = "a\u009b2J\u007f\u0085\u202eb\u001b[m\n\u2068ü\u{1F4BF}";

test("JSON for people and programs holds nothing that a terminal obeys, and says the same", () => {
  for (const indent of [0, 2]) {
    const text = printableJson({ name: NAME, [NAME]: 1 }, indent);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(text)).toEqual({ name: NAME, [NAME]: 1 });
  }
});

test("a line of the log is one line, whatever a disc is called", () => {
  const lines: string[] = [];
  const log = createLog(createFakeClock(), (line) => lines.push(line));
  log.info("discInserted", { volumeName: NAME });
  expect(lines.join()).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});
