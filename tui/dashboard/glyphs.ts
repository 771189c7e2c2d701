/** Every sign that is not a letter. All of them take one column. */
export interface Glyphs {
  readonly disc: {
    readonly empty: string;
    readonly inserted: string;
    /** One after the other while makemkvcon works. */
    readonly turning: readonly string[];
  };
  readonly overlay: {
    readonly paused: string;
    readonly disconnected: string;
    readonly error: string;
  };
  readonly bar: {
    readonly full: string;
    readonly rest: string;
  };
  readonly rule: { readonly plain: string; readonly focused: string };
  readonly dot: string;
  readonly arrow: string;
  readonly next: string;
  readonly star: string;
  readonly success: string;
  readonly failure: string;
  readonly attention: string;
  readonly cut: string;
  readonly dash: string;
  readonly up: string;
  readonly down: string;
}

export const unicode: Glyphs = {
  disc: { empty: "○", inserted: "◉", turning: ["◐", "◓", "◑", "◒"] },
  overlay: { paused: "‖", disconnected: "✕", error: "▲" },
  bar: { full: "━", rest: "─" },
  rule: { plain: "─", focused: "━" },
  dot: "·",
  arrow: "→",
  next: "▸",
  star: "★",
  success: "✓",
  failure: "✗",
  attention: "▲",
  cut: "…",
  dash: "–",
  up: "↑",
  down: "↓",
};

/** For terminals without Unicode. */
export const ascii: Glyphs = {
  disc: { empty: "o", inserted: "@", turning: ["|", "/", "-", "\\"] },
  overlay: { paused: "=", disconnected: "x", error: "!" },
  bar: { full: "#", rest: "." },
  rule: { plain: "-", focused: "=" },
  dot: "-",
  arrow: "->",
  next: ">",
  star: "*",
  success: "+",
  failure: "x",
  attention: "!",
  cut: "..",
  dash: "-",
  up: "^",
  down: "v",
};
