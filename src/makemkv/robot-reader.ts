import { createLineSplitter, MAX_LINE_LENGTH } from "../lib/split-lines.ts";
import { isContinued } from "./robot-fields.ts";
import { parseRobotLine, type RobotLine } from "./robot-line.ts";

/**
 * makemkvcon's output, in chunks cut anywhere → records. A line feed inside a text is printed as a backslash and a
 * real line feed, so a line that stops inside quotes after a backslash goes on in the next one.
 */
export interface RobotReader {
  /** The records that this chunk completes, in order. */
  push(chunk: Uint8Array): readonly RobotLine[];
  /** What is left when the output has ended. */
  flush(): readonly RobotLine[];
}

export function createRobotReader(): RobotReader {
  const splitter = createLineSplitter();
  let begun: string | null = null;

  function parseAll(lines: readonly string[]): RobotLine[] {
    const records: RobotLine[] = [];
    for (const line of lines) {
      const text = begun === null ? line : `${begun}\n${line}`;
      if (isContinued(text) && text.length < MAX_LINE_LENGTH) {
        begun = text;
        continue;
      }
      begun = null;
      records.push(parseRobotLine(text));
    }
    return records;
  }

  return {
    push: (chunk) => parseAll(splitter.push(chunk)),
    flush() {
      const records = parseAll(splitter.flush());
      if (begun === null) return records;
      const text = begun;
      begun = null;
      return [...records, parseRobotLine(text)];
    },
  };
}
