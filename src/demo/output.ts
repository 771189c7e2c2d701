import { writeSync } from "node:fs";
import { hasCode } from "../lib/error.ts";

/** What the simulated makemkvcon prints. Lines are gathered and leave together; `flush` before anything that waits. */
export interface Output {
  line(text: string): void;
  bytes(content: Uint8Array): void;
  error(text: string): void;
  flush(): void;
}

const STDOUT = 1;
const STDERR = 2;
const GATHER_BYTES = 32_768;

export function createOutput(): Output {
  let gathered = "";
  const flush = () => {
    if (gathered === "") return;
    const content = new TextEncoder().encode(gathered);
    gathered = "";
    writeAll(STDOUT, content);
  };
  return {
    line(text) {
      gathered += `${text}\n`;
      if (gathered.length >= GATHER_BYTES) flush();
    },
    bytes(content) {
      flush();
      writeAll(STDOUT, content);
    },
    error(text) {
      writeAll(STDERR, new TextEncoder().encode(`${text}\n`));
    },
    flush,
  };
}

/** A full pipe is waited for; a reader that has gone is ignored, as the work goes on without one. */
function writeAll(fd: number, content: Uint8Array): void {
  let done = 0;
  while (done < content.length) {
    try {
      done += writeSync(fd, content, done);
    } catch (error) {
      if (hasCode(error, "EPIPE")) return;
      if (!hasCode(error, "EAGAIN")) throw error;
      Bun.sleepSync(1);
    }
  }
}
