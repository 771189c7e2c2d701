import { expect, test } from "bun:test";
import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { chmod, mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock as clock } from "../../../src/lib/clock.ts";
import { createLinuxMonitor } from "../../../src/disc/linux/linux-monitor.ts";
import type { DiscEvent } from "../../../src/state/event.ts";
import { until } from "../../support/daemon.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { ejected, ready } from "./fake-udevadm.ts";

/**
 * The kernel's own events, through the real udev and the real `udevadm`. There is no drive: a loop device is one, by a
 * rule for events that are asked for through sysfs, and by the name that a `udevadm` in front of the real one gives it.
 * Labels are what udev reads from an ISO file made on the spot.
 */
const UDEVD = "/lib/systemd/systemd-udevd";
const SKIPPED = whyNot();
const reason = SKIPPED === null ? "" : ` (skipped: ${SKIPPED})`;

test.skipIf(SKIPPED !== null)(
  `true kernel events become discs that come and go${reason}`,
  async () => {
    await using dir = await tempDir();
    await using _udev = await runUdev();
    await using drive = await loopDrive(dir.path, "sr0");
    await using other = await loopDrive(dir.path, "sr1");
    await using noise = await loopDrive(dir.path, "vdz");
    const told: DiscEvent[] = [];
    const path = await udevadmFor(dir.path, [drive, other]);
    using _watch = createLinuxMonitor({
      clock,
      path,
      isBusy: () => false,
    }).start((event) => void told.push(event));
    /** Does something, and waits for what is told. */
    const after = async (act: () => unknown, count: number) => {
      const before = told.length;
      await act();
      return until(`${count} events`, () =>
        told.length >= before + count ? told.slice(before) : null,
      );
    };
    const disc = (volumeName: string, device = "/dev/sr0"): DiscEvent => ({
      type: "discInserted",
      device,
      volumeName,
      medium: { kind: "dvd", content: null },
    });

    expect(await after(() => {}, 1)).toEqual([ready]);

    await drive.load("THE POLAR EXPRESS");
    expect(await after(() => drive.event("insert"), 1)).toEqual([
      disc("THE POLAR EXPRESS"),
    ]);

    // Told twice more, and a stick and a request come in between: nothing but the better name is told.
    await drive.event("insert");
    await noise.event("insert");
    await drive.event("eject");
    await drive.rename("POLAR 2");
    expect(await after(() => drive.event("insert"), 1)).toEqual([
      disc("POLAR 2"),
    ]);

    await other.load("SECOND DRIVE");
    expect(await after(() => other.event("insert"), 1)).toEqual([
      disc("SECOND DRIVE", "/dev/sr1"),
    ]);

    // Not by a rule: the kernel says DISK_MEDIA_CHANGE when the loop device loses its file.
    expect(await after(() => drive.unload(), 1)).toEqual([ejected()]);

    expect(await after(() => other.event("remove"), 1)).toEqual([
      ejected("/dev/sr1"),
    ]);
    expect(told.length).toBe(6);
  },
  30_000,
);

/** Why this machine can not do it; `null` when it can. */
function whyNot(): string | null {
  if (process.platform !== "linux") return "not Linux";
  if (process.getuid?.() !== 0) return "needs root";
  for (const program of ["udevadm", "losetup", "genisoimage"])
    if (!Bun.which(program)) return `${program} is not installed`;
  if (!existsSync(UDEVD)) return `${UDEVD} is not installed`;
  try {
    accessSync("/dev/loop-control", constants.W_OK);
    accessSync("/sys/class/block/loop0/uevent", constants.W_OK);
    return null;
  } catch {
    return "there are no loop devices, or sysfs is read-only";
  }
}

const RULES_DIR = "/run/udev/rules.d";

