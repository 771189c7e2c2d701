import type { KeyContext } from "./key-table.ts";
import { footerKeys, type FooterKey } from "./keys.ts";
import { widthOf, span, type Line } from "./line.ts";
import type { Look } from "./look.ts";

interface Drawing {
  readonly look: Look;
  readonly width: number;
}

const NARROW = 72;

/** Always there, at the end. */
const ALWAYS: ReadonlySet<string> = new Set(["?", "q"]);

/** As many keys as fit, the most important ones; then help and quit. */
export function footerLine(context: KeyContext, drawing: Drawing): Line {
  const keys = footerKeys(context);
  const last = keys.filter((one) => ALWAYS.has(one.keys[0] ?? ""));
  const end = last.flatMap((one) => keySpans(one, drawing));
  let line: Line = [];
  for (const one of keys) {
    if (last.includes(one)) continue;
    const longer = [...line, ...keySpans(one, drawing)];
    if (widthOf(longer) + widthOf(end) - SPACE.text.length <= drawing.width)
      line = longer;
  }
  return [...line, ...end].slice(0, -1);
}

const SPACE = span("   ");

function keySpans(
  { keys, footer: { label, short = label } }: FooterKey,
  { look, width }: Drawing,
): Line {
  const key = span(shownKey(keys[0] ?? "", look), "accent");
  return [key, span(` ${width < NARROW ? short : label}`, "muted"), SPACE];
}

const SHOWN: Readonly<Record<string, string>> = {
  "shift+tab": "Shift-Tab",
  tab: "Tab",
  enter: "Enter",
  escape: "Esc",
  space: "Space",
  pageup: "PgUp",
  pagedown: "PgDn",
  home: "Home",
  end: "End",
  "ctrl+z": "Ctrl-Z",
};

/** A key as it is printed on keyboards. */
export function shownKey(key: string, { glyphs, ascii }: Look): string {
  if (key === "up") return ascii ? "Up" : glyphs.up;
  if (key === "down") return ascii ? "Down" : glyphs.down;
  if (key === "left") return ascii ? "Left" : "←";
  if (key === "right") return ascii ? "Right" : "→";
  return SHOWN[key] ?? key;
}
