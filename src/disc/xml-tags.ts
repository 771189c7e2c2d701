/**
 * The tags of an XML document and the texts between them, one after the other: as much of XML as property lists need.
 */

/** A tag and the text before it; `<x/>` opens and closes. */
export interface Tag {
  readonly before: string;
  readonly open: string | null;
  readonly close: string | null;
}

export interface TagReader {
  /** The next tag; `null`: there is none, or something that is no XML. */
  next(): Tag | null;
  isAtEnd(): boolean;
}

export function createTagReader(text: string): TagReader {
  let position = text.startsWith("\uFEFF") ? 1 : 0;
  let before = "";

  /** Moves behind `end`; false: there is none. */
  function skipTo(end: string): boolean {
    const found = text.indexOf(end, position);
    position = found === -1 ? text.length : found + end.length;
    return found !== -1;
  }

  /** Comments, instructions and the document type are passed over, CDATA is text. */
  function skipMarkup(): boolean {
    if (text.startsWith("<!--", position)) return skipTo("-->");
    if (text.startsWith("<?", position)) return skipTo("?>");
    if (text.startsWith("<!DOCTYPE", position)) {
      const head = text.slice(position, text.indexOf(">", position) + 1);
      return (!head.includes("[") || skipTo("]")) && skipTo(">");
    }
    if (!text.startsWith("<![CDATA[", position)) return false;
    const start = position + 9;
    if (!skipTo("]]>")) return false;
    before += text.slice(start, position - 3);
    return true;
  }

  function readTag(): Tag | null {
    const start = position + 1;
    if (!skipTo(">")) return null;
    const [, slash, name, empty] =
      TAG.exec(text.slice(start, position - 1)) ?? [];
    if (!name || (slash && empty)) return null;
    const tag = {
      before,
      open: slash ? null : name,
      close: slash || empty ? name : null,
    };
    before = "";
    return tag;
  }

  function next(): Tag | null {
    for (;;) {
      const start = text.indexOf("<", position);
      if (start === -1) return null;
      const plain = decodeEntities(text.slice(position, start));
      if (plain === null) return null;
      before += plain;
      position = start;
      if (!/[!?]/.test(text[start + 1] ?? "")) return readTag();
      if (!skipMarkup()) return null;
    }
  }

  return {
    next,
    isAtEnd: () => next() === null && text.slice(position).trim() === "",
  };
}

const TAG = /^(\/?)([A-Za-z]\w*)(?:\s[^<]*?)?(\/?)$/;

const ENTITIES = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** `null`: one that nobody knows. */
function decodeEntities(text: string): string | null {
  if (!text.includes("&")) return text;
  let isGood = true;
  const decoded = text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const found = whole.endsWith(";") ? decodeEntity(name) : null;
    if (found === null) isGood = false;
    return found ?? "";
  });
  return isGood ? decoded : null;
}

function decodeEntity(name: string): string | null {
  const [, hex, decimal] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  if (!hex && !decimal) return ENTITIES.get(name) ?? null;
  const code = hex ? parseInt(hex, 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
