import { expect, test } from "bun:test";
import { readLook } from "../../../tui/dashboard/look.ts";
import { paint, toAscii } from "../../../tui/dashboard/paint.ts";
import { paletteFor, type Palette } from "../../../tui/dashboard/palette.ts";
import { span } from "../../../tui/dashboard/line.ts";

const XTERM = { TERM: "xterm-256color", LANG: "en_GB.UTF-8" };
const flags = { ascii: false };

test.each([
  [{ ...XTERM, NO_COLOR: "1" }, paletteFor("none", "unknown")],
  [{ ...XTERM, NO_COLOR: "" }, paletteFor("16", "unknown")],
  [XTERM, paletteFor("16", "unknown")],
  [{ ...XTERM, COLORTERM: "truecolor" }, paletteFor("truecolour", "unknown")],
  [
    { ...XTERM, COLORTERM: "24bit", COLORFGBG: "0;15" },
    paletteFor("truecolour", "light"),
  ],
  [{ ...XTERM, COLORFGBG: "15;default;0" }, paletteFor("16", "dark")],
  [
    { ...XTERM, COLORFGBG: "15;0", AMPHIGORY_THEME: "light" },
    paletteFor("16", "light"),
  ],
])("the colours follow %j", (env, palette) => {
  expect(readLook(env, flags).palette).toEqual(palette);
});

test.each([
  [XTERM, false],
  [{ TERM: "xterm" }, false],
  [{ TERM: "xterm", LANG: "C" }, true],
  [{ TERM: "xterm", LANG: "C", LC_ALL: "C.UTF-8" }, false],
  [{ TERM: "linux", LANG: "en_GB.UTF-8" }, true],
])("plain signs follow %j", (env, isAscii) => {
  expect(readLook(env, flags).ascii).toBe(isAscii);
});

test("bell, title and motion are on until they are switched off", () => {
  const { bell, title, motion } = readLook(XTERM, flags);
  expect({ bell, title, motion }).toEqual({
    bell: true,
    title: true,
    motion: true,
  });
  const off = readLook(
    {
      ...XTERM,
      AMPHIGORY_BELL: "off",
      AMPHIGORY_TITLE: "0",
      AMPHIGORY_MOTION: "no",
    },
    flags,
  );
  expect([off.bell, off.title, off.motion]).toEqual([false, false, false]);
});

test("of sixteen colours no yellow is used on paper that may be white", () => {
  for (const paper of ["light", "unknown"] as const)
    expect(Object.values(paletteFor("16", paper))).not.toContain("33");
});

test("without colours no colour is written", () => {
  for (const code of Object.values(paletteFor("none", "dark")))
    expect(["", "1"]).toContain(code);
});

test("a span is painted in the colour of its tone, and ended", () => {
  const look = readLook(XTERM, flags);
  expect(paint([span("a"), span("b", "bad")], look)).toBe(
    "a\u001B[31mb\u001B[0m",
  );
});

test("plain signs keep the columns of what they stand for", () => {
  expect(toAscii("Café 北極 🎄")).toBe("Cafe ???? ??");
});

/** WCAG 2, relative luminance and contrast. */
function contrast(sgr: string, [paper = 0]: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] =
    /38;2;(\d+);(\d+);(\d+)/.exec(sgr)?.slice(1).map(Number) ?? [];
  const channel = (value: number) =>
    value / 255 <= 0.03928
      ? value / 255 / 12.92
      : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light =
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const back = channel(paper);
  return (Math.max(light, back) + 0.05) / (Math.min(light, back) + 0.05);
}

const READ = [
  "muted",
  "accent",
  "good",
  "warn",
  "bad",
] as const satisfies readonly (keyof Palette)[];

test.each([
  ["dark", [0x1e], 4.5],
  ["light", [0xff], 4.5],
  ["unknown", [0x00], 3.6],
  ["unknown", [0xff], 3.6],
] as const)("every text can be read: %s on %j", (background, paper, least) => {
  const palette = paletteFor("truecolour", background);
  for (const tone of READ)
    expect({ tone, is: contrast(palette[tone], paper) >= least }).toEqual({
      tone,
      is: true,
    });
});
