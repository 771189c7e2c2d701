import { createTagReader, type Tag, type TagReader } from "./xml-tags.ts";

/**
 * Reads a property list in XML, as `diskutil … -plist` prints it. No more than that: no binary lists, no entities of a
 * document's own. What is cut, malformed, too deep or too big gives `null`, never half of a list.
 */
export type Plist =
  string | number | boolean | Uint8Array | readonly Plist[] | PlistDict;

export type PlistDict = ReadonlyMap<string, Plist>;

/** A date stays the text that it is. */
export function parsePlist(text: string): Plist | null {
  if (text.length > MAX_LENGTH) return null;
  const reader = createTagReader(text);
  if (reader.next()?.open !== "plist") return null;
  const value = readValue(reader, reader.next(), 0);
  if (value === null || reader.next()?.close !== "plist") return null;
  return reader.isAtEnd() ? value : null;
}

/** `null` for a list that is no dictionary, too. */
export function parsePlistDict(text: string): PlistDict | null {
  const value = parsePlist(text);
  return value instanceof Map ? value : null;
}

/** The answers of diskutil have about 5 kB and 4 levels. */
const MAX_LENGTH = 1024 * 1024;
const MAX_DEPTH = 64;

function readValue(
  reader: TagReader,
  tag: Tag | null,
  depth: number,
): Plist | null {
  if (!tag?.open || tag.before.trim() !== "" || depth > MAX_DEPTH) return null;
  const isEmpty = tag.close !== null;
  if (tag.open === "dict")
    return isEmpty ? new Map() : readDict(reader, depth + 1);
  if (tag.open === "array") return isEmpty ? [] : readArray(reader, depth + 1);
  const text = isEmpty ? "" : readText(reader, tag.open);
  return text === null ? null : readScalar(tag.open, text);
}

function readDict(reader: TagReader, depth: number): PlistDict | null {
  const dict = new Map<string, Plist>();
  for (let tag = reader.next(); tag; tag = reader.next()) {
    if (tag.before.trim() !== "") return null;
    if (tag.close === "dict" && !tag.open) return dict;
    if (tag.open !== "key") return null;
    const key = tag.close ? "" : readText(reader, "key");
    const value = readValue(reader, reader.next(), depth);
    if (key === null || value === null) return null;
    dict.set(key, value);
  }
  return null;
}

function readArray(reader: TagReader, depth: number): readonly Plist[] | null {
  const items: Plist[] = [];
  for (let tag = reader.next(); tag; tag = reader.next()) {
    if (tag.close === "array" && !tag.open)
      return tag.before.trim() === "" ? items : null;
    const value = readValue(reader, tag, depth);
    if (value === null) return null;
    items.push(value);
  }
  return null;
}

/** The text up to the end tag, which has to be the next tag. */
function readText(reader: TagReader, name: string): string | null {
  const end = reader.next();
  return end?.close === name && !end.open ? end.before : null;
}

function readScalar(name: string, text: string): Plist | null {
  switch (name) {
    case "string":
    case "date":
      return text;
    case "integer":
      return /^\s*[+-]?(\d+|0x[\da-f]+)\s*$/i.test(text)
        ? toNumber(text)
        : null;
    case "real":
      return toNumber(text);
    case "true":
      return true;
    case "false":
      return false;
    case "data":
      return /^[\s\w+/=]*$/.test(text)
        ? new Uint8Array(Buffer.from(text, "base64"))
        : null;
    default:
      return null;
  }
}

function toNumber(text: string): number | null {
  const [, sign, digits = ""] = /^\s*([+-]?)(\S+)\s*$/.exec(text) ?? [];
  const value = Number(digits);
  if (digits === "" || Number.isNaN(value)) return null;
  return sign === "-" ? -value : value;
}
