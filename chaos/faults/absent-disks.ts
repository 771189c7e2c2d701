import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { both, examine, type Fault, figuresOf, isSuccess } from "./fault.ts";
import { openLab } from "./lab.ts";
import { ids, rip } from "./orders.ts";
import {
  mountBound,
  mountFreezable,
  needsFreeze,
  needsMount,
} from "./mounts.ts";

/** Disks that go away and come back, or hang, under the real daemon. */

const goneByName: Fault = {
  what: "The webapp's folder is gone in the middle of a rip and comes back (renamed away and back)",
  async run(form) {
    const attempts: (string | null)[] = [];
    const waits = form === "short" ? [700] : [50, 200, 400, 700, 3000, 7000];
    let figures = "";
    for (const wait of waits) {
      await using lab = await openLab({ scenario: { mkv: { paceMs: 10 } } });
      const tasks = ids("gone", 4);
      await lab.queue(...tasks.map((id) => rip(id)));
      await lab.start();
      await lab.until("a rip", ({ activity }) => activity.kind === "ripping");
      const away = `${lab.basedir}-away`;
      renameSync(lab.basedir, away);
      await Bun.sleep(wait);
      if (existsSync(lab.basedir)) {
        const made = readdirSync(lab.basedir, { recursive: true }).join(" ");
        attempts.push(
          `after ${wait} ms: the daemon made a folder in its place, with: ${made}`,
        );
        rmSync(lab.basedir, { recursive: true });
      }
      renameSync(away, lab.basedir);
      await lab.answered(tasks);
      const wrong = await examine(lab, { ids: tasks });
      attempts.push(wrong === null ? null : `away for ${wait} ms: ${wrong}`);
      figures = figuresOf(lab, "storage_gone");
    }
    return { attempts, figures };
  },
};

const goneByUnmount: Fault = {
  what: "The disk with the webapp's folder is unplugged with tasks queued, leaving an empty folder, and is back",
  isLong: true,
  obstacle: needsMount,
  async run() {
    await using lab = await openLab({
      prepare(root, mounts) {
        mkdirSync(join(root, "disk"));
        mounts.use(mountBound(join(root, "disk"), join(root, "host")));
      },
      scenario: { mkv: { paceMs: 10 } },
    });
    const tasks = ids("unplugged", 4);
    await lab.queue(...tasks.map((id) => rip(id)));
    await lab.start();
    await lab.until("a rip", ({ activity }) => activity.kind === "ripping");
    Bun.spawnSync(["umount", "-l", lab.basedir]);
    await Bun.sleep(4000);
    const made = existsSync(lab.tasks);
    lab.mounts.use(mountBound(join(lab.root, "disk"), lab.basedir));
    await lab.answered(tasks);
    return {
      attempts: [
        both(
          made ? "it made a tasks folder in the empty place" : null,
          await examine(lab, { ids: tasks }),
        ),
      ],
      figures: figuresOf(lab, "storage_gone"),
    };
  },
};

const hanging: Fault = {
  what: "The disk of the webapp's folder hangs for seconds (fsfreeze on a loop device): every write waits, the status does not",
  obstacle: needsFreeze,
  async run(form) {
    const attempts: (string | null)[] = [];
    let figures = "";
    const moments =
      form === "short" ? [0] : [0, 50, 100, 150, 200, 300, 500, 800];
    for (const moment of moments) {
      const disk: { frozen?: ReturnType<typeof mountFreezable> } = {};
      await using lab = await openLab({
        prepare(root, mounts) {
          disk.frozen = mounts.use(
            mountFreezable(join(root, "image"), join(root, "host")),
          );
        },
        scenario: { mkv: { paceMs: 5 } },
      });
      await lab.start();
      await lab.until("an open queue", ({ queue }) => queue.kind === "open");
      const tasks = ids("slow", 3);
      await lab.queue(...tasks.map((id) => rip(id)));
      await Bun.sleep(moment);
      try {
        disk.frozen?.freeze();
        await Bun.sleep(3000);
      } finally {
        disk.frozen?.thaw();
      }
      await lab.answered(tasks);
      // ext4 brings a folder of its own.
      const wrong = await examine(lab, { ids: tasks, isRight: isSuccess });
      attempts.push(wrong === null ? null : `after ${moment} ms: ${wrong}`);
      figures = figuresOf(lab);
    }
    return { attempts, figures };
  },
};

export const absentDiskFaults: readonly Fault[] = [
  goneByName,
  goneByUnmount,
  hanging,
];
