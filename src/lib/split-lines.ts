/**
 * Bytes in chunks cut anywhere → whole lines. A line ends with a line feed; any number of carriage returns before it
 * goes with it. UTF-8 that is cut by a chunk border stays whole, bytes that are no UTF-8 become U+FFFD, and a byte
 * order mark at the very start is dropped. Memory stays bounded: what is beyond `MAX_LINE_LENGTH` in one line is lost.
 */
export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): readonly string[];
  /** What is left at the end: one line without its line feed, or nothing. */
  flush(): readonly string[];
}

/** The same without a string for every line: a line is a part of a text that many lines share. */
export interface LineScanner {
  push(chunk: Uint8Array, onLine: OnLine): void;
  flush(onLine: OnLine): void;
}

/** The line is `text.slice(start, end)`. */
export type OnLine = (text: string, start: number, end: number) => void;

/** In UTF-16 units. Nothing sensible is this long; a program gone mad may be. */
export const MAX_LINE_LENGTH = 1024 * 1024;

const CARRIAGE_RETURN = 13;

export function createLineSplitter(): LineSplitter {
  const scanner = createLineScanner();
  const collect = (scan: (onLine: OnLine) => void) => {
    const lines: string[] = [];
    scan((text, start, end) => void lines.push(text.slice(start, end)));
    return lines;
  };
  return {
    push: (chunk) => collect((onLine) => scanner.push(chunk, onLine)),
    flush: () => collect((onLine) => scanner.flush(onLine)),
  };
}

export function createLineScanner(): LineScanner {
  const decoder = new TextDecoder("utf-8");
  let unfinished = "";

  function hold(text: string): void {
    const room = MAX_LINE_LENGTH - unfinished.length;
    if (room > 0) unfinished += text.length > room ? text.slice(0, room) : text;
  }

  function scan(text: string, onLine: OnLine): void {
    let end = text.indexOf("\n");
    if (end === -1) return hold(text);
    let start = 0;
    if (unfinished !== "") {
      hold(text.slice(0, end));
      giveUnfinished(onLine);
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    for (; end !== -1; end = text.indexOf("\n", start)) {
      onLine(text, start, trimmedEnd(text, start, end));
      start = end + 1;
    }
    hold(text.slice(start));
  }

  function giveUnfinished(onLine: OnLine): void {
    const line = unfinished;
    unfinished = "";
    onLine(line, 0, trimmedEnd(line, 0, line.length));
  }

  return {
    push: (chunk, onLine) =>
      scan(decoder.decode(chunk, { stream: true }), onLine),
    flush(onLine) {
      scan(decoder.decode(), onLine);
      if (unfinished !== "") giveUnfinished(onLine);
    },
  };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let last = Math.min(end, start + MAX_LINE_LENGTH);
  while (last > start && text.charCodeAt(last - 1) === CARRIAGE_RETURN) last--;
  return last;
}
