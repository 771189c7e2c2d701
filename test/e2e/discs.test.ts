import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, openSync, writeSync } from "node:fs";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import type { Scenario } from "../../src/demo/scenario.ts";
import type { DaemonState } from "../../src/state/state.ts";
import {
  BANNER,
  dvd,
  insertion,
  record,
  removal,
  uevent,
} from "../disc/linux/fake-udevadm.ts";
import {
  type Host,
  replace,
  ripTask,
  scanTask,
  startHost,
} from "../support/daemon.ts";
import { tempDir } from "../support/temp-dir.ts";
import { connectWs, has } from "../support/ws-client.ts";
import { discWith, HURRIED, ripTaskFor, titleAt } from "./pain-fixture.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

/** Discs that come and go, as the daemon hears of them from a `udevadm` that says what the test says. */
interface Machine extends AsyncDisposable {
  readonly host: Host;
  /** Words of `udevadm monitor`. */
  udev(text: string): void;
  scans(): number;
}

interface MachineOptions {
  readonly scenario?: Scenario;
  readonly settings?: Record<string, unknown>;
  /** What the udev database holds at the start. */
  readonly database?: string;
}

const A_HARD_DISK = "P: /devices/vda\nN: vda\nE: DEVNAME=/dev/vda\n\n";

async function startMachine(options: MachineOptions = {}): Promise<Machine> {
  const dir = await tempDir();
  const bin = join(dir.path, "bin");
  const pipe = join(dir.path, "pipe");
  const database = join(dir.path, "database");
  await mkdir(bin);
  if (Bun.spawnSync(["mkfifo", pipe]).exitCode !== 0)
    throw new Error("mkfifo failed");
  const fd = openSync(pipe, "r+");
  await Bun.write(database, A_HARD_DISK + (options.database ?? ""));
  const udevadm = join(bin, "udevadm");
  await replace(
    udevadm,
    `#!/bin/sh\ncase "$1" in\nmonitor) exec cat '${pipe}' ;;\ninfo) cat '${database}' ;;\nesac\n`,
  );
  await chmod(udevadm, 0o755);
  const host = await startHost({
    scenario: options.scenario ?? {},
    settings: {
      ...HURRIED,
      disc_wait_seconds: 30,
      disc_monitor: "linux",
      ...options.settings,
    },
    env: { PATH: `${bin}:${process.env["PATH"]}` },
  });
  const udev = (text: string) => void writeSync(fd, text);
  udev(BANNER);
  await host.daemon.state(({ monitor }) => monitor.kind === "watching");
  return {
    host,
    udev,
    scans: () =>
      host.sim.calls().filter(({ argv }) => argv.includes("info")).length,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      closeSync(fd);
      await dir[Symbol.asyncDispose]();
    },
  };
}

const isScanned = ({ drive, activity }: DaemonState) =>
  activity.kind === "idle" &&
  drive.disc.kind === "inserted" &&
  drive.disc.scan.kind === "done";
const isEmpty = ({ drive }: DaemonState) => drive.disc.kind === "none";

