/**
 * `bun run bench`: the figures of the README, measured on this machine. Leaves nothing behind; exit code 1 when a bench
 * could not be run. A median above its target is marked, not an error: machines differ.
 */
import { benchBroadcast } from "./broadcast.ts";
import { benchDashboard } from "./dashboard.ts";
import { benchMatroska } from "./matroska.ts";
import { benchMenubar } from "./menubar.ts";
import { benchPickUp } from "./pick-up.ts";
import { benchQueue } from "./queue.ts";
import { benchRip } from "./rip.ts";
import { formatTable, type Row } from "./row.ts";
import { benchScan } from "./scan.ts";
import { benchIdle, benchStart } from "./start.ts";

const BENCHES = [
  benchStart,
  benchMenubar,
  benchDashboard,
  benchPickUp,
  benchScan,
  benchRip,
  benchMatroska,
  benchQueue,
  benchIdle,
  benchBroadcast,
];

const rows: Row[] = [];
const only = process.argv[2];
for (const bench of BENCHES) {
  if (only && bench.name !== only) continue;
  try {
    rows.push(...(await bench()));
  } catch (error) {
    console.error(`${bench.name}: ${String(error)}`);
    process.exitCode = 1;
  }
}
console.log(
  `Bun ${Bun.version}, ${process.platform} ${process.arch}, ${navigator.hardwareConcurrency} cores\n`,
);
console.log(formatTable(rows));
