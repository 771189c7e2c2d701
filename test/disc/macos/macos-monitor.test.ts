import { describe, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { createMacosMonitor } from "../../../src/disc/macos/macos-monitor.ts";
import { systemClock, type Clock } from "../../../src/lib/clock.ts";
import type { DiscEvent } from "../../../src/state/event.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { isAlive } from "../../support/process.ts";
import { createFakeMac, createListener, type FakeMac } from "./fake-mac.ts";
import { drutilXml, dvd, film, hardDisk, idle } from "./macos-text.ts";

/** Through real programs: what is decided is tested in advance.test.ts. */

const ready: DiscEvent = { type: "discMonitorReady" };
const device = "/dev/rdisk4";
const inserted = {
  type: "discInserted",
  device,
  volumeName: "POLAR_EXPRESS",
  medium: { kind: "dvd", content: "data" },
} as const;
const ejected: DiscEvent = { type: "discEjected", device };

interface Options {
  readonly isBusy?: () => boolean;
  readonly clock?: Clock;
}

function start(mac: FakeMac, { isBusy, clock = systemClock }: Options = {}) {
  const listener = createListener();
  const monitor = createMacosMonitor({
    clock,
    path: mac.path,
    ...(isBusy && { isBusy }),
  });
  const watch = monitor.start(listener.report);
  return {
    ...listener,
    watch,
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

describe("with diskutil on PATH", () => {
  test("the disc that is in, one that goes, and one that comes are told", async () => {
    await using mac = await createFakeMac();
    mac.put("disk0", hardDisk);
    mac.put("disk4", film);
    using monitor = start(mac);
    expect(await monitor.count(2)).toEqual([inserted, ready]);
    mac.eject("disk4");
    await monitor.count(3);
    mac.insert("disk4", film);
    expect(await monitor.count(4)).toEqual([
      inserted,
      ready,
      ejected,
      inserted,
    ]);
    expect(mac.calls()).toEqual([
      "activity",
      "info -plist disk0",
      "info -plist disk4",
      "info -plist disk4",
    ]);
  });

  test("drutil is asked about a disc without a name, but not while makemkvcon runs", async () => {
    await using mac = await createFakeMac();
    mac.drutil(drutilXml('<blank/><mediaType value="DVD-R"/>'));
    let busy = true;
    using monitor = start(mac, { isBusy: () => busy });
    await monitor.count(1);
    mac.insert("disk4", dvd);
    mac.line(idle);
    mac.insert("disk5", film);
    await monitor.count(2);
    mac.eject("disk4");
    mac.eject("disk5");
    await monitor.count(3);
    expect(mac.calls()).not.toContain("drutil status -xml");
    busy = false;
    mac.insert("disk4", dvd);
    const events = await monitor.count(4);
    expect(events[3]).toEqual({
      type: "discInserted",
      device,
      volumeName: null,
      medium: { kind: "dvd", content: "blank" },
    });
  });

  test("a question that hangs is given up after eight seconds, and when its disk goes", async () => {
    await using mac = await createFakeMac();
    const clock = createFakeClock();
    using monitor = start(mac, { clock });
    await monitor.count(1);
    writeFileSync(mac.file("hang"), "");
    mac.insert("disk4", film);
    await calls(mac, "hangs", 1);
    mac.eject("disk4");
    mac.insert("disk5", film);
    await calls(mac, "hangs", 2);
    rmSync(mac.file("hang"));
    mac.insert("disk4", film);
    clock.advance(8000);
    expect(await monitor.count(2)).toEqual([ready, inserted]);
  });

  test("a look tells what the lines did not", async () => {
    await using mac = await createFakeMac();
    mac.put("disk4", film);
    using monitor = start(mac);
    await monitor.count(2);
    mac.take("disk4");
    await monitor.watch.look();
    mac.put("disk4", film);
    await Promise.all([monitor.watch.look(), monitor.watch.look()]);
    await monitor.watch.look();
    expect(monitor.events).toEqual([inserted, ready, ejected, inserted]);
  });

  test("a look that gets no answer ends after eight seconds, or with the monitor", async () => {
    await using mac = await createFakeMac();
    mac.put("disk4", film);
    const clock = createFakeClock();
    const monitor = start(mac, { clock });
    await monitor.count(2);
    writeFileSync(mac.file("hang"), "");
    const late = monitor.watch.look();
    clock.advance(8000);
    await late;
    const look = monitor.watch.look();
    monitor.watch[Symbol.dispose]();
    await look;
    await monitor.watch.look();
    expect(monitor.events).toEqual([inserted, ready]);
  });

  test("killed again and again it comes back, and tells only what happened meanwhile", async () => {
    await using mac = await createFakeMac();
    mac.put("disk4", film);
    const clock = createFakeClock();
    using monitor = start(mac, { clock });
    await monitor.count(2);
    for (let time = 0; time < 25; time += 1) {
      const pid = mac.activityPid() ?? 0;
      process.kill(pid, "SIGKILL");
      // The wait before the next start is told to the clock some time after the kill.
      while (mac.activityPid() === pid) {
        clock.advance(1000);
        await Bun.sleep(1);
      }
      expect(isAlive(pid)).toBe(false);
    }
    mac.take("disk4");
    await monitor.watch.look();
    expect(
      monitor.events.filter(({ type }) => /Inserted|Ejected/.test(type)),
    ).toEqual([inserted, ejected]);
  });

  test("nothing is left of it, and nothing is told, when it is stopped", async () => {
    await using mac = await createFakeMac();
    const monitor = start(mac);
    await monitor.count(1);
    const pid = mac.activityPid() ?? 0;
    monitor.watch[Symbol.dispose]();
    mac.insert("disk4", film);
    while (isAlive(pid)) await Bun.sleep(1);
    expect(monitor.events).toEqual([ready]);
  });
});

test("without diskutil, discs are not detected, until it is there", async () => {
  await using mac = await createFakeMac();
  const clock = createFakeClock();
  const listener = createListener();
  const path = mac.file("later");
  using _watch = createMacosMonitor({ clock, path }).start(listener.report);
  expect(await listener.count(1)).toMatchObject([
    {
      type: "discMonitorUnavailable",
      problem: {
        key: "disc_monitor_unavailable",
        text: "Discs are not detected: diskutil was not found on PATH.",
      },
    },
  ]);
  clock.advance(120_000);
  expect(listener.events.length).toBe(1);
  Bun.spawnSync(["ln", "-s", mac.file("bin"), path]);
  clock.advance(30_000);
  expect((await listener.count(2))[1]).toEqual(ready);
});

async function calls(mac: FakeMac, call: string, count: number): Promise<void> {
  while (mac.calls().filter((one) => one === call).length < count)
    await Bun.sleep(1);
}
