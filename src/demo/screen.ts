import { createPalette, type Palette } from "./story-text.ts";

/** Where the demo's lines go. */
export interface Screen {
  readonly palette: Palette;
  /** Whether `redraw` shows anything. */
  readonly isLive: boolean;
  line(text: string): void;
  /** Replace the unfinished line below the last one. */
  redraw(text: string): void;
}

const CLEAR_LINE = "\r\x1b[2K";

/** Lines to `out`, or to stdout: there with colours (unless NO_COLOR is set) and a live line, if it is a terminal. */
export function createScreen(out?: (line: string) => void): Screen {
  if (out) return plainScreen(out);
  const write = (text: string) => process.stdout.write(text);
  if (!process.stdout.isTTY) return plainScreen((line) => write(`${line}\n`));
  return {
    palette: createPalette(!process.env["NO_COLOR"]),
    isLive: true,
    line: (text) => write(`${CLEAR_LINE}${text}\n`),
    // A line that wraps could not be replaced.
    redraw: (text) =>
      write(CLEAR_LINE + text.slice(0, process.stdout.columns - 1)),
  };
}

function plainScreen(line: (text: string) => void): Screen {
  return { palette: createPalette(false), isLive: false, line, redraw() {} };
}
