import { expect, test } from "bun:test";
import { until } from "../../support/daemon.ts";
import { isAlive } from "../../support/process.ts";
import {
  BANNER,
  dvd,
  ejected,
  inserted,
  insertion,
  ready,
  record,
  removal,
  startMonitor,
  uevent,
} from "./fake-udevadm.ts";

const unavailable = (reason: string) =>
  ({
    type: "discMonitorUnavailable",
    problem: {
      key: "disc_monitor_unavailable",
      text: `Discs are not detected: ${reason}.`,
      hint: "Install udev (Debian: apt install udev), or set disc_monitor: none and drive: /dev/sr0 in daemon.yaml. It is tried again by itself.",
    },
  }) as const;

test("a disc that is in at the start is told before the monitor is ready", async () => {
  await using rig = await startMonitor({ database: record(dvd("FIRST")) });
  rig.say(BANNER);
  expect(await rig.events(2)).toEqual([inserted("FIRST"), ready]);
});

test("insert and eject are told at once", async () => {
  await using rig = await startMonitor();
  rig.say(BANNER);
  await rig.events(1);
  rig.say(insertion("THE\\x20POLAR\\x20EXPRESS") + removal());
  expect(await rig.events(3)).toEqual([
    ready,
    inserted("THE POLAR EXPRESS"),
    ejected(),
  ]);
});

test("what is told while the database is read is not undone by it", async () => {
  await using rig = await startMonitor({
    info: "sleep 0.2; echo DEVNAME=/dev/sr0",
  });
  rig.say(BANNER + insertion("NEWER"));
  expect(await rig.events(2)).toEqual([inserted("NEWER"), ready]);
});

test("after udevadm was ended only the difference is told", async () => {
  const [stays, goes] = ["/dev/sr0", "/dev/sr1"];
  await using rig = await startMonitor({
    database:
      record({ ...dvd("STAYS"), DEVNAME: stays }) +
      record({ ...dvd("GOES"), DEVNAME: goes }),
  });
  rig.say(BANNER);
  await rig.events(3);
  await rig.database(
    record({ ...dvd("STAYS"), DEVNAME: stays }) +
      record({ ...dvd("OTHER"), DEVNAME: goes }),
  );
  await rig.kill();
  rig.say(BANNER);
  expect((await rig.events(5)).slice(3)).toEqual([
    ejected(goes),
    inserted("OTHER", goes),
  ]);
});

test("an event that the end of udevadm cuts is not believed", async () => {
  await using rig = await startMonitor({ database: record(dvd("IN")) });
  rig.say(BANNER);
  await rig.events(2);
  rig.say(removal().slice(0, -1));
  await rig.kill();
  rig.say(BANNER + insertion("NEXT"));
  expect((await rig.events(4)).slice(2)).toEqual([ejected(), inserted("NEXT")]);
});

test("without udevadm the reason is told once, and it works when it is there", async () => {
  await using rig = await startMonitor({ missing: true });
  rig.clock.advance(120_000);
  expect(rig.told).toEqual([unavailable("udevadm was not found on PATH")]);
});

test("a monitor that ends with a complaint is told with it", async () => {
  await using rig = await startMonitor({
    monitor: "echo Failed to initialize udev control >&2; exit 1",
  });
  expect(await rig.events(1)).toEqual([
    unavailable(
      "udevadm ended with exit code 1: Failed to initialize udev control",
    ),
  ]);
});

test("a udevadm without --export-db is asked about each drive", async () => {
  await using rig = await startMonitor({
    info: 'test "$3" = --name=/dev/sr0 || exit 1; echo DEVNAME=/dev/sr0; echo ID_CDROM_MEDIA=1; echo ID_CDROM_MEDIA_DVD=1; echo ID_CDROM_MEDIA_TRACK_COUNT_DATA=1',
  });
  rig.say(BANNER);
  expect(await rig.events(2)).toEqual([inserted(null), ready]);
});

test("look tells the difference before it resolves", async () => {
  await using rig = await startMonitor({ database: record(dvd("A")) });
  rig.say(BANNER);
  await rig.events(2);
  await rig.database(record({}));
  await rig.watch.look();
  expect(rig.told.at(-1)).toEqual(ejected());
});

