/**
 * How SwiftBar and xbar read a menu, as far as one text goes: what is shown, and what a click does. After SwiftBar's
 * MenuLineParameters.swift, MenuItemNode.swift and MenuBarItem.swift, and xbar's parse.go and item_params.go, with their
 * oddities. Both throw for what costs the person a menu.
 */
export interface ReadMenu {
  readonly header: ReadItem;
  /** `"---"` for a separator. */
  readonly items: readonly (ReadItem | "---")[];
}

export interface ReadItem {
  /** As shown. */
  readonly title: string;
  readonly params: Readonly<Record<string, string>>;
  readonly submenu: readonly ReadItem[];
}

/** Where a name between colons would become a picture. */
export const PICTURE = "🖼";

interface Line {
  readonly level: number;
  readonly title: string;
  readonly params: Readonly<Record<string, string>>;
}

export function readLikeSwiftBar(text: string): ReadMenu {
  // Foundation's CharacterSet.newlines.
  const lines = text
    .split(/[\n-\r\u0085\u2028\u2029]/)
    .filter((line) => line !== "");
  const at = lines.findIndex((line) => line.startsWith("---"));
  if (at !== 1) throw new Error(`${at} lines of header: the title rotates`);
  return {
    header: item(swiftBarLine(lines[0] ?? "")),
    items: tree(lines.slice(at + 1).map(swiftBarLine)),
  };
}

function swiftBarLine(line: string): Line {
  let rest = line;
  let level = 0;
  while (rest !== "---" && rest.startsWith("--")) {
    rest = rest.slice(2);
    level += 1;
  }
  const [title, parameters] = atFirstPipe(rest);
  return {
    level,
    title: rest === "---" ? rest : swiftBarTitle(title),
    params: swiftBarParameters(parameters),
  };
}

/** Symbols and emoji by name, then escapes. */
function swiftBarTitle(title: string): string {
  return title
    .trim()
    .replace(/:[\w.,+-]*:/g, PICTURE)
    .replace(/\\(.)/g, (_, one: string) =>
      one === "n" ? "\n" : one === "t" ? "\t" : one,
    );
}

function swiftBarParameters(text: string): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  let rest = text.trim();
  for (;;) {
    const key = /^[ \t]*([^=]*)=[ \t]*/.exec(rest);
    if (!key) return params;
    rest = rest.slice(key[0].length);
    // In quotes a backslash stays, and so does what follows it.
    const quoted = /^"((?:\\.|[^"\\])*)"?|^'((?:\\.|[^'\\])*)'?/.exec(rest);
    const value = quoted ?? /^[^ \t]*/.exec(rest);
    params[(key[1] ?? "").trim().toLowerCase()] = quoted
      ? (quoted[1] ?? quoted[2] ?? "")
      : (value?.[0] ?? "");
    rest = rest.slice(value?.[0].length ?? 0);
  }
}

/** xbar knows these and no others: one more, and the plugin is an error. */
const XBAR_KEYS =
  /^(disabled|key|href|color|font|size|shell|bash|templateImage|image|terminal|refresh|dropdown|length|trim|alternate|emojize|ansi|param[1-9]\d*)$/;

/** A longer line is one that bufio.Scanner gives up at. */
const XBAR_LINE_BYTES = 64 * 1024;

export function readLikeXbar(text: string): ReadMenu {
  const lines = text.replace(/\n$/, "").split(/\r?\n/);
  const at = lines.findIndex((line) => line.trim() === "---");
  if (at !== 1) throw new Error(`${at} lines of header: the title rotates`);
  if (lines.some((line) => Buffer.byteLength(line) >= XBAR_LINE_BYTES))
    throw new Error("a line is too long");
  return {
    header: item(xbarLine(lines[0] ?? "")),
    items: tree(lines.slice(at + 1).map(xbarLine)),
  };
}

function xbarLine(line: string): Line {
  const [title, parameters] = atFirstPipe(line);
  if (line.trim() === "---") return { level: 0, title: "---", params: {} };
  const dashes = /^(--)*/.exec(title)?.[0].length ?? 0;
  return {
    level: dashes / 2,
    title: xbarTitle(title.slice(dashes)),
    params: xbarParameters(parameters),
  };
}

/** Emoji by name, then the escapes of a Go string, if it is one. */
function xbarTitle(title: string): string {
  const named = title.trim().replace(/:[\w.,+-]*:/g, PICTURE);
  if (/"|\\$/.test(named)) return named;
  return named.replace(/\\(.)/g, (_, one: string) => `⟨${one}⟩`);
}

function xbarParameters(text: string): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== "") {
    const equals = rest.indexOf("=");
    if (equals < 0) throw new Error(`no "=" in ${rest}`);
    const key = rest.slice(0, equals).replace(/^\|\s*/, "");
    const quote = /^["']/.exec(rest.slice(equals + 1))?.[0] ?? "";
    const from = equals + 1 + quote.length;
    let end = rest.indexOf(quote === "" ? " " : quote, from);
    if (end < 0) end = rest.indexOf("|", from);
    if (end < 0) end = rest.length;
    if (!XBAR_KEYS.test(key)) throw new Error(`unknown parameter: ${key}`);
    params[key.toLowerCase()] = rest.slice(from, end);
    rest = rest.slice(end + 1).trim();
  }
  return params;
}

function atFirstPipe(line: string): readonly [string, string] {
  const at = line.indexOf("|");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}

function item({ title, params }: Line): ReadItem {
  return { title, params, submenu: [] };
}

/** One level of submenus is all we have; a level without an item above it makes xbar panic. */
function tree(lines: readonly Line[]): ReadMenu["items"] {
  const items: (ReadItem | "---")[] = [];
  for (const line of lines) {
    const above = items.at(-1);
    if (line.title === "---") items.push("---");
    else if (line.level === 0) items.push(item(line));
    else if (line.level > 1 || above === undefined || above === "---")
      throw new Error(`nothing above ${line.title}`);
    else
      items[items.length - 1] = {
        ...above,
        submenu: [...above.submenu, item(line)],
      };
  }
  return items;
}
