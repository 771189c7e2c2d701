import fc from "fast-check";

const MEANINGFUL = [
  // To SwiftBar and xbar.
  ["|", "\\", "\\n", "\n", "\r", "\t", " ", "-", "--", "---", "=", ":", '"'],
  ["'", "bash=/bin/sh", "| href=x", ":smile:", ":+1:", ":opticaldisc:", "~~~"],
  // To a shell, a terminal, a page.
  ["`", "$(reboot)", ";", "&&", "\u001b[31m", "\u0000", "\u0085", "<b>"],
  // To the eye.
  ["\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff", "\u0301"],
  ["שלום", "漢字", "👨‍👩‍👧", "\ud800", "x".repeat(300)],
].flat();

/** Texts that mean something to whoever reads them, between others of all kinds. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...MEANINGFUL),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));
