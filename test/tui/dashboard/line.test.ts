import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  fit,
  joined,
  joinedWithin,
  name,
  prose,
  span,
  spread,
  textOf,
  widthOf,
  type Line,
} from "../../../tui/dashboard/line.ts";

const anyLine: fc.Arbitrary<Line> = fc.array(
  fc
    .tuple(
      fc.constantFrom(
        "Film",
        "北極特快",
        "🎄",
        " ",
        "a long name of a file.mkv",
        "",
      ),
      fc.constantFrom(span, name, prose),
    )
    .map(([text, make]) => make(text)),
  { maxLength: 6 },
);

test("a line that is fitted is never wider than it may be", () => {
  fc.assert(
    fc.property(anyLine, fc.nat({ max: 60 }), (line, width) => {
      expect(widthOf(fit(line, width, "…"))).toBeLessThanOrEqual(width);
    }),
  );
});

test("a line that is spread is exactly as wide as its place", () => {
  fc.assert(
    fc.property(anyLine, anyLine, fc.nat({ max: 60 }), (left, right, width) => {
      expect(widthOf(spread(left, right, { width, mark: "…" }))).toBe(width);
    }),
  );
});

test("what may be cut is cut before what may not", () => {
  const line = [
    span("Ripping track 0 → "),
    name("The Polar Express (2004).mkv"),
  ];
  expect(textOf(fit(line, 30, "…"))).toBe("Ripping track 0 → The Po…).mkv");
});

test("parts are joined with a mark, and absent ones leave none", () => {
  const mark = span(" · ");
  expect(textOf(joined([span("a"), null, span("b")], mark))).toBe("a · b");
});

test("the last parts go first where there is no room for all", () => {
  const parts = [span("version 1"), span("up 3h"), span("process 4711")];
  const line = joinedWithin(parts, { mark: span(" · "), width: 20 });
  expect(textOf(line)).toBe("version 1 · up 3h");
});
