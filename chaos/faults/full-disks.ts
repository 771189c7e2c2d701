import { join } from "node:path";
import {
  both,
  examine,
  type Fault,
  figuresOf,
  isSuccess,
  shorten,
  unless,
} from "./fault.ts";
import { openLab } from "./lab.ts";
import { ids, keysOf, rip, scan } from "./orders.ts";
import { fill, mountMemory, needsMount } from "./mounts.ts";

/** Disks without room, under the real daemon: small ones in memory, filled to the last byte. */

const tasksDiskFull: Fault = {
  what: "The disk of the tasks folder is full while three tasks are done, and has room again",
  obstacle: needsMount,
  async run() {
    await using lab = await openLab({
      prepare: (root, mounts) =>
        void mounts.use(mountMemory(join(root, "host"), "size=2m")),
    });
    const tasks = ids("full", 3);
    await lab.queue(...tasks.map(scan));
    const filled = fill(lab.basedir);
    await lab.start();
    await lab.until("the word that it is full", (state) =>
      keysOf(state).includes("storage_full"),
    );
    await Bun.sleep(500);
    filled[Symbol.dispose]();
    await lab.answered(tasks);
    return {
      attempts: [await examine(lab, { ids: tasks, isRight: isSuccess })],
      figures: figuresOf(lab, "storage_full"),
    };
  },
};

const targetFull: Fault = {
  what: "The disk of the target folder becomes full in the middle of a rip; the next task is a scan",
  obstacle: needsMount,
  async run() {
    await using lab = await openLab({ settings: { skip_space_check: true } });
    lab.mounts.use(mountMemory(lab.target, "size=300k"));
    await lab.queue(rip("big", 0), scan("after"));
    await lab.start();
    await lab.answered(["big", "after"]);
    const answer = lab.answer("big");
    return {
      attempts: [
        await examine(lab, {
          ids: ["big", "after"],
          isRight: ({ status, error }, id) =>
            id === "after"
              ? status === "success"
              : error?.code === "OUTPUT_WRITE_FAILED",
        }),
      ],
      figures: `${figuresOf(lab)}; answered: ${shorten(answer?.error?.message ?? "", lab.root)}`,
    };
  },
};

const configFull: Fault = {
  what: "The disk of the config folder is full before and during the work, and has room again",
  obstacle: needsMount,
  async run() {
    await using lab = await openLab({
      prepare: (root, mounts) =>
        void mounts.use(mountMemory(join(root, "config"), "size=1m")),
    });
    await lab.start();
    await lab.until("an open queue", ({ queue }) => queue.kind === "open");
    const filled = fill(lab.configDir);
    const tasks = ids("config", 3);
    await lab.queue(...tasks.map((id) => rip(id)));
    await Bun.sleep(1500);
    filled[Symbol.dispose]();
    await lab.answered(tasks);
    return {
      attempts: [await examine(lab, { ids: tasks, isRight: isSuccess })],
      figures: figuresOf(lab, "makemkvcon_not_started", "log"),
    };
  },
};

const configFullAtStart: Fault = {
  what: "The daemon is started while the disk of its config folder is full",
  isLong: true,
  obstacle: needsMount,
  async run() {
    await using lab = await openLab({
      prepare: (root, mounts) =>
        void mounts.use(mountMemory(join(root, "config"), "size=1m")),
    });
    await lab.queue(scan("early"));
    const filled = fill(lab.configDir);
    await lab.start();
    const early = await lab.state();
    const said = early ? "it started" : lab.log().trim();
    filled[Symbol.dispose]();
    // One that refused is started again, by launchd, systemd or a person.
    if (early === null) await lab.start();
    await lab.answered(["early"]);
    return {
      attempts: [
        both(
          unless(said !== "", "why it did not start"),
          await examine(lab, { ids: ["early"], isRight: isSuccess }),
        ),
      ],
      figures: `${figuresOf(lab)}; ${shorten(said, lab.root)}`,
    };
  },
};

export const fullDiskFaults: readonly Fault[] = [
  tasksDiskFull,
  targetFull,
  configFull,
  configFullAtStart,
];
