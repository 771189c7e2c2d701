import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  fillFormat,
  formatHms,
  formatRobotLine,
  formatRoundedSize,
} from "../../src/demo/robot-text.ts";

test("numbers stand bare and strings are quoted", () => {
  expect(formatRobotLine("DRV", 0, 2, 999, 12, "BD-RE", "", "/dev/sr0")).toBe(
    'DRV:0,2,999,12,"BD-RE","","/dev/sr0"',
  );
});

test("quotes, backslashes and line ends are escaped", () => {
  expect(formatRobotLine("CINFO", 2, 0, 'a "b" \\ c\nd\te')).toBe(
    'CINFO:2,0,"a \\"b\\" \\\\ c\\nd\\te"',
  );
});

test("any string comes back from its line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (value) => {
      const line = formatRobotLine("CINFO", 2, 0, value);
      expect(line).not.toContain("\n");
      expect(unquote(line.slice("CINFO:2,0,".length))).toBe(value);
    }),
  );
});

test("parameters take their places, unknown places stay", () => {
  expect(fillFormat("%2 of %1, %3", ["a", "b"])).toBe("b of a, %3");
});

test("durations and sizes are written as makemkvcon writes them", () => {
  expect([
    formatHms(5996),
    formatHms(42),
    formatRoundedSize(31_843_694_592),
    formatRoundedSize(48 * 2 ** 20),
  ]).toEqual(["1:39:56", "0:00:42", "29.6 GB", "48.0 MB"]);
});

/** The reading side in four lines, written apart from the program's parser. */
function unquote(field: string): string {
  const inner = field.slice(1, -1);
  const plain: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
  return inner.replace(/\\(.)/gs, (_, sign: string) => plain[sign] ?? sign);
}
