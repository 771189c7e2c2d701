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

/** In UTF-16 units. Nothing sensible is this long; a program gone mad may be. */
export const MAX_LINE_LENGTH = 1024 * 1024;

const CARRIAGE_RETURN = 13;

export function createLineSplitter(): LineSplitter {
  const decoder = new TextDecoder("utf-8");
  let unfinished = "";

  function hold(text: string): void {
    const room = MAX_LINE_LENGTH - unfinished.length;
    if (room > 0) unfinished += text.length > room ? text.slice(0, room) : text;
  }

  function split(text: string): readonly string[] {
    let end = text.indexOf("\n");
    if (end === -1) {
      hold(text);
      return [];
    }
    hold(text.slice(0, end));
    const lines = [trimLine(unfinished, 0, unfinished.length)];
    let start = end + 1;
    while ((end = text.indexOf("\n", start)) !== -1) {
      lines.push(trimLine(text, start, end));
      start = end + 1;
    }
    unfinished = "";
    hold(text.slice(start));
    return lines;
  }

  return {
    push: (chunk) => split(decoder.decode(chunk, { stream: true })),
    flush() {
      const lines = split(decoder.decode());
      if (unfinished === "") return lines;
      const last = trimLine(unfinished, 0, unfinished.length);
      unfinished = "";
      return [...lines, last];
    },
  };
}

function trimLine(text: string, start: number, end: number): string {
  let last = Math.min(end, start + MAX_LINE_LENGTH);
  while (last > start && text.charCodeAt(last - 1) === CARRIAGE_RETURN) last--;
  return text.slice(start, last);
}
