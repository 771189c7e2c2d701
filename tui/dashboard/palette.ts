/** What a piece of text means; which colour that is, a palette says. */
export type Tone =
  | "plain"
  | "strong"
  | "muted"
  | "rule"
  | "accent"
  | "heading"
  | "good"
  | "warn"
  | "bad";

/** For each tone the parameters of the escape sequence SGR; an empty text is the terminal's own colour. */
export type Palette = Readonly<Record<Tone, string>>;

export type ColourDepth = "none" | "16" | "truecolour";
export type Background = "dark" | "light" | "unknown";

const BOLD = "1";

/** NO_COLOR: light and heavy letters are no colours. */
const plain: Palette = {
  plain: "",
  strong: BOLD,
  muted: "",
  rule: "",
  accent: "",
  heading: BOLD,
  good: "",
  warn: BOLD,
  bad: BOLD,
};

/**
 * The terminal's own sixteen, which its owner has chosen; yellow and cyan are no colours for white paper. Terminal.app is
 * white and says nothing: no yellow there, but cyan, since blue can not be read on black.
 */
const sixteen: Readonly<Record<Background, Palette>> = {
  dark: named({ accent: "36", good: "32", warn: "33", bad: "31" }),
  light: named({ accent: "34", good: "32", warn: "35", bad: "31" }),
  unknown: named({ accent: "36", good: "32", warn: "35", bad: "31" }),
};

const truecolour: Readonly<Record<Background, Palette>> = {
  dark: exact({
    muted: "#8f99a6",
    rule: "#4b535e",
    accent: "#74b3f0",
    good: "#7cc795",
    warn: "#e2b355",
    bad: "#ff8a80",
  }),
  light: exact({
    muted: "#5b6570",
    rule: "#bcc4cd",
    accent: "#0b5cad",
    good: "#1a7038",
    warn: "#85590a",
    bad: "#bb2a20",
  }),
  // Between both, so that it can be read on black and on white.
  unknown: exact({
    muted: "#757d86",
    rule: "#7f8790",
    accent: "#2a7cc7",
    good: "#2a8550",
    warn: "#9a7014",
    bad: "#d9483d",
  }),
};

export function paletteFor(
  depth: ColourDepth,
  background: Background,
): Palette {
  switch (depth) {
    case "none":
      return plain;
    case "16":
      return sixteen[background];
    case "truecolour":
      return truecolour[background];
  }
}

interface Accents {
  readonly accent: string;
  readonly good: string;
  readonly warn: string;
  readonly bad: string;
}

/** Numbers of SGR; muted is the faint variant of the terminal's own colour. */
function named({ accent, good, warn, bad }: Accents): Palette {
  return {
    plain: "",
    strong: BOLD,
    muted: "2",
    rule: "2",
    accent,
    heading: `${BOLD};${accent}`,
    good,
    warn,
    bad,
  };
}

/** Colours as `#rrggbb`. */
function exact(
  colours: Accents & { readonly muted: string; readonly rule: string },
): Palette {
  const accent = rgb(colours.accent);
  return {
    plain: "",
    strong: BOLD,
    muted: rgb(colours.muted),
    rule: rgb(colours.rule),
    accent,
    heading: `${BOLD};${accent}`,
    good: rgb(colours.good),
    warn: rgb(colours.warn),
    bad: rgb(colours.bad),
  };
}

function rgb(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16);
  return `38;2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
}
