import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  parseActivityLine,
  type ActivityLine,
} from "../../../src/disc/macos/activity-line.ts";
import {
  appeared,
  begin,
  disappeared,
  idle,
  mounted,
  unmounted,
} from "./macos-text.ts";

const present = (
  disk: string,
  isNew: boolean,
  sliceName: string | null = null,
): ActivityLine => ({ kind: "present", disk, isNew, sliceName });
const other: ActivityLine = { kind: "other" };

test.each<[string, ActivityLine | null]>([
  [appeared("disk4", { kind: "udf", name: "FILM" }), present("disk4", true)],
  [appeared("disk10"), present("disk10", true)],
  [
    appeared("disk4s1", { kind: "hfs", name: "DATA " }),
    present("disk4", false, "DATA"),
  ],
  [appeared("disk14s1s2"), present("disk14", false)],
  [
    appeared("disk4s1", { name: "it's (x') Time=1, DAVolumeName = 'y" }),
    present("disk4", false, "it's (x') Time=1, DAVolumeName = 'y"),
  ],
  [mounted("disk4", "file:///Volumes/FILM/"), present("disk4", false)],
  [unmounted("disk4"), present("disk4", false)],
  [disappeared("disk4"), { kind: "gone", disk: "disk4" }],
  [disappeared("disk4s1"), other],
  [idle, { kind: "idle" }],
  [begin, other],
  [appeared("disk4").replace("'disk4'", "(no BSD name)"), other],
  [appeared("disk4").replace("DiskAppeared", "DiskEjectApproval"), other],
  [
    appeared("disk4").replace(" Time", " Comment=Approving Time"),
    present("disk4", true),
  ],
  [appeared("disk4").replace("'disk4'", "'disk4x'"), other],
  [appeared("disk4").slice(1), null],
  ["", null],
  ["***", null],
  ["Error: could not start", null],
])("%s", (line, parsed) => {
  expect(parseActivityLine(line)).toEqual(parsed);
});

test("a line that is cut is no line, wherever that is, up to its time", () => {
  for (const line of [appeared("disk10"), disappeared("disk10"), idle])
    for (let end = 0; end < line.indexOf(" Time=") + 25; end += 1)
      expect(parseActivityLine(line.slice(0, end))).toBeNull();
});

test("a volume may be called anything: the disk is always the right one", () => {
  const name = fc.string({
    unit: fc.constantFrom(
      "'",
      ")",
      " ",
      "(",
      ",",
      "disk9",
      "Time=1",
      "***",
      "a",
    ),
  });
  fc.assert(
    fc.property(name, (name) => {
      expect(parseActivityLine(appeared("disk1", { name }))).toEqual(
        present("disk1", true),
      );
    }),
  );
});
