import { describe, expect, test } from "bun:test";
import type { DiscEvent, Medium } from "../../../src/state/event.ts";
import {
  appeared,
  begin,
  disappeared,
  dvd,
  film,
  hardDisk,
  idle,
  mounted,
  unmounted,
  type Keys,
} from "./macos-text.ts";
import { createPureWorld, type PureWorld } from "./pure-world.ts";

const data: Medium = { kind: "dvd", content: "data" };
const nothingKnown: Medium = { kind: "dvd", content: null };
const ready: DiscEvent = { type: "discMonitorReady" };
const ejected = (disk = "disk4"): DiscEvent => ({
  type: "discEjected",
  device: `/dev/r${disk}`,
});
const inserted = (
  volumeName: string | null = "POLAR_EXPRESS",
  medium: Medium = data,
  disk = "disk4",
): DiscEvent => ({
  type: "discInserted",
  device: `/dev/r${disk}`,
  volumeName,
  medium,
});

/** A Mac with a hard disk, watched, and what was told until now is forgotten. */
function watched(disks: Readonly<Record<string, Keys>> = {}): PureWorld {
  const world = createPureWorld({ disk0: hardDisk, ...disks });
  world.step({ type: "started" });
  world.lines(
    begin,
    ...Object.keys({ disk0: 0, ...disks }).map((disk) => appeared(disk)),
    idle,
  );
  world.answer();
  expect(world.told()).toContainEqual(ready);
  return world;
}

function insert(world: PureWorld, keys: Keys, disk = "disk4"): void {
  world.disks.set(disk, keys);
  world.lines(appeared(disk));
}

describe("at the start", () => {
  test("the discs that are in are told, and then that it is ready", () => {
    const world = createPureWorld({ disk0: hardDisk, disk4: film, disk5: dvd });
    world.step({ type: "started" });
    world.lines(begin, appeared("disk0s1"), appeared("disk0"));
    world.lines(appeared("disk5"), appeared("disk4"));
    world.answer();
    expect(world.told()).toEqual([inserted()]);
    world.lines(idle);
    world.answer();
    expect(world.told()).toEqual([
      inserted(null, nothingKnown, "disk5"),
      ready,
    ]);
  });

  test("five seconds without DAIdle are enough", () => {
    const world = createPureWorld({ disk4: film });
    world.step({ type: "started" });
    world.lines(appeared("disk4"));
    world.advance(4999);
    expect(world.told()).toEqual([]);
    world.advance(1);
    world.answer();
    expect(world.told()).toEqual([inserted(), ready]);
  });

  test("when diskutil tells nothing for five seconds, its list does", () => {
    const world = createPureWorld({ disk0: hardDisk, disk4: film });
    world.list = ["disk0", "disk4"];
    world.step({ type: "started" });
    world.advance(5000);
    world.answer();
    expect(world.told()).toEqual([inserted(), ready]);
  });

  test("when not even that, discs are not detected, until DAIdle comes", () => {
    const world = createPureWorld();
    world.step({ type: "started" });
    world.advance(5000);
    world.answer();
    expect(world.told()).toMatchObject([
      {
        problem: { text: "Discs are not detected: diskutil does not answer." },
      },
    ]);
    world.lines(idle);
    world.answer();
    expect(world.told()).toEqual([ready]);
  });

  test("a disk that does not answer holds up nothing for ever", () => {
    const world = createPureWorld();
    world.step({ type: "started" });
    world.lines(appeared("disk3"), idle);
    world.advance(10_000);
    expect(world.told()).toEqual([ready]);
  });
});

