import { createInstance, isReady } from "./instance.ts";
import { cpuMilliseconds, residentMebibytes } from "./process-stat.ts";
import { type Row, timed } from "./row.ts";

const STARTS = 9;
const SETTLE_MS = 5_000;
const STEP_MS = 1;

/** How long a start takes, and what the daemon costs when it has nothing to do. Beside them Bun alone. */
export async function benchStart(): Promise<Row[]> {
  await using daemon = createInstance("/bin/false");
  const starts: number[] = [];
  for (let turn = 0; turn < STARTS; turn++) {
    const started = performance.now();
    daemon.start();
    await untilConnected(daemon.port);
    starts.push(performance.now() - started);
    await daemon.stop();
  }
  return [
    {
      what: "start until the webapp can connect",
      unit: "ms",
      samples: starts,
      target: 250,
      note: "with daemon.yaml read and /config.json fetched",
    },
    {
      what: "… Bun alone: bun -e 0",
      unit: "ms",
      samples: await timed(STARTS, () => {
        Bun.spawnSync([process.execPath, "-e", "0"]);
      }),
      target: null,
      note: "to compare with",
    },
  ];
}

export async function benchIdle(): Promise<Row[]> {
  await using daemon = createInstance("/bin/false");
  const pid = daemon.start();
  await daemon.until("the daemon is ready", isReady);
  const alone = Bun.spawn([
    process.execPath,
    "-e",
    "setInterval(() => {}, 1e6)",
  ]);
  await Bun.sleep(1_000);
  const before = cpuMilliseconds(pid);
  await Bun.sleep(SETTLE_MS);
  const used = cpuMilliseconds(pid) - before;
  const rows: Row[] = [
    {
      what: "resident memory of the idle daemon",
      unit: "MiB",
      samples: [residentMebibytes(pid)],
      target: 56,
      note: "6 s after it was ready",
    },
    {
      what: "… Bun alone: bun -e setInterval(…)",
      unit: "MiB",
      samples: [residentMebibytes(alone.pid)],
      target: null,
      note: "to compare with",
    },
    {
      what: "CPU of the idle daemon",
      unit: "ms",
      samples: [used],
      target: 50,
      note: `in ${SETTLE_MS / 1000} s; 50 would be one hundredth of a core`,
    },
  ];
  alone.kill();
  await alone.exited;
  return rows;
}

async function untilConnected(port: number): Promise<void> {
  for (;;) {
    try {
      const socket = await Bun.connect({
        hostname: "127.0.0.1",
        port,
        socket: { data() {} },
      });
      socket.end();
      return;
    } catch {
      await Bun.sleep(STEP_MS);
    }
  }
}
