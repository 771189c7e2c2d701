import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createBlockReader } from "../../../src/disc/linux/block-reader.ts";
import {
  type Discs,
  type DiscsInput,
  nextDiscs,
  noDiscs,
} from "../../../src/disc/linux/discs.ts";
import { readDrive, readEvent } from "../../../src/disc/linux/reading.ts";
import { createLineSplitter } from "../../../src/lib/split-lines.ts";
import type { DiscEvent } from "../../../src/state/event.ts";
import {
  CHANGED,
  dvd,
  ejected,
  inserted,
  insertion,
  record,
  removal,
  uevent,
} from "./fake-udevadm.ts";

/** What a text of `udevadm monitor` is, as input. */
function heard(text: string): DiscsInput[] {
  const reader = createBlockReader();
  const splitter = createLineSplitter();
  const lines = [...splitter.push(Buffer.from(text)), ...splitter.flush()];
  return lines.flatMap((line) => {
    const block = reader.push(line);
    const event = block && readEvent(block);
    return event ? [{ kind: "event" as const, event }] : [];
  });
}

function database(text: string, complete = true): DiscsInput {
  const reader = createBlockReader();
  const drives = text.split("\n").flatMap((line) => {
    const block = reader.push(line);
    const drive = block && readDrive(block);
    return drive ? [drive] : [];
  });
  return { kind: "database", database: { drives, complete } };
}

const asked: DiscsInput = { kind: "databaseAsked" };

interface Played {
  readonly discs: Discs;
  readonly told: readonly DiscEvent[];
  /** The doubts that were raised. */
  readonly doubts: readonly DiscsInput[];
}

function play(
  inputs: readonly DiscsInput[],
  isBusy = false,
  from = noDiscs,
): Played {
  let discs = from;
  const told: DiscEvent[] = [];
  const doubts: DiscsInput[] = [];
  for (const input of inputs) {
    const [next, orders] = nextDiscs(discs, input, isBusy);
    discs = next;
    for (const order of orders) {
      if (order.kind === "tell") told.push(order.event);
      else doubts.push({ ...order, kind: "doubtOver" });
    }
  }
  return { discs, told, doubts };
}

const told = (text: string) => play(heard(text)).told;

describe("one disc is told once", () => {
  test("though the drive tells of it three times, and the kernel counts each", () => {
    const events = ["7", "8", "11"].map((DISKSEQ) =>
      insertion("A", { DISKSEQ }),
    );
    expect(told(events.join(""))).toEqual([inserted("A")]);
  });

  test("and again when its name could be read at last", () => {
    const {
      ID_FS_LABEL: _,
      ID_FS_LABEL_ENC: __,
      ID_FS_UUID: ___,
      ...unread
    } = dvd("A");
    expect(
      told(
        uevent({ ...CHANGED, ...unread }) +
          insertion("A") +
          uevent({ ...CHANGED, ...unread }),
      ),
    ).toEqual([inserted(null), inserted("A")]);
  });

  test("and again when the same file system has another name", () => {
    expect(
      told(
        insertion("A", { ID_FS_UUID: "1" }) +
          insertion("B", { ID_FS_UUID: "1" }),
      ),
    ).toEqual([inserted("A"), inserted("B")]);
  });
});

describe("another disc without a removal between is an eject and an insert", () => {
  const changes: Record<string, [string, string]> = {
    "another file system, though of the same name": [
      insertion("A", { ID_FS_UUID: "1" }),
      insertion("A", { ID_FS_UUID: "2" }),
    ],
    "another name, where no file system tells who it is": [
      insertion("A", { ID_FS_UUID: "", DISKSEQ: "1" }),
      insertion("A", { ID_FS_UUID: "", DISKSEQ: "2", ID_FS_LABEL_ENC: "A2" }),
    ],
    "another kind of disc": [
      insertion("A", { ID_FS_UUID: "" }),
      uevent({ ...CHANGED, ID_CDROM_MEDIA: "1", ID_CDROM_MEDIA_BD: "1" }),
    ],
    "an audio CD of other length": [
      uevent({
        ...CHANGED,
        ID_CDROM_MEDIA: "1",
        ID_CDROM_MEDIA_CD: "1",
        ID_CDROM_MEDIA_TRACK_COUNT: "12",
      }),
      uevent({
        ...CHANGED,
        ID_CDROM_MEDIA: "1",
        ID_CDROM_MEDIA_CD: "1",
        ID_CDROM_MEDIA_TRACK_COUNT: "9",
      }),
    ],
  };
  for (const [name, [first, second]] of Object.entries(changes))
    test(name, () => {
      expect(told(first + second).map(({ type }) => type)).toEqual([
        "discInserted",
        "discEjected",
        "discInserted",
      ]);
    });
});

describe("what is no removal", () => {
  const quiet: Record<string, string> = {
    "a request to eject": uevent({ DISK_EJECT_REQUEST: "1" }),
    "a request in one event with a change": uevent({
      DISK_EJECT_REQUEST: "1",
      ...CHANGED,
    }),
    "an event about something else": uevent({}),
    "the kernel's own event": uevent({ ...CHANGED, DEVNAME: "sr0" }, "KERNEL"),
    "another drive's": removal({ DEVNAME: "/dev/sr10" }),
    "a partition's": uevent({ ...CHANGED, DEVNAME: "/dev/sda1" }),
    "a loop device's": uevent({ ...CHANGED, DEVNAME: "/dev/loop0" }),
    "a cut event": removal().slice(0, -1) + uevent({}),
  };
  for (const [name, text] of Object.entries(quiet))
    test(name, () => {
      expect(told(insertion("A") + text)).toEqual([inserted("A")]);
    });
});

