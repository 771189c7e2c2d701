import { createLineScanner, MAX_LINE_LENGTH } from "../../lib/split-lines.ts";
import { createCursor, type FieldCursor, isContinued } from "./robot-fields.ts";
import { parseLine, parseRobotLine, type RobotLine } from "./robot-line.ts";

/**
 * makemkvcon's output, in chunks cut anywhere → records. A line feed inside a text is printed as a backslash and a
 * real line feed, so a line that stops inside quotes after a backslash goes on in the next one. Lines are read where
 * they stand in the chunk: a string for each would cost a third of the time of a scan (measured).
 */
export interface RobotReader {
  /** The records that this chunk completes, in order. */
  push(chunk: Uint8Array): readonly RobotLine[];
  /** What is left when the output has ended. */
  flush(): readonly RobotLine[];
}

/** Each line of a text makes the reader look at the whole text again; a program gone mad might never end one. */
const MOST_LINES_OF_TEXT = 32;

export function createRobotReader(): RobotReader {
  const scanner = createLineScanner();
  let begun: string | null = null;
  let linesOfText = 0;
  let cursor: FieldCursor = createCursor("");
  let records: RobotLine[] = [];

  function read(text: string, start: number, end: number): void {
    if (begun !== null) return readOn(`${begun}\n${text.slice(start, end)}`);
    if (cursor.text !== text || cursor.at > start) cursor = createCursor(text);
    cursor.at = start;
    cursor.end = end;
    if (!isContinued(cursor)) return void records.push(parseLine(cursor));
    begun = text.slice(start, end);
    linesOfText = 1;
  }

  function readOn(text: string): void {
    linesOfText += 1;
    const goesOn =
      linesOfText < MOST_LINES_OF_TEXT &&
      text.length < MAX_LINE_LENGTH &&
      isContinued(createCursor(text));
    begun = goesOn ? text : null;
    if (!goesOn) records.push(parseRobotLine(text));
  }

  function take(): readonly RobotLine[] {
    const taken = records;
    records = [];
    return taken;
  }

  return {
    push(chunk) {
      scanner.push(chunk, read);
      return take();
    },
    flush() {
      scanner.flush(read);
      if (begun !== null) records.push(parseRobotLine(begun));
      begun = null;
      return take();
    },
  };
}
