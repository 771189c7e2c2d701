/*
 * The fields of a record: numbers and quoted texts between commas, read from left to right with one cursor. Inside
 * quotes a backslash makes the next character literal, whatever it is (makemkvcon prints \" \\ and a backslash
 * before a real line feed; a doubled quote it never prints).
 */

/** Where one is in a text that may hold many lines; a line is the part of it up to `end`. */
export interface FieldCursor {
  readonly text: string;
  /** Where the next field starts; beyond the end of the line when there is no further field. */
  at: number;
  end: number;
  /** The place of a backslash that is no later than the next one from `at`: looked for once for many fields. */
  escape: number;
}

const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const BACKSLASH = 92;

export function createCursor(text: string): FieldCursor {
  return { text, at: 0, end: text.length, escape: -1 };
}

/** Whether the line stops inside quotes right after a backslash, that is, goes on in the next line. */
export function isContinued({ text, at: start, end }: FieldCursor): boolean {
  if (end === start || text.charCodeAt(end - 1) !== BACKSLASH) return false;
  let quoted = false;
  let at = start;
  for (; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) quoted = !quoted;
    else if (quoted && unit === BACKSLASH) at++;
  }
  return at > end;
}

/** Whether a field is left. */
export function hasMore(cursor: FieldCursor): boolean {
  return cursor.at <= cursor.end;
}

/** The number in the next field, or -1 when there is none. After a -1 the cursor is of no use. */
export function readNumber(cursor: FieldCursor): number {
  const { text, at: start, end } = cursor;
  let at = start;
  let value = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === start || value > Number.MAX_SAFE_INTEGER) return -1;
  if (at < end && text.charCodeAt(at) !== COMMA) return -1;
  cursor.at = at + 1;
  return value;
}

/** The text of the next field, or `null` when there is none or its quotes are open. */
export function readText(cursor: FieldCursor): string | null {
  const { text, at, end } = cursor;
  if (at > end) return null;
  if (at === end || text.charCodeAt(at) !== QUOTE)
    return readUnusualText(cursor);
  const close = text.indexOf('"', at + 1);
  if (close === -1 || close >= end) return null;
  const isEnd = close + 1 === end || text.charCodeAt(close + 1) === COMMA;
  if (!isEnd || nextEscape(cursor) < close) return readUnusualText(cursor);
  cursor.at = close + 2;
  return text.slice(at + 1, close);
}

/** Most texts have none, and a search from every field to the end of the text would cost more than all the rest. */
function nextEscape(cursor: FieldCursor): number {
  if (cursor.escape < cursor.at) {
    const found = cursor.text.indexOf("\\", cursor.at);
    cursor.escape = found === -1 ? Number.POSITIVE_INFINITY : found;
  }
  return cursor.escape;
}

/** As `readText`, unit by unit: for escapes and for quotes in strange places. */
function readUnusualText(cursor: FieldCursor): string | null {
  const { text, end } = cursor;
  let { at } = cursor;
  let value = "";
  let quoted = false;
  for (; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      quoted = !quoted;
      continue;
    }
    if (unit === COMMA && !quoted) break;
    if (unit === BACKSLASH && quoted) at++;
    if (at < end) value += text.charAt(at);
  }
  cursor.at = at + 1;
  return quoted ? null : value;
}