test("a disc goes by a change without media, or with its drive", () => {
  const unplugged = uevent({ ...dvd("A"), ACTION: "remove" });
  expect(told(insertion("A") + removal() + insertion("A") + unplugged)).toEqual(
    [inserted("A"), ejected(), inserted("A"), ejected()],
  );
});

test("a label that outlives its disc is none", () => {
  expect(
    told(uevent({ ...CHANGED, ID_FS_LABEL: "OLD", ID_FS_LABEL_ENC: "OLD" })),
  ).toEqual([]);
});

describe("while makemkvcon is at work", () => {
  const rip = play(heard(insertion("A"))).discs;

  test("a removal is told when the doubt is over", () => {
    const gone = play(heard(removal() + removal()), true, rip);
    expect(gone.told).toEqual([]);
    expect(gone.doubts.length).toBe(1);
    expect(play(gone.doubts, true, gone.discs).told).toEqual([ejected()]);
  });

  test("a sign of the disc ends the doubt", () => {
    const gone = play(
      heard(removal() + insertion("A", { DISKSEQ: "99" })),
      true,
      rip,
    );
    expect(play(gone.doubts, true, gone.discs).told).toEqual([]);
  });

  test("an old doubt does not end a new one", () => {
    const gone = play(heard(removal() + insertion("A") + removal()), true, rip);
    expect(gone.doubts.length).toBe(2);
    const [old, current] = gone.doubts.map(
      (doubt) => play([doubt], true, gone.discs).told,
    );
    expect([old, current]).toEqual([[], [ejected()]]);
  });

  test("another disc is told at once", () => {
    expect(play(heard(insertion("B")), true, rip).told).toEqual([
      ejected(),
      inserted("B"),
    ]);
  });
});

describe("the database", () => {
  const second = { DEVNAME: "/dev/sr1" };

  test("tells what came, went and changed unseen, and nothing else", () => {
    const before = play(
      heard(
        insertion("STAYS") +
          insertion("GOES", second) +
          insertion("UNPLUGGED", { DEVNAME: "/dev/sr2" }),
      ),
    ).discs;
    const now =
      record(dvd("STAYS", { DISKSEQ: "50" })) +
      record(second) +
      record({ ...dvd("NEW"), DEVNAME: "/dev/sr3" });
    expect(play([asked, database(now)], false, before).told).toEqual([
      ejected("/dev/sr2"),
      ejected("/dev/sr1"),
      inserted("NEW", "/dev/sr3"),
    ]);
  });

  test("is older than what was heard since it was asked", () => {
    const inputs = [
      asked,
      ...heard(insertion("NEW") + removal(second)),
      database(record({}) + record({ ...dvd("OLD"), ...second })),
    ];
    expect(play(inputs).told).toEqual([inserted("NEW")]);
  });

  test("says nothing about drives that it leaves out when it is not complete", () => {
    const before = play(heard(insertion("A"))).discs;
    expect(play([asked, database("", false)], false, before).told).toEqual([]);
  });
});

test("whatever is heard: inserts and ejects of a drive take turns, and nothing grows", () => {
  const pairs = fc.record(
    {
      ACTION: fc.constantFrom("change", "remove", "add"),
      DEVNAME: fc.constantFrom("/dev/sr0", "sr1", "/dev/sda"),
      DISK_MEDIA_CHANGE: fc.constantFrom("1", ""),
      DISK_EJECT_REQUEST: fc.constantFrom("1", "", "", ""),
      ID_CDROM_MEDIA: fc.constantFrom("1", "1", ""),
      ID_CDROM_MEDIA_DVD: fc.constantFrom("1", ""),
      ID_CDROM_MEDIA_STATE: fc.constantFrom("blank", "complete"),
      ID_FS_LABEL_ENC: fc.constantFrom("A", "B", ""),
      ID_FS_UUID: fc.constantFrom("1", "2", ""),
      DISKSEQ: fc.constantFrom("1", "2", ""),
    },
    { requiredKeys: ["ACTION"], noNullPrototype: true },
  );
  fc.assert(
    fc.property(
      fc.array(pairs, { maxLength: 30 }),
      fc.boolean(),
      (all, isBusy) => {
        // The record of fast-check has optional keys, which the text does not care about.
        const text = all
          .map((each) => uevent(each as Record<string, string>))
          .join("");
        const played = play(heard(text), isBusy);
        const isIn = new Map<string, boolean>();
        for (const event of played.told) {
          if (event.type === "discInserted") isIn.set(event.device, true);
          if (event.type !== "discEjected") continue;
          expect(isIn.get(event.device)).toBe(true);
          isIn.set(event.device, false);
        }
        const inside = [...isIn].flatMap(([device, isInside]) =>
          isInside ? [device] : [],
        );
        expect(Object.keys(played.discs.inside).sort()).toEqual(inside.sort());
        expect(played.discs.heardOf.length).toBeLessThanOrEqual(2);
      },
    ),
  );
});

test("a session cut at any byte tells no more than the whole, in the same order", () => {
  const session =
    insertion("A") + removal() + insertion("B", { DEVNAME: "/dev/sr1" });
  const whole = told(session);
  for (let at = 0; at <= session.length; at++) {
    const part = told(session.slice(0, at));
    expect(part).toEqual(whole.slice(0, part.length));
  }
});
