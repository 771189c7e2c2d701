import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Block,
  createBlockReader,
} from "../../../src/disc/linux/block-reader.ts";
import { readDrive, readEvent } from "../../../src/disc/linux/reading.ts";
import { dvd, uevent } from "./fake-udevadm.ts";

function blocks(text: string): readonly Block[] {
  const reader = createBlockReader();
  const ended = text.split("\n").map((line) => reader.push(line));
  return [...ended, reader.flush()].filter((block) => block !== null);
}

/** The disc of a drive with these properties. */
function disc(pairs: Record<string, string>) {
  const [block] = blocks(uevent({ ID_CDROM_MEDIA: "1", ...pairs }));
  return block ? (readDrive(block)?.disc ?? null) : null;
}

describe("a value", () => {
  test("may have an equals sign in it", () => {
    expect(disc({ ID_FS_LABEL_ENC: "A=B=C" })?.volumeName).toBe("A=B=C");
  });

  test("is only kept when it says something about discs", () => {
    const [block] = blocks(uevent({ ID_MODEL: "BD-RE" }));
    expect([...(block?.keys() ?? [])]).toEqual([
      "ACTION",
      "DEVNAME",
      "DEVTYPE",
    ]);
  });

  test("that is as long as a book is cut", () => {
    const name = disc({ ID_FS_LABEL_ENC: "A".repeat(100_000) })?.volumeName;
    expect(name?.length).toBe(4096);
  });
});

describe("a name", () => {
  const names: Record<string, [Record<string, string>, string | null]> = {
    "with blanks": [
      { ID_FS_LABEL_ENC: "THE\\x20POLAR\\x20EXPRESS" },
      "THE POLAR EXPRESS",
    ],
    "in UTF-8, byte by byte": [
      { ID_FS_LABEL_ENC: "M\\xc3\\xbcnchen" },
      "M\u00fcnchen",
    ],
    "in UTF-8 as it is": [{ ID_FS_LABEL_ENC: "M\u00fcnchen" }, "M\u00fcnchen"],
    "with a backslash": [{ ID_FS_LABEL_ENC: "A\\x5cx20B" }, "A\\x20B"],
    "that is padded": [{ ID_FS_LABEL_ENC: "A\\x20\\x20\\x20" }, "A"],
    "with control characters": [{ ID_FS_LABEL_ENC: "A\\x0aB\\x00" }, "A B"],
    "with bytes that are no UTF-8": [{ ID_FS_LABEL_ENC: "A\\xff" }, "A\ufffd"],
    "of blanks alone": [{ ID_FS_LABEL_ENC: "\\x20" }, null],
    "without its exact form": [{ ID_FS_LABEL: "THE_POLAR" }, "THE_POLAR"],
    "that is not there": [{}, null],
  };
  for (const [what, [pairs, expected]] of Object.entries(names))
    test(what, () => {
      expect(disc(pairs)?.volumeName).toBe(expected);
    });
});

describe("the medium", () => {
  const media: Record<string, [Record<string, string>, unknown]> = {
    "a Blu-ray": [
      { ID_CDROM_MEDIA_BD: "1", ID_CDROM_MEDIA_TRACK_COUNT_DATA: "1" },
      { kind: "bluray", content: "data" },
    ],
    "a DVD+R DL": [
      { ID_CDROM_MEDIA_DVD_PLUS_R_DL: "1" },
      { kind: "dvd", content: null },
    ],
    "a blank disc": [
      { ID_CDROM_MEDIA_DVD_R: "1", ID_CDROM_MEDIA_STATE: "blank" },
      { kind: "dvd", content: "blank" },
    ],
    "an audio CD": [
      { ID_CDROM_MEDIA_CD: "1", ID_CDROM_MEDIA_TRACK_COUNT_AUDIO: "12" },
      { kind: "cd", content: "audio" },
    ],
    "a CD with music and files": [
      {
        ID_CDROM_MEDIA_CD: "1",
        ID_CDROM_MEDIA_TRACK_COUNT_AUDIO: "12",
        ID_CDROM_MEDIA_TRACK_COUNT_DATA: "1",
      },
      { kind: "cd", content: "data" },
    ],
    "what nobody knows": [{}, { kind: null, content: null }],
  };
  for (const [what, [pairs, expected]] of Object.entries(media))
    test(`is ${what}`, () => {
      expect(disc(pairs)?.medium).toEqual(expected as never); // a table of literals
    });

  test("of a blank or an audio disc has no name: what udev says is that of the disc before", () => {
    expect(
      disc({ ID_CDROM_MEDIA_STATE: "blank", ID_FS_LABEL_ENC: "OLD" })
        ?.volumeName,
    ).toBeNull();
  });

  test("of a USB stick that plays a CD with its driver is none", () => {
    const stick = {
      ID_BUS: "usb",
      ID_CDROM_MEDIA_CD: "1",
      ID_CDROM_MEDIA_TRACK_COUNT_DATA: "1",
    };
    expect(disc(stick)).toBeNull();
    expect(
      disc({ ...stick, ID_CDROM_MEDIA_SESSION_COUNT: "1" }),
    ).not.toBeNull();
    expect(disc({ ...dvd("A"), ID_BUS: "usb" })).not.toBeNull();
  });
});

const transcripts =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "..", "..", "..", "..", "shared", "transcripts");
const recorded = (name: string) =>
  readFileSync(join(transcripts, name), "utf8");

describe.skipIf(!existsSync(transcripts))("recorded on real machines", () => {
  test("a data DVD-R", () => {
    const [block] = blocks(recorded("udevadm-info-linux-sr0-dvd-r-data.txt"));
    expect(block && readDrive(block)).toEqual({
      device: "/dev/sr0",
      disc: {
        volumeName: null,
        medium: { kind: "dvd", content: null },
        uuid: null,
        sequence: null,
        tracks: "2",
      },
    });
  });

  test("a Blu-ray, as it is in udev's files", () => {
    const text = `E:DEVNAME=/dev/sr0\n${recorded("udev-db-linux-bd-rom.txt")}`;
    const [block] = blocks(text);
    expect(block && readDrive(block)).toEqual({
      device: "/dev/sr0",
      disc: {
        volumeName: "IVANHOE",
        medium: { kind: "bluray", content: "data" },
        uuid: "0377b9d320202020",
        sequence: null,
        tracks: "1",
      },
    });
  });

  test("a virtual drive without a disc", () => {
    const all = blocks(recorded("udevadm-info-linux-sr0-virtual-drive.txt"));
    expect(all.map(readDrive)).toEqual([{ device: "/dev/sr0", disc: null }]);
  });

  test("a session of 2010, in which the kernel speaks and a block has no beginning", () => {
    const all = blocks(
      recorded("udevadm-monitor-linux-sr0-media-change-2010.txt"),
    );
    expect(all.map(readEvent).filter((event) => event !== null)).toEqual([]);
  });
});
