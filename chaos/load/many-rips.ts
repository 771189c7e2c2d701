import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { median } from "../../bench/row.ts";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import { ripTask, scanTask, startHost } from "../../test/support/daemon.ts";
import { createTally, type Form, percentiles, type Row } from "../suite.ts";
import { type Vitals, vitalsOf } from "./vitals.ts";

const MOST_GROWTH_MIB = 12;
const EVERY = 10;

/** A pile of discs, as fast as the simulated makemkvcon goes: what is left of each rip in the process must be nothing. */
export async function ripMany(form: Form): Promise<Row> {
  const rips = form === "short" ? 40 : 300;
  const tally = createTally();
  const titles = DEFAULT_DISC.titles.map((title) => ({
    ...title,
    bytes: 20_000,
  }));
  await using host = await startHost({
    scenario: { disc: { ...DEFAULT_DISC, titles }, mkv: { progressLines: 4 } },
    settings: { webapp_link: "off" },
  });
  await host.queue(scanTask("scan"));
  await host.answer("scan");
  const seen: Vitals[] = [];
  const times: number[] = [];
  for (let rip = 1; rip <= rips; rip++) {
    const started = performance.now();
    await host.queue(ripTask(`rip-${rip}`, 0));
    const { status } = await host.answer(`rip-${rip}`);
    times.push(performance.now() - started);
    tally.add(status === "success" ? null : `rip ${rip}: ${status}`);
    if (rip % EVERY !== 0) continue;
    await host.daemon.state(({ activity }) => activity.kind === "idle");
    seen.push(vitalsOf(host.daemon.process.pid));
  }
  const files = await readdir(join(host.basedir, "media", "ripped", "Film"));
  tally.add(files.length === rips ? null : `${files.length} files of ${rips}`);
  for (const wrong of growth(seen)) tally.add(wrong);
  const [first, last] = [seen[0], seen.at(-1)];
  const memory = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    show(seen[Math.round(share * (seen.length - 1))]?.mebibytes),
  );
  return tally.row(
    `${rips} rips by one daemon: memory, handles and child processes stay as they are`,
    `memory ${memory.join(" → ")} MiB, handles ${first?.handles} → ${last?.handles}, children ${last?.children}; a rip: ${percentiles(times)}`,
  );
}

/** One entry for each of the three; `null` where it is flat. */
function growth(seen: readonly Vitals[]): readonly (string | null)[] {
  const half = Math.ceil(seen.length / 2);
  const memory = (part: readonly Vitals[]) =>
    median(part.map(({ mebibytes }) => mebibytes));
  const grown = memory(seen.slice(half)) - memory(seen.slice(0, half));
  const handles = seen.map((one) => one.handles ?? 0);
  const children = seen.map((one) => one.children ?? 0);
  return [
    grown < MOST_GROWTH_MIB ? null : `memory grew by ${grown.toFixed(1)} MiB`,
    (handles.at(-1) ?? 0) <= (handles[0] ?? 0) + 2
      ? null
      : `handles: ${handles.join(" ")}`,
    Math.max(...children) === 0 ? null : `children: ${children.join(" ")}`,
  ];
}

function show(mebibytes: number | undefined): string {
  return mebibytes?.toFixed(0) ?? "?";
}
