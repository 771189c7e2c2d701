import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLinuxMonitor } from "../../../src/disc/linux/linux-monitor.ts";
import type { DiscWatch } from "../../../src/disc/monitor.ts";
import type { DiscEvent } from "../../../src/state/event.ts";
import { until } from "../../support/daemon.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { tempDir } from "../../support/temp-dir.ts";

/**
 * A monitor that finds a `udevadm` of ours on its PATH: `monitor` tells what the test says, `info` shows what the test
 * has put into the database. `await using rig = await startMonitor()`.
 */
export interface Rig extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly watch: DiscWatch;
  readonly told: DiscEvent[];
  /** makemkvcon is at work. */
  busy: boolean;
  /** Bytes out of `udevadm monitor`. */
  say(bytes: string | Uint8Array): void;
  startUdev(): Promise<void>;
  /** What `udevadm info --export-db` answers from now on. */
  database(text: string): Promise<void>;
  /** Waits until so many events were told, and gives them. */
  events(count: number): Promise<readonly DiscEvent[]>;
  /** The pids that `udevadm monitor` has had. */
  pids(): readonly number[];
  /** Kills the present one and waits for the next. */
  kill(): Promise<void>;
}

export const BANNER = `monitor will print the received events for:
UDEV - the event which udev sends out after rule processing

`;

/** A database always holds something, if not a drive. */
const A_HARD_DISK = "P: /devices/vda\nN: vda\nE: DEVNAME=/dev/vda\n\n";

interface RigOptions {
  readonly database?: string;
  /** Instead of the usual answer to `info`: a line of shell. */
  readonly info?: string;
  readonly monitor?: string;
  /** There is no udevadm. */
  readonly missing?: boolean;
  /** The kernel shows a drive, but udev does not run. */
  readonly drive?: boolean;
}

export async function startMonitor(options: RigOptions = {}): Promise<Rig> {
  const dir = await tempDir();
  const at = (name: string) => join(dir.path, name);
  const bin = at("bin");
  await mkdir(bin);
  if (Bun.spawnSync(["mkfifo", at("pipe")]).exitCode !== 0)
    throw new Error("mkfifo failed");
  const pipe = openSync(at("pipe"), "r+");
  const script = `#!/bin/sh
case "$1" in
monitor) echo $$ >> ${at("pids")}; ${options.monitor ?? `exec cat ${at("pipe")}`} ;;
info) ${options.info ?? `cat ${at("database")}`} ;;
esac
`;
  await writeFile(at("database"), A_HARD_DISK + (options.database ?? ""));
  if (options.drive)
    await mkdir(at("sys/class/block/sr0"), { recursive: true });
  if (!options.missing) {
    await writeFile(join(bin, "udevadm"), script);
    await chmod(join(bin, "udevadm"), 0o755);
  }
  const clock = createFakeClock();
  const told: DiscEvent[] = [];
  const rig = { busy: false };
  const watch = createLinuxMonitor({
    clock,
    path: options.missing ? bin : `${bin}:${process.env["PATH"]}`,
    isBusy: () => rig.busy,
    folders: { sysfs: at("sys"), run: at("run") },
  }).start((event) => void told.push(event));
  const pids = () =>
    existsSync(at("pids"))
      ? readFileSync(at("pids"), "utf8").split("\n").filter(Boolean).map(Number)
      : [];
  return Object.assign(rig, {
    clock,
    watch,
    told,
    pids,
    say: (bytes: string | Uint8Array) =>
      void writeSync(
        pipe,
        typeof bytes === "string" ? Buffer.from(bytes) : bytes,
      ),
    async startUdev() {
      await mkdir(at("run/udev/control"), { recursive: true });
    },
    database: (text: string) => writeFile(at("database"), A_HARD_DISK + text),
    events: (count: number) =>
      until(`${count} events of ${JSON.stringify(told)}`, () =>
        told.length >= count ? [...told] : null,
      ),
    async kill() {
      const before = pids().length;
      const pid = pids().at(-1);
      if (pid === undefined) throw new Error("udevadm does not run");
      process.kill(pid, "SIGKILL");
      await until("the next life of udevadm", () => {
        clock.advance(30_000);
        return pids().length > before ? true : null;
      });
    },
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]();
      closeSync(pipe);
      await dir[Symbol.asyncDispose]();
    },
  });
}

/** An event as `udevadm monitor --property` prints it. */
export function uevent(
  pairs: Record<string, string>,
  source = "UDEV ",
): string {
  const { DEVNAME = "/dev/sr0", ...others } = pairs;
  const path = `/devices/pci0000:00/block/${DEVNAME.replace("/dev/", "")}`;
  const all = {
    ACTION: "change",
    DEVPATH: path,
    SUBSYSTEM: "block",
    DEVNAME,
    DEVTYPE: "disk",
    ID_CDROM: "1",
    ID_CDROM_DVD: "1",
    ID_CDROM_BD: "1",
    ID_REVISION: "06=00",
    ...others,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}=${value}\n`);
  return `${source}[1031.707731] change   ${path} (block)\n${lines.join("")}\n`;
}

/** The same as a record of `udevadm info --export-db`. */
export function record(pairs: Record<string, string>): string {
  const { DEVNAME = "/dev/sr0" } = pairs;
  const name = DEVNAME.replace("/dev/", "");
  const all = { DEVNAME, DEVTYPE: "disk", ID_CDROM: "1", ...pairs };
  const lines = Object.entries(all).map(
    ([key, value]) => `E: ${key}=${value}\n`,
  );
  return `P: /devices/pci0000:00/block/${name}\nM: ${name}\nN: ${name}\nL: -100\nS: disk/by-label/a=b\n${lines.join("")}\n`;
}

/** What udev adds when a DVD is in. */
export function dvd(label: string, more: Record<string, string> = {}) {
  return {
    ID_CDROM_MEDIA: "1",
    ID_CDROM_MEDIA_DVD: "1",
    ID_CDROM_MEDIA_STATE: "complete",
    ID_CDROM_MEDIA_SESSION_COUNT: "1",
    ID_CDROM_MEDIA_TRACK_COUNT: "1",
    ID_CDROM_MEDIA_TRACK_COUNT_DATA: "1",
    ID_FS_TYPE: "udf",
    ID_FS_LABEL: label.replaceAll("\\x20", "_"),
    ID_FS_LABEL_ENC: label,
    ID_FS_UUID: `uuid of ${label}`,
    ...more,
  };
}

export const CHANGED = { DISK_MEDIA_CHANGE: "1" };
export const removal = (more: Record<string, string> = {}) =>
  uevent({ ...CHANGED, ...more });
export const insertion = (label: string, more: Record<string, string> = {}) =>
  uevent({ ...CHANGED, ...dvd(label), ...more });

export const A_DVD = { kind: "dvd", content: "data" } as const;
export const ready = { type: "discMonitorReady" } as const;
export const inserted = (
  volumeName: string | null,
  device = "/dev/sr0",
): DiscEvent => ({ type: "discInserted", device, volumeName, medium: A_DVD });
export const ejected = (device = "/dev/sr0"): DiscEvent => ({
  type: "discEjected",
  device,
});
