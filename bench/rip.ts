import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installSim } from "../test/support/sim.ts";
import { createInstance, isReady } from "./instance.ts";
import { cpuMilliseconds } from "./process-stat.ts";
import type { Row } from "./row.ts";

const LINES = 60_000;

/** What a rip costs the daemon: makemkvcon reports its progress about ten times a second, 60,000 lines for a long one. */
export async function benchRip(): Promise<Row[]> {
  await using daemon = createInstance("sim/makemkvcon");
  mkdirSync(join(daemon.root, "sim"));
  installSim(join(daemon.root, "sim"), { mkv: { progressLines: LINES } });
  const pid = daemon.start();
  await daemon.until("the daemon is ready", isReady);
  const before = cpuMilliseconds(pid);
  const started = performance.now();
  queueRip(daemon.tasks, join(daemon.root, "ripped"));
  await daemon.until("the rip has ended", ({ recent }) => recent.length > 0);
  const seconds = (performance.now() - started) / 1000;
  const used = cpuMilliseconds(pid) - before;
  const end = (await daemon.state())?.recent[0];
  if (end?.outcome !== "success") {
    throw new Error(`the rip failed: ${end?.code}, ${end?.message}`);
  }
  return [
    {
      what: `CPU of the daemon while a rip prints ${LINES} lines`,
      unit: "ms",
      samples: [used],
      target: 3_000,
      note: `printed in ${seconds.toFixed(1)} s here, in hours by a real drive`,
    },
  ];
}

function queueRip(tasks: string, directory: string): void {
  const id = "bench-rip";
  const written = join(tasks, `${id}.tmp`);
  const task = {
    id,
    type: "rip",
    track: { number: 0, expected_size_bytes: null, expected_duration: null },
    output: { directory, filename: "bench.mkv" },
  };
  writeFileSync(written, JSON.stringify(task));
  renameSync(written, join(tasks, "queued", `${id}.json`));
  writeFileSync(join(tasks, "tasks.json"), JSON.stringify([id]));
}
