import { describe, expect, test } from "bun:test";
import {
  readDiskInfo,
  readDiskList,
  type OpticalInfo,
} from "../../../src/disc/macos/disk-info.ts";
import {
  dvd,
  film,
  hardDisk,
  infoPlist,
  listPlist,
  plist,
  type Keys,
} from "./macos-text.ts";

const optical: OpticalInfo = {
  kind: "optical",
  mediumKind: "dvd",
  volumeName: null,
  filesystem: null,
  isMounted: false,
  isPartitionedCd: false,
  sizeBytes: 7_000_000_000,
};

const read = (keys: Keys) => readDiskInfo(infoPlist("disk4", keys), "disk4");

describe("a disc", () => {
  test.each<[string, Keys, Partial<OpticalInfo>]>([
    ["without a name", dvd, {}],
    [
      "with a name that is padded",
      { ...dvd, VolumeName: "FILM & CO   " },
      { volumeName: "FILM & CO" },
    ],
    [
      "that is mounted",
      { ...film, MountPoint: "/Volumes/x", FilesystemType: "udf" },
      { volumeName: "POLAR_EXPRESS", isMounted: true, filesystem: "udf" },
    ],
    [
      "with the same keys empty",
      { ...dvd, VolumeName: "  ", MountPoint: "" },
      {},
    ],
    [
      "in a drive that does not say its kind",
      { ...dvd, OpticalMediaType: "" },
      { mediumKind: null },
    ],
    [
      "that is a Blu-ray",
      { ...dvd, OpticalMediaType: "BD-ROM" },
      { mediumKind: "bluray" },
    ],
    [
      "that is a Blu-ray in words",
      { ...dvd, OpticalMediaType: "Blu-ray Disc" },
      { mediumKind: "bluray" },
    ],
    [
      "that is a CD",
      { ...dvd, OpticalMediaType: "CD-R", Content: "CD_partition_scheme" },
      { mediumKind: "cd", isPartitionedCd: true },
    ],
    ["that spins up", { ...dvd, Size: 0 }, { sizeBytes: null }],
    [
      "whose medium is bigger than its volume",
      { ...dvd, TotalSize: 5, IOKitSize: 6 },
      { sizeBytes: 6 },
    ],
  ])("%s", (_name, keys, changes) => {
    expect(read(keys)).toEqual({ ...optical, ...changes });
  });

  test.each<[string, Keys]>([
    ["a hard disk", hardDisk],
    ["a stick", { BusProtocol: "USB", Ejectable: true, VolumeName: "STICK" }],
    ["a disk image of a disc", { ...film, BusProtocol: "Disk Image" }],
  ])("not: %s", (_name, keys) => {
    expect(read(keys)).toEqual({ kind: "other" });
  });

  test.each([
    ["another disk", infoPlist("disk40", film)],
    ["an error", plist("<dict><key>Error</key><true/></dict>")],
    ["a part of a list", infoPlist("disk4", film).slice(0, -10)],
    ["a text", "Could not find disk: disk4"],
  ])("no answer: %s", (_name, text) => {
    expect(readDiskInfo(text, "disk4")).toBeNull();
  });
});

test("the whole disks of a list, and none of anything else", () => {
  expect(readDiskList(listPlist("disk0", "disk10"))).toEqual([
    "disk0",
    "disk10",
  ]);
  expect(readDiskList(listPlist("disk0", "disk1s1", "../x"))).toEqual([
    "disk0",
  ]);
  expect(readDiskList(listPlist())).toEqual([]);
  expect(readDiskList(infoPlist("disk0"))).toBeNull();
  expect(readDiskList("")).toBeNull();
});