describe("a disc with a name", () => {
  test("is told at once, and once, whatever else is said of it", () => {
    const world = watched();
    insert(world, film);
    world.lines(appeared("disk4"), mounted("disk4", "file:///Volumes/x/"));
    world.answer();
    world.lines(
      mounted("disk4", "file:///Volumes/x/"),
      appeared("disk4"),
      idle,
    );
    world.answer();
    world.advance(60_000);
    expect(world.told()).toEqual([inserted()]);
  });

  test("is gone at once when its disk disappears, before it is asked about", () => {
    const world = watched();
    insert(world, film);
    world.answer();
    world.lines(mounted("disk4"), disappeared("disk4"));
    expect(world.told()).toEqual([inserted(), ejected()]);
    world.answer();
    world.lines(disappeared("disk4"), idle);
    expect(world.told()).toEqual([]);
  });

  test("is not gone when it is unmounted, nor when its name goes with that", () => {
    const world = watched();
    insert(world, film);
    world.answer();
    world.disks.set("disk4", dvd);
    world.lines(
      unmounted("disk4"),
      disappeared("disk4s1"),
      disappeared("disk40"),
    );
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });

  test("comes again after it was gone", () => {
    const world = watched();
    insert(world, film);
    world.answer();
    world.lines(disappeared("disk4"), appeared("disk4"));
    world.answer();
    expect(world.told()).toEqual([inserted(), ejected(), inserted()]);
  });

  test("comes under another number, with its drive", () => {
    const world = watched();
    insert(world, film, "disk1");
    world.answer();
    world.lines(disappeared("disk1"));
    insert(world, film, "disk10");
    world.answer();
    expect(world.told()).toEqual([
      inserted("POLAR_EXPRESS", data, "disk1"),
      ejected("disk1"),
      inserted("POLAR_EXPRESS", data, "disk10"),
    ]);
  });

  test("lies in each of two drives", () => {
    const world = watched();
    insert(world, film);
    insert(world, { ...film, VolumeName: "OTHER" }, "disk5");
    world.answer();
    world.lines(disappeared("disk4"));
    expect(world.told()).toEqual([
      inserted(),
      inserted("OTHER", data, "disk5"),
      ejected(),
    ]);
  });

  test("gets a better one, and is still the same disc", () => {
    const world = watched();
    insert(world, { ...dvd, VolumeName: "Untitled" });
    world.answer();
    world.disks.set("disk4", film);
    world.lines(mounted("disk4", "file:///Volumes/POLAR_EXPRESS/"));
    world.answer();
    expect(world.told()).toEqual([inserted("Untitled"), inserted()]);
  });

  test("is another one when its disk appears a second time with another name", () => {
    const world = watched();
    insert(world, film);
    world.answer();
    insert(world, { ...film, VolumeName: "OTHER" });
    world.answer();
    expect(world.told()).toEqual([inserted(), ejected(), inserted("OTHER")]);
  });
});

describe("a disc without a name", () => {
  test("is told when it gets one", () => {
    const world = watched();
    insert(world, dvd);
    world.answer();
    world.advance(9000);
    expect(world.told()).toEqual([]);
    world.disks.set("disk4", film);
    world.lines(mounted("disk4", "file:///Volumes/x/"));
    world.answer();
    expect(world.told()).toEqual([inserted()]);
    world.advance(60_000);
    expect(world.told()).toEqual([]);
  });

  test("is told without one after ten seconds, when diskutil is idle", () => {
    const world = watched();
    insert(world, dvd);
    world.lines(idle);
    world.answer();
    world.advance(9999);
    expect(world.told()).toEqual([]);
    world.advance(1);
    expect(world.told()).toEqual([inserted(null, nothingKnown)]);
    world.disks.set("disk4", film);
    world.lines(mounted("disk4", "file:///Volumes/x/"));
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });

  test("is told as soon as diskutil is idle after these ten seconds", () => {
    const world = watched();
    insert(world, dvd);
    world.answer();
    world.advance(11_000);
    expect(world.told()).toEqual([]);
    world.lines(idle);
    expect(world.told()).toEqual([inserted(null, nothingKnown)]);
  });

  test("is told after thirty seconds at the latest", () => {
    const world = watched();
    insert(world, dvd);
    world.answer();
    world.advance(29_999);
    expect(world.told()).toEqual([]);
    world.advance(1);
    expect(world.told()).toEqual([inserted(null, nothingKnown)]);
  });

  test("is told at once when it is mounted: there is no name to wait for", () => {
    const world = watched();
    insert(world, dvd);
    world.answer();
    world.disks.set("disk4", { ...dvd, MountPoint: "/Volumes/Untitled" });
    world.lines(mounted("disk4", "file:///Volumes/Untitled/"));
    world.answer();
    expect(world.told()).toEqual([inserted(null)]);
  });

  test("is told at once when drutil says that it is blank", () => {
    const world = watched();
    world.status = { mediumKind: "dvd", isBlank: true };
    insert(world, dvd);
    world.answer();
    expect(world.told()).toEqual([
      inserted(null, { kind: "dvd", content: "blank" }),
    ]);
  });

  test("is not blank because another disc is, or one of another kind", () => {
    const world = watched();
    world.status = { mediumKind: "cd", isBlank: true };
    insert(world, dvd);
    world.answer();
    expect(world.told()).toEqual([]);
    world.status = { mediumKind: "dvd", isBlank: true };
    insert(world, dvd, "disk5");
    world.answer();
    expect(world.told()).toEqual([]);
  });

  test("that goes before it was told was never there", () => {
    const world = watched();
    insert(world, dvd);
    world.lines(idle);
    world.answer();
    world.lines(disappeared("disk4"));
    world.advance(60_000);
    expect(world.told()).toEqual([]);
  });

  test("does not inherit the time that the one before it has waited", () => {
    const world = watched();
    insert(world, dvd);
    world.answer();
    world.advance(9000);
    world.lines(disappeared("disk4"), appeared("disk4"), idle);
    world.answer();
    world.advance(9999);
    expect(world.told()).toEqual([]);
    world.advance(1);
    expect(world.told()).toEqual([inserted(null, nothingKnown)]);
  });
});

