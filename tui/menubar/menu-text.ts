import { printable } from "../format.ts";

/**
 * A menu as the text that SwiftBar and xbar read: `title | key=value key="v w"`, one line an item, `---` between
 * sections, `--` in front of what is in a submenu. One text for both, so only what both know:
 *
 * - xbar gives up the whole menu at a parameter that it does not know, so `symbolize=false` (SwiftBar's) can not be used.
 * - Neither has an escape for `|` in a title, and they disagree about backslashes (SwiftBar always reads `\n`, xbar only
 *   where a title has no quotes). So no character with a meaning is ever written: each has a harmless double.
 *
 * Sources: SwiftBar's MenuLineParameters.swift and MenuBarItem.swift, xbar's parse.go and item_params.go.
 */
export interface Menu {
  /** PNG as base64, drawn by the system in the colour of the menu bar. */
  readonly icon: string;
  readonly sections: readonly (readonly MenuItem[])[];
}

export interface MenuItem {
  readonly title: string;
  readonly does?: Deed;
  /** It is news that something is wrong. */
  readonly isProblem?: boolean;
  readonly submenu?: readonly MenuItem[];
}

/** What a click does. */
export type Deed =
  | { readonly kind: "open"; readonly url: string }
  /** In the background; the menu is drawn anew when it has ended well. The first word is an absolute path. */
  | { readonly kind: "run"; readonly words: readonly string[] };

/** Readable on a light and on a dark menu. SwiftBar takes a pair of colours, xbar does not. */
const PROBLEM_COLOUR = "#d9480f";

/** Ends with a line feed; empty sections are left out. */
export function menuText({ icon, sections }: Menu): string {
  const blocks = sections
    .filter((items) => items.length > 0)
    .map((items) => items.map((item) => itemText(item, "")).join(""));
  return [`| templateImage=${icon}\n`, ...blocks].join("---\n");
}

function itemText(item: MenuItem, depth: string): string {
  const { title, does, isProblem = false, submenu = [] } = item;
  const parameters = [
    ...(does ? deedText(does) : []),
    ...(isProblem ? [`color=${PROBLEM_COLOUR}`] : []),
  ];
  const tail = parameters.length === 0 ? "" : ` | ${parameters.join(" ")}`;
  const below = submenu.map((child) => itemText(child, `${depth}--`));
  return `${depth}${titleText(title)}${tail}\n${below.join("")}`;
}

/** A text that stands for itself as a title, whatever is in it. */
export function titleText(text: string): string {
  return (
    printable(text.replace(/[\s\u0085]+/g, " ").trim())
      .replaceAll("|", "│")
      .replaceAll("\\", "∖")
      // A symbol or an emoji by its name: `:opticaldisc:`, `:+1:`. A word joiner has no width.
      .replace(/:(?=[^\s:]*:)/g, ":\u2060")
      // A submenu or a separator.
      .replace(/^-/, "‑")
  );
}

/** Empty for a deed that can not be said: an item without one is greyed out. */
function deedText(deed: Deed): readonly string[] {
  if (deed.kind === "open") {
    const url = webAddress(deed.url);
    return url === null ? [] : [`href=${url}`];
  }
  const values = deed.words.map(valueText);
  if (values.some((value) => value === null)) return [];
  const words = values.map((value, index) =>
    index === 0 ? `bash=${value}` : `param${index}=${value}`,
  );
  return [...words, "terminal=false", "refresh=true"];
}

/** Only pages: an address could also name a program. Nothing that ends a value is left in it. */
function webAddress(text: string): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  return url.href.replace(
    /[|"'\\]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
}

/**
 * A value, in quotes where it has to be; `null` where it can not be written. Both have two kinds of quotes and no escape;
 * in quotes, SwiftBar takes a backslash and whatever follows as they are, the closing quote too. For the shell it puts
 * words in single quotes (`quoteIfNeeded`), which an apostrophe would end. It compares whole characters, and a sign that
 * joins with what follows (U+0600) would hide the closing quote. A `|` ended values in older xbars.
 */
export function valueText(value: string): string | null {
  if (/^[\w@%+:,./-]+$/.test(value)) return value;
  if (/[\p{Cc}\u2028\u2029]/u.test(value) || /(^|[^\\])(\\\\)*\\$/.test(value))
    return null;
  if (/['|]|\p{Cf}$/u.test(value)) return null;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

/**
 * The words of a text in lines of about `width` characters; a text that nobody would read to its end is cut. Characters
 * and not columns: the font of a menu is proportional.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  if (lines.length >= MOST_LINES)
    return [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`];
  return [...lines, line];
}

const MOST_LINES = 8;

/** At most `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  return `${characters.slice(0, length - 1).join("")}…`;
}

/** A word that is longer than a line, cut where the lines end. */
function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const characters = Array.from(word);
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * width, (index + 1) * width).join(""),
  );
}