describe.concurrent("a disc that comes", () => {
  test("is told once, however often the drive says so, and scanned once", async () => {
    await using machine = await startMachine();
    const { host, udev } = machine;
    using webapp = await connectWs(`ws://127.0.0.1:${host.port}/`);
    udev(insertion("CATS") + insertion("CATS") + insertion("CATS"));
    await host.daemon.state(isScanned);
    await host.queue(scanTask("a"), ripTask("b", 0));
    expect((await host.answer("a")).status).toBe("success");
    expect((await host.answer("b")).status).toBe("success");
    const told = webapp.messages.filter(
      has({ type: "disc", event: "inserted" }),
    );
    expect(told).toHaveLength(1);
    expect(machine.scans()).toBe(1);
  });

  test("that was in before the daemon started is there", async () => {
    await using machine = await startMachine({
      database: record(dvd("EARLY")),
    });
    const { drive } = await machine.host.daemon.state(isScanned);
    expect(drive).toMatchObject({ disc: { volumeName: "EARLY" } });
  });

  test("and stays is ripped as often as tasks ask for it, and never else", async () => {
    await using machine = await startMachine();
    const { host, udev } = machine;
    udev(insertion("CATS"));
    await host.queue(ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
    // The tray went in again by itself.
    udev(removal());
    await host.daemon.state(isEmpty);
    udev(insertion("CATS"));
    await host.daemon.state(isScanned);
    const rips = host.sim.calls().filter(({ argv }) => argv.includes("mkv"));
    expect(rips).toHaveLength(1);
  });

  test("for which a task waits is ripped when it comes", async () => {
    await using machine = await startMachine();
    const { host, udev } = machine;
    await host.queue(ripTask("a", 0));
    await host.daemon.state(({ activity }) => activity.kind === "waiting");
    expect(host.sim.calls()).toEqual([]);
    udev(insertion("CATS"));
    expect((await host.answer("a")).status).toBe("success");
  });

  test("and is an audio CD is told at once, since makemkvcon may hang on it", async () => {
    await using machine = await startMachine();
    const { host, udev } = machine;
    udev(
      uevent({
        DISK_MEDIA_CHANGE: "1",
        ID_CDROM_MEDIA: "1",
        ID_CDROM_MEDIA_CD: "1",
        ID_CDROM_MEDIA_SESSION_COUNT: "1",
        ID_CDROM_MEDIA_TRACK_COUNT: "9",
        ID_CDROM_MEDIA_TRACK_COUNT_AUDIO: "9",
      }),
    );
    await host.daemon.state(({ drive }) => drive.disc.kind === "inserted");
    await host.queue(scanTask("a"));
    expect((await host.answer("a")).error).toMatchObject({
      code: "DISC_UNREADABLE",
      message: expect.stringContaining("an audio CD"),
    });
    expect(host.sim.calls()).toEqual([]);
  });

  test("as the second of a box, with the same label, is not taken for the first", async () => {
    const second = discWith([{ ...titleAt(0), seconds: 2700, bytes: 300_000 }]);
    await using machine = await startMachine();
    const { host, udev } = machine;
    udev(insertion("BOX", { ID_FS_UUID: "1" }));
    await host.queue(scanTask("scan"));
    const { fingerprint } = (await host.answer("scan")).result;
    await host.daemon.state(isScanned);
    udev(removal());
    await host.daemon.state(isEmpty);
    host.sim.update({ disc: second });
    udev(insertion("BOX", { ID_FS_UUID: "2" }));
    await host.daemon.state(isScanned);
    const before = host.sim.calls().length;
    await host.queue(
      ripTaskFor("a", { fingerprint, seconds: titleAt(0).seconds }),
    );
    expect((await host.answer("a")).error).toMatchObject({
      code: "DISC_EJECTED",
      message: expect.stringContaining("not the one this task is for"),
    });
    expect(host.sim.calls()).toHaveLength(before);
  });

  test("without a valid key holds the queue, and the next disc tries it again", async () => {
    const film = { ...DEFAULT_DISC, name: "Another Film" };
    await using machine = await startMachine({
      scenario: { info: [{ licence: "removed" }, {}] },
      settings: { licence_retry_seconds: 3600 },
    });
    const { host, udev } = machine;
    udev(insertion("CATS"));
    const isHeld = ({ licence, activity }: DaemonState) =>
      licence.kind === "refused" && activity.kind === "idle";
    await host.daemon.state(isHeld);
    udev(removal());
    await host.daemon.state(isEmpty);
    host.sim.update({ disc: film });
    udev(insertion("OTHER"));
    const { drive } = await host.daemon.state(isScanned);
    expect(drive).toMatchObject({
      disc: { scan: { result: { discName: "Another Film" } } },
    });
  });
});

describe.concurrent("a disc that goes", () => {
  test("in the middle of a rip ends the rip within three seconds, and nothing is left", async () => {
    await using machine = await startMachine({
      scenario: { mkv: { at: { half: [{ do: "hang" }] } } },
      settings: { stall_timeout_seconds: 60 },
    });
    const { host, udev } = machine;
    udev(insertion("CATS"));
    await host.daemon.state(isScanned);
    await host.queue(ripTask("a", 0));
    await host.daemon.state(
      ({ activity }) =>
        activity.kind === "ripping" && activity.progress.percent > 0,
    );
    const pulled = performance.now();
    udev(removal());
    const { error } = await host.answer("a");
    expect(performance.now() - pulled).toBeLessThan(3000);
    expect(error.code).toBe("DISC_EJECTED");
    expect(await readdir(host.basedir)).toEqual(["tasks"]);
  });

  test("in the middle of a scan is told, and the next disc is scanned", async () => {
    await using machine = await startMachine({
      scenario: { info: [{ at: { opening: [{ do: "hang" }] } }, {}] },
      settings: { stall_timeout_seconds: 60 },
    });
    const { host, udev } = machine;
    await host.queue(scanTask("a"));
    await host.daemon.state(({ activity }) => activity.kind === "waiting");
    udev(insertion("CATS"));
    await host.daemon.state(({ activity }) => activity.kind === "scanning");
    udev(removal());
    expect((await host.answer("a")).error.code).toBe("DISC_EJECTED");
    udev(insertion("MOTHS"));
    await host.daemon.state(isScanned);
  });

  test("for a moment under load is still there, and the rip goes on", async () => {
    await using machine = await startMachine({
      scenario: { mkv: { paceMs: 10 } },
    });
    const { host, udev } = machine;
    udev(insertion("CATS"));
    await host.daemon.state(isScanned);
    await host.queue(ripTask("a", 0));
    await host.daemon.state(({ activity }) => activity.kind === "ripping");
    udev(removal() + insertion("CATS"));
    expect((await host.answer("a")).status).toBe("success");
  });
});