describe("a CD", () => {
  const cd: Keys = {
    ...dvd,
    OpticalMediaType: "CD-ROM",
    Content: "CD_partition_scheme",
    DeviceBlockSize: 2352,
  };

  test("with sound is one whose volume is the disk itself", () => {
    const world = watched();
    insert(world, { ...cd, VolumeName: "Audio CD", FilesystemType: "cddafs" });
    insert(world, { ...cd, VolumeName: "Audio CD" }, "disk5");
    world.answer();
    const audio: Medium = { kind: "cd", content: "audio" };
    expect(world.told()).toEqual([
      inserted("Audio CD", audio),
      inserted("Audio CD", audio, "disk5"),
    ]);
  });

  test("with data has its name on a slice", () => {
    const world = watched();
    insert(world, cd);
    world.answer();
    world.lines(appeared("disk4s1", { kind: "hfs", name: "PHOTOS" }));
    world.answer();
    expect(world.told()).toEqual([
      inserted("PHOTOS", { kind: "cd", content: "data" }),
    ]);
  });
});

describe("what is no disc", () => {
  test.each<[string, Keys]>([
    ["a hard disk", hardDisk],
    ["a stick", { BusProtocol: "USB", VolumeName: "STICK", Ejectable: true }],
    ["a disk image", { ...film, BusProtocol: "Disk Image" }],
  ])("is asked about once, and never told: %s", (_name, keys) => {
    const world = watched();
    insert(world, keys);
    world.answer();
    const asked = world.questions.length;
    world.lines(appeared("disk4s1"), mounted("disk4", "file:///x"), idle);
    world.answer();
    expect(world.questions.length).toBe(asked);
    world.lines(disappeared("disk4"));
    insert(world, film);
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });
});

describe("a disk that does not answer", () => {
  test("is asked three times, a second apart, and then when the bell rings", () => {
    const world = watched();
    world.lines(appeared("disk4"));
    const count = () =>
      world.questions.filter((one) => "disk" in one && one.disk === "disk4")
        .length;
    world.answer();
    expect(count()).toBe(1);
    world.advance(1000);
    world.answer();
    world.advance(1000);
    world.answer();
    world.advance(60_000);
    world.answer();
    expect(count()).toBe(3);
    insert(world, film);
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });

  test("does not hold up another one", () => {
    const world = watched();
    world.lines(appeared("disk4"));
    insert(world, film, "disk5");
    world.answer();
    expect(world.told()).toEqual([inserted("POLAR_EXPRESS", data, "disk5")]);
  });

  test("is forgotten when it goes, and its late answer, too", () => {
    const world = watched();
    insert(world, film);
    const late = world.state().asked;
    world.lines(disappeared("disk4"), appeared("disk4"));
    world.step({
      type: "answered",
      id: late?.id ?? 0,
      answer: { about: "disk", info: { kind: "other" } },
    });
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });

  test("keeps a disc that was told, while the node is there", () => {
    const world = watched({ disk4: film });
    world.disks.delete("disk4");
    world.lines(unmounted("disk4"));
    for (let time = 0; time < 5; time += 1) {
      world.answer();
      world.advance(1000);
    }
    expect(world.told()).toEqual([]);
  });
});

