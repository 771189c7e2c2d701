import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../state/problem.ts";

/** Where the system shows itself; tests show another one. */
export interface SystemFolders {
  /** `/sys` */
  readonly sysfs: string;
  /** `/run` */
  readonly run: string;
}

/** Optical drives of this machine, `/dev/sr0` and so on. */
export function listDrives(sysfs: string): readonly string[] {
  try {
    return readdirSync(join(sysfs, "class", "block"))
      .filter((name) => /^sr\d+$/.test(name))
      .sort()
      .map((name) => `/dev/${name}`);
  } catch {
    return [];
  }
}

/**
 * Why a drive of this machine would never be heard of, though `udevadm monitor` runs without complaint: nobody looks
 * into the drive, or nobody passes on what was seen. `null` when there is no drive or all is well.
 */
export function whySilent({ sysfs, run }: SystemFolders): Problem | null {
  const drives = listDrives(sysfs);
  if (drives.length === 0) return null;
  if (!existsSync(join(run, "udev", "control")))
    return {
      key: "disc_monitor_unavailable",
      text: `Discs in ${drives.join(", ")} are not detected: udev is not running here (there is no ${join(run, "udev", "control")}).`,
      hint: "Start udev; in a container, run Amphigory on the host instead. With disc_monitor: none and drive: in daemon.yaml the queue works without detection.",
    };
  const blind = drives.filter((drive) => !isPolled(sysfs, drive));
  if (blind.length < drives.length) return null;
  return {
    key: "disc_monitor_unavailable",
    text: `Discs in ${drives.join(", ")} are not detected: the kernel does not look into the drive (events_poll_msecs is 0).`,
    hint: "As root: echo 2000 > /sys/module/block/parameters/events_dfl_poll_msecs",
  };
}

/** A drive can also tell of itself (`events_async`). What can not be read is believed to be well. */
function isPolled(sysfs: string, drive: string): boolean {
  const folder = join(sysfs, "class", "block", drive.slice("/dev/".length));
  const own = readText(join(folder, "events_poll_msecs"));
  const usual = readText(
    join(sysfs, "module", "block", "parameters", "events_dfl_poll_msecs"),
  );
  const every = own === null || own === "-1" ? usual : own;
  if (every !== "0") return true;
  return readText(join(folder, "events_async"))?.includes("media") ?? false;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