/** udevd, if none runs, and the rule by which a loop device may be an optical drive. */
async function runUdev(): Promise<AsyncDisposable> {
  const hadFolder = existsSync("/run/udev");
  const isRunning = await isUdevAlive();
  await mkdir(RULES_DIR, { recursive: true });
  const rules = join(RULES_DIR, `99-optical-test-${process.pid}.rules`);
  const when = (word: string, ...pairs: readonly string[]) =>
    [
      'SUBSYSTEM=="block"',
      'KERNEL=="loop*"',
      `ENV{SYNTH_ARG_DISC}=="${word}"`,
      ...pairs.map((pair) => pair.replace(/(.*)=(.*)/, 'ENV{$1}="$2"')),
    ].join(", ");
  await writeFile(
    rules,
    [
      when(
        "insert",
        "ID_CDROM=1",
        "ID_CDROM_MEDIA=1",
        "ID_CDROM_MEDIA_DVD=1",
        "DISK_MEDIA_CHANGE=1",
      ),
      when("remove", "ID_CDROM=1", "DISK_MEDIA_CHANGE=1"),
      when("eject", "ID_CDROM=1", "DISK_EJECT_REQUEST=1"),
      "",
    ].join("\n"),
  );
  const udevd = isRunning
    ? null
    : Bun.spawn([UDEVD], { stdio: ["ignore", "ignore", "ignore"] });
  if (isRunning) await run("udevadm", "control", "--reload");
  await until("udevd", async () => (await isUdevAlive()) || null);
  return {
    async [Symbol.asyncDispose]() {
      await rm(rules, { force: true });
      if (!udevd) {
        await run("udevadm", "control", "--reload");
        return;
      }
      udevd.kill();
      await udevd.exited;
      rmSync(hadFolder ? "/run/udev/control" : "/run/udev", {
        recursive: true,
        force: true,
      });
    },
  };
}

/** A control socket alone may be what is left of one that was killed. */
async function isUdevAlive(): Promise<boolean> {
  const ping = run("udevadm", "control", "--ping", "--timeout=2");
  return ping.then(
    () => true,
    () => false,
  );
}

interface LoopDrive extends AsyncDisposable {
  /** `loop3` */
  readonly name: string;
  /** What it is called for the monitor. */
  readonly as: string;
  /** Puts in a disc of that name; nobody is told. */
  load(label: string): Promise<void>;
  /** Gives the disc that is in another name. */
  rename(label: string): Promise<void>;
  unload(): Promise<void>;
  /** Makes the kernel send an event to which the rule adds what a drive would say. */
  event(word: "insert" | "remove" | "eject"): Promise<void>;
}

async function loopDrive(folder: string, as: string): Promise<LoopDrive> {
  const iso = join(folder, `${as}.iso`);
  await makeIso(iso, "EMPTY");
  const device = await run("losetup", "--find", "--show", iso);
  const name = device.trim().replace("/dev/", "");
  const detach = async () => {
    await run("losetup", "--detach", `/dev/${name}`);
  };
  let isAttached = true;
  return {
    name,
    as,
    async load(label) {
      await makeIso(iso, label);
      await detach();
      await run("udevadm", "settle");
      await run("losetup", `/dev/${name}`, iso);
      await run("udevadm", "settle");
    },
    async rename(label) {
      const file = await open(iso, "r+");
      // ECMA-119, 8.4.7: the volume identifier of the first descriptor, in sector 16.
      await file.write(label.padEnd(32), 16 * 2048 + 40);
      await file.close();
    },
    async unload() {
      isAttached = false;
      await detach();
    },
    event: (word) =>
      writeFile(
        `/sys/class/block/${name}/uevent`,
        `change ${crypto.randomUUID()} DISC=${word}`,
      ),
    async [Symbol.asyncDispose]() {
      if (isAttached) await detach();
    },
  };
}

async function makeIso(path: string, label: string): Promise<void> {
  await run("genisoimage", "-quiet", "-V", label, "-o", path, import.meta.dir);
}

/** A `PATH` on which udevadm gives the loop devices the names of optical drives. */
async function udevadmFor(
  folder: string,
  drives: readonly LoopDrive[],
): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const renames = drives
    .map(({ name, as }) => `-e 's,${name}\\b,${as},'`)
    .join(" ");
  const script = join(bin, "udevadm");
  await writeFile(
    script,
    `#!/bin/sh\n${Bun.which("udevadm")} "$@" | sed -u ${renames}\n`,
  );
  await chmod(script, 0o755);
  return `${bin}:${process.env["PATH"]}`;
}

async function run(...command: readonly string[]): Promise<string> {
  const child = Bun.spawn([...command], { stdout: "pipe", stderr: "pipe" });
  const [text, complaint, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${command.join(" ")}: ${complaint}`);
  return text;
}
