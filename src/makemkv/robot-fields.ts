/*
 * The fields of a record: numbers and quoted texts between commas, read from left to right with one cursor. Inside
 * quotes a backslash makes the next character literal, whatever it is (makemkvcon prints \" \\ and a backslash
 * before a real line feed; a doubled quote it never prints).
 */

export interface FieldCursor {
  readonly text: string;
  /** Where the next field starts; beyond the end of the text when there is no further field. */
  at: number;
}

const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const BACKSLASH = 92;

/** Whether the line stops inside quotes right after a backslash, that is, goes on in the next line. */
export function isContinued(text: string): boolean {
  if (text.charCodeAt(text.length - 1) !== BACKSLASH) return false;
  let quoted = false;
  let at = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) quoted = !quoted;
    else if (quoted && unit === BACKSLASH) at++;
  }
  return at > text.length;
}

/** Whether a field is left. */
export function hasMore(cursor: FieldCursor): boolean {
  return cursor.at <= cursor.text.length;
}

/** The number in the next field, or -1 when there is none. After a -1 the cursor is of no use. */
export function readNumber(cursor: FieldCursor): number {
  const { text } = cursor;
  const start = cursor.at;
  let at = start;
  let value = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === start || value > Number.MAX_SAFE_INTEGER) return -1;
  if (at < text.length && text.charCodeAt(at) !== COMMA) return -1;
  cursor.at = at + 1;
  return value;
}

/** The text of the next field, or `null` when there is none or its quotes are open. */
export function readText(cursor: FieldCursor): string | null {
  const { text, at } = cursor;
  if (at > text.length) return null;
  if (text.charCodeAt(at) !== QUOTE) return readUnusualText(cursor);
  const close = text.indexOf('"', at + 1);
  if (close === -1) return null;
  const isEnd =
    close + 1 === text.length || text.charCodeAt(close + 1) === COMMA;
  // Looked for in the line: most values are never used, and a slice that nobody looks into costs almost nothing.
  const escape = text.indexOf("\\", at + 1);
  if (!isEnd || (escape !== -1 && escape < close))
    return readUnusualText(cursor);
  cursor.at = close + 2;
  return text.slice(at + 1, close);
}

/** As `readText`, unit by unit: for escapes and for quotes in strange places. */
function readUnusualText(cursor: FieldCursor): string | null {
  const { text } = cursor;
  let { at } = cursor;
  let value = "";
  let quoted = false;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      quoted = !quoted;
      continue;
    }
    if (unit === COMMA && !quoted) break;
    if (unit === BACKSLASH && quoted) at++;
    value += text.charAt(at);
  }
  cursor.at = at + 1;
  return quoted ? null : value;
}
