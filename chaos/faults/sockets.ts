import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { controlSocketPath } from "../../src/wire/attach.ts";
import {
  both,
  examine,
  type Fault,
  figuresOf,
  shorten,
  unless,
} from "./fault.ts";
import { openLab } from "./lab.ts";
import { rip, scan } from "./orders.ts";

/** Ports, sockets and folders that somebody else has already. */

const portTaken: Fault = {
  what: "The port is taken at the start and becomes free; tasks are done meanwhile",
  isLong: true,
  async run() {
    await using lab = await openLab();
    const other = createServer();
    await new Promise<void>((resolve) =>
      other.listen(lab.port, "127.0.0.1", resolve),
    );
    await lab.queue(scan("meanwhile"));
    await lab.start();
    await lab.answered(["meanwhile"]);
    const state = await lab.state();
    const wasFailed = state?.server.kind === "failed";
    other.close();
    await lab.until("the port", ({ server }) => server.kind === "listening");
    return {
      attempts: [
        both(
          unless(wasFailed, "the port is taken"),
          await examine(lab, { ids: ["meanwhile"] }),
        ),
      ],
      figures: figuresOf(lab, ...lab.pulse.told.keys()),
    };
  },
};

interface Squatter {
  readonly name: string;
  readonly sit: (path: string) => void;
  /** The daemon refuses to start. */
  readonly isFatal: boolean;
}

const SQUATTERS: readonly Squatter[] = [
  { name: "a file", sit: (path) => writeFileSync(path, "mine"), isFatal: true },
  { name: "a folder", sit: (path) => mkdirSync(path), isFatal: true },
  {
    name: "a socket of a killed daemon",
    sit: (path) =>
      void Bun.spawnSync([
        process.execPath,
        "-e",
        `Bun.serve({ unix: ${JSON.stringify(path)}, fetch: () => new Response() }); process.kill(process.pid, "SIGKILL")`,
      ]),
    isFatal: false,
  },
];

const socketTaken: Fault = {
  what: "Where the control socket is to be, there is a file, a folder, or the socket of a killed daemon",
  async run() {
    const attempts: (string | null)[] = [];
    let figures = "";
    for (const { name, sit, isFatal } of SQUATTERS) {
      await using lab = await openLab();
      const path = controlSocketPath(lab.configDir);
      mkdirSync(join(path, ".."), { recursive: true });
      sit(path);
      await lab.queue(scan("after"));
      await lab.start();
      const early = await lab.state();
      let wrong = (early === null) === isFatal ? null : "not as expected";
      if (early === null) {
        figures = shorten(lab.log().trim(), lab.root);
        wrong = unless(figures !== "", "why it did not start");
        rmSync(path, { recursive: true });
        await lab.start();
      }
      await lab.answered(["after"]);
      wrong = both(wrong, await examine(lab, { ids: ["after"] }));
      attempts.push(wrong === null ? null : `${name}: ${wrong}`);
    }
    return { attempts, figures };
  },
};

const twoDaemons: Fault = {
  what: "A second daemon is started on the same config folder, and one on the same tasks folder, while tasks are done",
  isLong: true,
  async run() {
    await using lab = await openLab({ scenario: { mkv: { paceMs: 10 } } });
    await using rival = await openLab();
    await rival.yaml({
      webapp_url: "http://127.0.0.1:9",
      webapp_basedir: lab.basedir,
      disc_monitor: "none",
      drive: "/dev/sr0",
      makemkv_path: rival.sim.path,
    });
    await Bun.write(
      join(rival.configDir, "cached_config.json"),
      JSON.stringify({ tasks_directory: "/tasks", websocket_port: rival.port }),
    );
    const tasks = ["one", "two", "three"];
    await lab.queue(...tasks.map((id) => rip(id)));
    await lab.start();
    await lab.until("a rip", ({ activity }) => activity.kind === "ripping");
    const twin = Bun.spawnSync(
      [
        process.execPath,
        join(import.meta.dir, "..", "..", "src", "cli.ts"),
        "--daemon",
        "--config-dir",
        lab.configDir,
      ],
      { timeout: 10_000 },
    );
    const said = twin.stderr.toString().trim();
    await rival.start();
    await lab.answered(tasks);
    const strange = rival.sim.calls().length;
    return {
      attempts: [
        both(
          twin.exitCode === 1 ? null : `the twin ended with ${twin.exitCode}`,
          strange === 0 ? null : `the rival ran makemkvcon ${strange} times`,
          await examine(lab, {
            ids: tasks,
            isRight: ({ status }) => status === "success",
          }),
        ),
      ],
      figures: `${figuresOf(lab)}; told: ${shorten(said, lab.root)}`,
    };
  },
};

export const socketFaults: readonly Fault[] = [
  portTaken,
  socketTaken,
  twoDaemons,
];
