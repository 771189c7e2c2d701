import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInstance, isReady } from "./instance.ts";
import type { Row } from "./row.ts";

const TASKS = 21;
const MAKEMKVCON = "makemkvcon-of-the-bench";

/** From the moment a task file appears in `queued/` until makemkvcon runs. The first task does not count. */
export async function benchPickUp(): Promise<Row[]> {
  const samples: number[] = [];
  await using daemon = createInstance(MAKEMKVCON);
  const started = join(daemon.root, "started");
  mkdirSync(started);
  installMakemkvcon(daemon.root, started);
  const ids = Array.from({ length: TASKS }, (_, number) => `bench-${number}`);
  writeFileSync(join(daemon.tasks, "tasks.json"), JSON.stringify(ids));
  daemon.start();
  await daemon.until("the daemon is ready", isReady);
  for (const id of ids) {
    const written = join(daemon.tasks, `${id}.tmp`);
    writeFileSync(written, JSON.stringify({ id, type: "scan" }));
    const queuedAt = now();
    renameSync(written, join(daemon.tasks, "queued", `${id}.json`));
    await daemon.answered(id);
    samples.push(latestStart(started) - queuedAt);
    await daemon.until("the daemon is idle", isIdle);
  }
  const alone = ids.map(() => {
    const startedAt = now();
    Bun.spawnSync([join(daemon.root, MAKEMKVCON)]);
    return latestStart(started) - startedAt;
  });
  return [
    {
      what: "rename into queued/ until makemkvcon runs",
      unit: "ms",
      samples: samples.slice(1),
      target: 15,
      note: "the claim is on disk before it runs",
    },
    {
      what: "… the stand-in for makemkvcon alone",
      unit: "ms",
      samples: alone.slice(1),
      target: null,
      note: "from its start until it has noted the time: part of the row above",
    },
  ];
}

/** Notes the time it was started at, prints the shortest scan there can be, and is done. */
function installMakemkvcon(root: string, started: string): void {
  const path = join(root, MAKEMKVCON);
  const script = `#!/bin/sh
date +%s%N > '${started}/'$$
printf '%s\\n' 'MSG:5011,0,0,"Operation successfully completed","Operation successfully completed"' 'TCOUNT:1' \\
  'CINFO:1,6209,"Blu-ray disc"' 'CINFO:2,0,"Bench"' 'CINFO:32,0,"BENCH"' 'TINFO:0,9,0,"1:00:00"' 'TINFO:0,11,0,"1000000"'
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}

/** Milliseconds since 1970. Where `date` knows no nanoseconds, the file's own time is fine enough. */
function latestStart(folder: string): number {
  const times = readdirSync(folder).map((name) => {
    const nanoseconds = Number(readFileSync(join(folder, name), "utf8"));
    if (Number.isFinite(nanoseconds)) return nanoseconds / 1e6;
    return statSync(join(folder, name)).mtimeMs;
  });
  return Math.max(...times);
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function isIdle(state: { readonly activity: { readonly kind: string } }) {
  return state.activity.kind === "idle";
}
