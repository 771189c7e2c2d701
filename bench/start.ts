import { createInstance, isReady } from "./instance.ts";
import { cpuMilliseconds, residentMebibytes } from "./process-stat.ts";
import { type Row, timed } from "./row.ts";

const STARTS = 9;
const SETTLE_MS = 5_000;
/** Until what the start left behind is done with: compiling, collecting. */
const CALM_MS = 20_000;
const IDLE_MS = 20_000;
const IDLE_LOOKS = 3;
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
  await Bun.sleep(SETTLE_MS);
  const memory: Row[] = [
    {
      what: "resident memory of the idle daemon",
      unit: "MiB",
      samples: [residentMebibytes(pid)],
      target: 56,
      note: "5 s after it was ready",
    },
    {
      what: "… Bun alone: bun -e setInterval(…)",
      unit: "MiB",
      samples: [residentMebibytes(alone.pid)],
      target: null,
      note: "to compare with",
    },
  ];
  alone.kill();
  await alone.exited;
  await Bun.sleep(CALM_MS);
  const used: number[] = [];
  while (used.length < IDLE_LOOKS) {
    const before = cpuMilliseconds(pid);
    await Bun.sleep(IDLE_MS);
    used.push(cpuMilliseconds(pid) - before);
  }
  const note = `in ${IDLE_MS / 1000} s; 20 would be a thousandth of a core`;
  const what = "CPU of the idle daemon";
  return [...memory, { what, unit: "ms", samples: used, target: 20, note }];
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
