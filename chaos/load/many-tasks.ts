import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { residentMebibytes } from "../../bench/process-stat.ts";
import { replace, scanTask, startHost } from "../../test/support/daemon.ts";
import { createTally, type Form, percentiles, type Row } from "../suite.ts";

const DONE = 20;

/** A webapp that queued everything it ever had. The first of them are done in order, none in a hurry, none lost. */
export async function queueMany(form: Form): Promise<Row> {
  const count = form === "short" ? 5_000 : 100_000;
  const tally = createTally();
  await using host = await startHost({
    stopped: true,
    settings: { webapp_link: "off" },
  });
  const ids = Array.from({ length: count }, (_, at) => `task-${at}`);
  const queued = join(host.tasks, "queued");
  await mkdir(queued, { recursive: true });
  for (let from = 0; from < count; from += 500) {
    await Promise.all(
      ids
        .slice(from, from + 500)
        .map((id) =>
          writeFile(join(queued, `${id}.json`), JSON.stringify(scanTask(id))),
        ),
    );
  }
  await replace(join(host.tasks, "tasks.json"), JSON.stringify(ids));
  const started = performance.now();
  await host.start();
  await host.daemon.state(({ queue }) => queue.kind === "open");
  const openMs = performance.now() - started;
  const times: number[] = [];
  let completedAt = "";
  for (const id of ids.slice(0, DONE)) {
    const before = performance.now();
    const answer: { status: string; completed_at?: string } =
      await host.answer(id);
    times.push(performance.now() - before);
    const isLater = (answer.completed_at ?? "") >= completedAt;
    completedAt = answer.completed_at ?? "";
    tally.add(
      answer.status === "success" && isLater
        ? null
        : `${id}: ${answer.status}, out of order: ${!isLater}`,
    );
  }
  const { queue } = await host.daemon.state(
    (state) =>
      state.queue.kind === "open" && state.queue.listing.depth <= count - DONE,
  );
  const depth = queue.kind === "open" ? queue.listing.depth : 0;
  // The daemon goes on while we ask.
  tally.add(
    depth > count - 2 * DONE
      ? null
      : `${depth} tasks are left of ${count - DONE}`,
  );
  const memory = residentMebibytes(host.daemon.process.pid);
  const stopping = performance.now();
  const code = await host.daemon.kill("SIGTERM");
  tally.add(code === 0 ? null : `it ended with ${code}`);
  return tally.row(
    `${count.toLocaleString("en")} queued tasks: started, the first ${DONE} done in order, stopped`,
    `open after ${openMs.toFixed(0)} ms, a scan ${percentiles(times.slice(1))}, memory ${memory.toFixed(0)} MiB, stopped in ${(performance.now() - stopping).toFixed(0)} ms`,
  );
}