describe("when diskutil activity ends", () => {
  function restart(world: PureWorld, ...disks: readonly string[]): void {
    world.step({ type: "ended", reason: "killed" });
    world.step({ type: "started" });
    world.lines(begin, ...disks.map((disk) => appeared(disk)), idle);
    for (let time = 0; time < 4; time += 1) {
      world.answer();
      world.advance(1000);
    }
  }

  test.each<[string, Readonly<Record<string, Keys>>, readonly DiscEvent[]]>([
    ["nothing", { disk4: film }, []],
    ["a disc that was taken out", {}, [ejected()]],
    [
      "a disc that was put in",
      { disk4: film, disk5: film },
      [inserted("POLAR_EXPRESS", data, "disk5")],
    ],
    [
      "another disc by name",
      { disk4: { ...film, VolumeName: "OTHER" } },
      [ejected(), inserted("OTHER")],
    ],
    [
      "another disc by size",
      { disk4: { ...film, Size: 1 } },
      [ejected(), inserted()],
    ],
    [
      "another disc by kind",
      { disk4: { ...film, OpticalMediaType: "BD-ROM" } },
      [
        ejected(),
        inserted("POLAR_EXPRESS", { kind: "bluray", content: "data" }),
      ],
    ],
    ["a disc without a name for now", { disk4: dvd }, []],
    ["a stick under the same number", { disk4: hardDisk }, [ejected()]],
    [
      "an unnamed disc of another size",
      { disk4: { ...dvd, Size: 1 } },
      [ejected(), inserted(null, nothingKnown)],
    ],
  ])("the difference is told: %s", (_name, disks, events) => {
    const world = watched({ disk4: film });
    world.disks.clear();
    world.disks.set("disk0", hardDisk);
    for (const [disk, keys] of Object.entries(disks))
      world.disks.set(disk, keys);
    restart(world, ...world.disks.keys());
    expect(world.told()).toEqual(events);
  });

  test("a disc that it does not tell any more is asked about", () => {
    const world = watched({ disk4: film });
    restart(world, "disk0");
    expect(world.told()).toEqual([]);
    world.disks.delete("disk4");
    restart(world, "disk0");
    expect(world.told()).toEqual([ejected()]);
  });

  test("a disc that it does not tell any more has gone when nobody answers about it", () => {
    const world = watched({ disk4: film });
    world.step({ type: "ended", reason: "killed" });
    world.step({ type: "started" });
    world.disks.delete("disk4");
    world.lines(begin, appeared("disk0"), idle);
    world.advance(10_000);
    expect(world.told()).toEqual([]);
    for (let time = 0; time < 4; time += 1) {
      world.answer();
      world.advance(1000);
    }
    expect(world.told()).toEqual([ejected()]);
  });

  test("a hundred times, nothing is told when nothing happened", () => {
    const world = watched({ disk4: film });
    for (let time = 0; time < 100; time += 1) restart(world, "disk0", "disk4");
    expect(world.told()).toEqual([]);
  });

  test("twice in a row, discs are not detected, with the reason, once; then it is ready", () => {
    const world = watched({ disk4: film });
    world.step({ type: "ended", reason: "diskutil was ended by SIGKILL" });
    expect(world.told()).toEqual([]);
    world.step({ type: "ended", reason: "diskutil was not found on PATH" });
    world.step({ type: "ended", reason: "diskutil was not found on PATH" });
    expect(world.told()).toMatchObject([
      {
        type: "discMonitorUnavailable",
        problem: {
          key: "disc_monitor_unavailable",
          text: "Discs are not detected: diskutil was not found on PATH.",
        },
      },
    ]);
    world.step({ type: "started" });
    world.lines(begin, appeared("disk4"), idle);
    world.answer();
    expect(world.told()).toEqual([ready]);
  });
});

describe("a look", () => {
  test("tells what the lines did not, and ends", () => {
    const world = watched({ disk4: film, disk5: film });
    world.disks.delete("disk4");
    world.disks.set("disk6", dvd);
    world.list = ["disk0", "disk5", "disk6"];
    world.step({ type: "lookRequested" });
    expect(world.looksEnded()).toBe(0);
    world.answer();
    expect(world.told()).toEqual([
      ejected(),
      inserted(null, nothingKnown, "disk6"),
    ]);
    expect(world.looksEnded()).toBe(1);
  });

  test("tells nothing when nothing has changed, or nobody answers", () => {
    const world = watched({ disk4: film });
    world.list = ["disk0", "disk4"];
    world.step({ type: "lookRequested" });
    world.answer();
    world.list = null;
    world.disks.clear();
    world.step({ type: "lookRequested" });
    for (let time = 0; time < 4; time += 1) {
      world.answer();
      world.advance(1000);
    }
    expect(world.told()).toEqual([]);
    expect(world.looksEnded()).toBe(2);
  });

  test("does not lose a disc that comes while it looks", () => {
    const world = watched();
    world.list = ["disk0"];
    world.step({ type: "lookRequested" });
    insert(world, film);
    world.answer();
    expect(world.told()).toEqual([inserted()]);
  });
});
