import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRobotReader } from "../../../src/makemkv/robot/robot-reader.ts";
import { parseRobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import { createTitleList } from "../../../src/makemkv/scan/title-list.ts";

const FILE = (file: string, number: number) =>
  `MSG:3307,0,2,"added","added","${file}","${number}"`;
const ANGLE = (file: string, number: number, angle: number) =>
  `MSG:3308,0,3,"added","added","${file}","${number}","${angle}"`;
const DVD = (id: string, cells: number, duration: string) =>
  `MSG:3028,0,3,"added","added","${id}","${cells}","${duration}"`;

function namesOf(...lines: readonly string[]): (string | null)[] {
  const list = createTitleList();
  for (const line of lines) list.add(parseRobotLine(line));
  return [0, 1, 2, 3].map((number) => list.nameOf(number));
}

test("nothing said names nothing", () => {
  expect(namesOf('MSG:5011,0,0,"done","done"')).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("a Blu-ray's files come with their numbers; of angles the number stands before the angle", () => {
  expect(
    namesOf(
      FILE("00113.mpls", 0),
      ANGLE("00150.mpls", 2, 1),
      ANGLE("00150.mpls", 3, 2),
      FILE("00013.mpls(1)", 1),
      FILE("00001.mpls", -1),
    ),
  ).toEqual([
    "00113.mpls",
    "00013.mpls(1)",
    "00150.mpls angle 1",
    "00150.mpls angle 2",
  ]);
});

test("a DVD's titles are numbered as they come, whatever the disc calls them", () => {
  expect(namesOf(DVD("2", 10, "1:35:13"), DVD("7/4", 1, "0:02:08"))).toEqual([
    "dvd title 2, 1:35:13, 10 cells",
    "dvd title 7/4, 0:02:08, 1 cell",
    null,
    null,
  ]);
});

test("an angle of a DVD is a title of its own", () => {
  expect(
    namesOf(
      DVD("1", 25, "1:42:00"),
      'MSG:3040,0,2,"angle","Angle #%1 was added for title #%2","2","1"',
      DVD("2", 3, "0:10:00"),
    ),
  ).toEqual([
    "dvd title 1, 1:42:00, 25 cells",
    "dvd title 1 angle 2, 1:42:00, 25 cells",
    "dvd title 2, 0:10:00, 3 cells",
    null,
  ]);
});

test("a DVD's title that is taken off the list again moves the numbers after it", () => {
  expect(
    namesOf(
      DVD("2", 7, "0:25:41"),
      DVD("3", 7, "0:25:41"),
      DVD("4", 7, "0:25:35"),
      DVD("10", 7, "0:25:40"),
      'MSG:3025,0,3,"short","short","18","9","30"',
      'MSG:3027,0,3,"equal","equal","2","#02","#03"',
      'MSG:3015,0,2,"lost","lost","10","0:25:40"',
    ),
  ).toEqual([
    "dvd title 2, 0:25:41, 7 cells",
    "dvd title 4, 0:25:35, 7 cells",
    null,
    null,
  ]);
});

const folder =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../../shared/transcripts");
const recordings = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^info-.*\.txt$/.test(name))
  : [];

for (const name of recordings)
  test(`${name} names by its announcements what its listing names`, () => {
    const list = createTitleList();
    const listed = new Map<number, { file?: string; id?: string }>();
    const reader = createRobotReader();
    for (const line of reader.push(readFileSync(join(folder, name)))) {
      list.add(line);
      if (line.kind !== "titleInfo") continue;
      const title = listed.get(line.title) ?? {};
      if (line.attribute === 16) title.file = line.value;
      if (line.attribute === 24) title.id = String(Number(line.value));
      listed.set(line.title, title);
    }
    for (const [number, { file, id }] of listed) {
      const said = list.nameOf(number);
      if (list.count() === 0) expect(said).toBeNull();
      else if (file) expect(said?.replace(/ angle .*/, "")).toBe(file);
      else expect(said).toMatch(new RegExp(`^dvd title ${id}\\b`));
    }
  });
