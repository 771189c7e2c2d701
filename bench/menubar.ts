import { resolve } from "node:path";
import { createInstance, isReady } from "./instance.ts";
import { median, type Row, timed } from "./row.ts";

const CLI = resolve(import.meta.dir, "../src/cli.ts");
const RUNS = 31;
/** The menu is drawn every five seconds, for as long as somebody is logged in. */
const TIMES_BUN = 3;

/** What SwiftBar waits for each time: the whole process, asking a daemon that runs. Beside it Bun alone. */
export async function benchMenubar(): Promise<Row[]> {
  await using daemon = createInstance("/bin/false");
  daemon.start();
  await daemon.until("the daemon is ready", isReady);
  const menubar = [CLI, "--menubar", "--config-dir", `${daemon.root}/config`];
  const samples: number[] = [];
  const alone: number[] = [];
  // In turn, since a machine that is busy for a moment is so for both.
  for (let turn = 0; turn < RUNS; turn++) {
    alone.push(...(await timed(1, spawn(["-e", "0"]))));
    samples.push(...(await timed(1, spawn(menubar))));
  }
  const target = Math.round(TIMES_BUN * median(alone));
  return [
    {
      what: "one menu: amphigory --menubar",
      unit: "ms",
      samples,
      target,
      note: `whole process; not more than ${TIMES_BUN} times Bun alone`,
    },
    {
      what: "… Bun alone: bun -e 0",
      unit: "ms",
      samples: alone,
      target: null,
      note: "to compare with",
    },
  ];
}

function spawn(args: readonly string[]): () => void {
  return () => void Bun.spawnSync([process.execPath, ...args]);
}