test("a removal during a rip is told after a moment without a sign of the disc, and a look waits for that", async () => {
  await using rig = await startMonitor({ database: record(dvd("A")) });
  rig.say(BANNER);
  await rig.events(2);
  rig.busy = true;
  await rig.database(record({}));
  let looked = false;
  const look = rig.watch.look().then(() => (looked = true));
  await until("the answer", () => {
    rig.clock.advance(100);
    return looked ? true : null;
  });
  await look;
  expect(rig.told.slice(2)).toEqual([ejected()]);
});

test("a session cut into any pieces tells the same", async () => {
  const session = Buffer.from(
    insertion("M\u00fcnchen") +
      removal() +
      uevent({ DEVNAME: "/dev/sda1" }) +
      insertion("B", { DEVNAME: "/dev/sr1" }),
  );
  await using rig = await startMonitor();
  rig.say(BANNER);
  await rig.events(1);
  for (let at = 0; at < session.length; at += 37)
    rig.say(session.subarray(at, at + 37));
  expect((await rig.events(4)).slice(1)).toEqual([
    inserted("M\u00fcnchen"),
    ejected(),
    inserted("B", "/dev/sr1"),
  ]);
});

test("after disposal nothing is told and no process is left", async () => {
  await using rig = await startMonitor();
  rig.say(BANNER);
  await rig.events(1);
  const pid = rig.pids()[0];
  rig.watch[Symbol.dispose]();
  await until("its end", () => (isAlive(pid) ? null : true));
  rig.clock.advance(60_000);
  await rig.watch.look();
  expect([rig.told, rig.pids()]).toEqual([[ready], [pid!]]);
});

test("killed again and again, it forgets no disc and tells none twice", async () => {
  await using rig = await startMonitor({ database: record(dvd("STAYS")) });
  rig.say(BANNER);
  await rig.events(2);
  for (let life = 1; life <= 30; life++) await rig.kill();
  // The complaint of the second end, and nothing of what was told before.
  rig.say(BANNER);
  expect(await rig.events(4)).toEqual([
    inserted("STAYS"),
    ready,
    unavailable("udevadm was ended by SIGKILL"),
    ready,
  ]);
});

test("a disc that goes while nobody watches is told when somebody does again", async () => {
  await using rig = await startMonitor({ database: record(dvd("GOES")) });
  rig.say(BANNER);
  await rig.events(2);
  await rig.kill();
  await rig.kill();
  await rig.database(record(dvd("COMES")));
  rig.say(BANNER);
  expect((await rig.events(6)).slice(2)).toEqual([
    unavailable("udevadm was ended by SIGKILL"),
    { type: "discEjected", device: "/dev/sr0" },
    inserted("COMES"),
    ready,
  ]);
});

test("killed once in a while is no news", async () => {
  await using rig = await startMonitor({ database: record(dvd("STAYS")) });
  rig.say(BANNER);
  await rig.events(2);
  for (let life = 1; life <= 5; life++) {
    await rig.kill();
    const next = dvd(`NEXT ${life}`, { DEVNAME: "/dev/sr1" });
    await rig.database(record(dvd("STAYS")) + record(next));
    rig.say(BANNER);
    await rig.events(2 * life + 1);
    await rig.watch.look();
  }
  const others = rig.told.slice(2).map(({ type }) => type);
  expect(new Set(others)).toEqual(new Set(["discInserted", "discEjected"]));
  expect(rig.told.at(-1)).toEqual(inserted("NEXT 5", "/dev/sr1"));
});

test("a drive that udev does not know is a problem that is looked at again", async () => {
  await using rig = await startMonitor({ drive: true });
  rig.say(BANNER);
  expect((await rig.events(1))[0]).toMatchObject({
    type: "discMonitorUnavailable",
    problem: { text: expect.stringContaining("udev is not running here") },
  });
  await rig.startUdev();
  rig.clock.advance(30_000);
  expect((await rig.events(2))[1]).toEqual(ready);
});
