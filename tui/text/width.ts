import { printable } from "../format.ts";

/**
 * Text by the columns it takes in a terminal, not by its characters: a Chinese character and an emoji take two, an
 * accent none.
 */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * How many columns a text takes, at most. Terminals do not agree about the vowels that stand beside a letter (Devanagari,
 * Tamil): to most they are a column each, and a line that is longer than the window would break.
 */
export function cellsOf(text: string): number {
  return Bun.stringWidth(text) + (text.match(/\p{Mc}/gu)?.length ?? 0);
}

/**
 * Letters of the West, and the signs that we draw with: one column each, and nothing to change about them. Nearly every
 * text is like that, and this is asked some hundred times a frame.
 */
const PLAIN =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2500-\u25FF\u2605\u2713-\u2717]*$/;

/**
 * Text that takes the same columns in every terminal, and moves nothing. Terminals do not agree about the width of
 * emoji that are joined or varied (families, skin colours, keycaps), so those are shown as the plain emoji they are made of.
 */
export function steady(text: string): string {
  if (PLAIN.test(text)) return text;
  return printable(text).replace(
    /\p{Default_Ignorable_Code_Point}|[\u{1F3FB}-\u{1F3FF}]|\u{20E3}/gu,
    "",
  );
}

/** At most `width` columns; what does not fit is left out at the end. */
export function cutEnd(text: string, width: number, mark = "…"): string {
  if (cellsOf(text) <= width) return text;
  const room = width - cellsOf(mark);
  if (room < 0) return "";
  return `${headOf(text, room).trimEnd()}${mark}`;
}

/** At most `width` columns; what does not fit is left out in the middle, since names often differ at their end. */
export function cutMiddle(text: string, width: number, mark = "…"): string {
  if (cellsOf(text) <= width) return text;
  const room = width - cellsOf(mark);
  if (room < 2) return cutEnd(text, width, mark);
  const head = headOf(text, Math.ceil(room / 2));
  return `${head}${mark}${tailOf(text, room - cellsOf(head))}`;
}

/** Blanks behind it, up to `width` columns. */
export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cellsOf(text)));
}

/** The words of a text in lines of at most `width` columns. A word that is longer than a line is broken. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((one) => broken(one, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (cellsOf(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return line === "" ? lines : [...lines, line];
}

function broken(word: string, width: number): readonly string[] {
  if (cellsOf(word) <= width) return [word];
  const head = headOf(word, width) || (charsOf(word)[0] ?? "");
  return [head, ...broken(word.slice(head.length), width)];
}

function headOf(text: string, width: number): string {
  let head = "";
  let used = 0;
  for (const char of charsOf(text)) {
    used += cellsOf(char);
    if (used > width) break;
    head += char;
  }
  return head;
}

function tailOf(text: string, width: number): string {
  let tail = "";
  let used = 0;
  for (const char of charsOf(text).toReversed()) {
    used += cellsOf(char);
    if (used > width) break;
    tail = char + tail;
  }
  return tail;
}

function charsOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.split("");
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
