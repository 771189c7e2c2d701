import { cellsOf } from "../text/width.ts";
import type { Line } from "./line.ts";
import type { Look } from "./look.ts";

/** Ends every colour and weight. */
const RESET = "\u001B[0m";

/** A line as a terminal takes it. Pure. */
export function paint(line: Line, { palette, ascii }: Look): string {
  return line
    .map(({ text, tone }) => {
      const shown = ascii ? toAscii(text) : text;
      const code = palette[tone];
      return code === "" || shown.trim() === ""
        ? shown
        : `\u001B[${code}m${shown}${RESET}`;
    })
    .join("");
}

/** Every sign that is not in ASCII becomes a letter like it, or question marks of the same width. */
export function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Array.from(text.normalize("NFC"), (char) => {
    const letter = char.normalize("NFD").replace(/\p{M}/gu, "");
    return /^[ -~]$/.test(letter) ? letter : "?".repeat(cellsOf(char));
  }).join("");
}
