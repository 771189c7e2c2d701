import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Play } from "../src/demo/scenario.ts";
import { installSim } from "../test/support/sim.ts";
import { createInstance, isReady } from "./instance.ts";
import { cpuMilliseconds } from "./process-stat.ts";
import type { Row } from "./row.ts";

const BURST = { progressLines: 60_000 };
const TASK = "bench-rip";
/** makemkvcon says a line of progress about ten times a second: each arrives alone. */
const DRIP = { progressLines: 6_000, paceMs: 1 };

/** What a rip costs the daemon. A long one prints 60,000 lines. */
export async function benchRip(): Promise<Row[]> {
  const burst = await cpuOfRip(BURST);
  const drip = await cpuOfRip(DRIP);
  return [
    {
      what: `CPU of the daemon while a rip prints ${BURST.progressLines} lines`,
      unit: "ms",
      samples: [burst.cpu],
      target: 1_500,
      note: `all of them in ${burst.seconds.toFixed(1)} s`,
    },
    {
      what: `… ${DRIP.progressLines} lines, two at a time`,
      unit: "ms",
      samples: [drip.cpu],
      target: 1_500,
      note: `in ${drip.seconds.toFixed(1)} s; a real drive takes ten minutes for them`,
    },
  ];
}

async function cpuOfRip(play: Play) {
  await using daemon = createInstance("sim/makemkvcon");
  mkdirSync(join(daemon.root, "sim"));
  installSim(join(daemon.root, "sim"), { mkv: play });
  const pid = daemon.start();
  await daemon.until("the daemon is ready", isReady);
  const before = cpuMilliseconds(pid);
  const started = performance.now();
  queueRip(daemon.tasks, join(daemon.root, "ripped"));
  await daemon.answered(TASK);
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuMilliseconds(pid) - before;
  await daemon.until("the rip has ended", ({ recent }) => recent.length > 0);
  const end = (await daemon.state())?.recent[0];
  if (end?.outcome !== "success") {
    throw new Error(`the rip failed: ${end?.code}, ${end?.message}`);
  }
  return { cpu, seconds };
}

function queueRip(tasks: string, directory: string): void {
  const written = join(tasks, `${TASK}.tmp`);
  const task = {
    id: TASK,
    type: "rip",
    track: { number: 0, expected_size_bytes: null, expected_duration: null },
    output: { directory, filename: "bench.mkv" },
  };
  writeFileSync(written, JSON.stringify(task));
  renameSync(written, join(tasks, "queued", `${TASK}.json`));
  writeFileSync(join(tasks, "tasks.json"), JSON.stringify([TASK]));
}
