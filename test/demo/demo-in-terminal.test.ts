import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { hasTmux, openTerminal } from "../support/terminal.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(60_000);

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");

test.skipIf(!hasTmux)(
  "in a terminal the demo is shown by the dashboard, and q leaves nothing behind",
  async () => {
    await using terminal = await openTerminal({
      columns: 100,
      rows: 30,
      command: `${process.execPath} ${CLI} demo; echo left with $?`,
    });
    await terminal.shows("Ripping track 0");
    terminal.type("q");
    const left = await terminal.shows("left with 0");
    expect(left).toContain("Amphigory demo");
    expect(left).toContain("stopped: you left before the end.\nleft with 0");
    expect(terminal.value("alternate_on")).toBe("0");
  },
);
