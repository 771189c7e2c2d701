import { expect, test } from "bun:test";
import { parseRobotLine } from "../../../src/makemkv/robot/robot-line.ts";
import {
  createTitleGuard,
  type Surprise,
} from "../../../src/makemkv/rip/title-guard.ts";
import { hear } from "../../support/robot-lines.ts";

const FILE = (file: string, number: number) =>
  `MSG:3307,0,2,"added","added","${file}","${number}"`;
const ANGLE = (file: string, number: number, angle: number) =>
  `MSG:3308,0,3,"added","added","${file}","${number}","${angle}"`;
const DVD = (id: number, duration: string) =>
  `MSG:3028,0,3,"added","added","${id}","7","${duration}"`;
const OPENED = 'MSG:5011,0,0,"done","done"';
const SAVING = 'MSG:5014,0,2,"saving","saving","1","file:///x"';
const SAVING_ALL = 'PRGT:5024,0,"Saving all titles to MKV files"';
const TITLES = (count: number) =>
  Array.from({ length: count }, (_, n) => `TINFO:${n},9,0,"0:10:00"`);
const LABEL = 'CINFO:32,0,"LABEL"';

interface Case {
  readonly scanned: readonly string[];
  readonly number?: number;
  readonly isCurrent?: boolean;
}

/** What the guard says, and at which line. */
function watch(known: Case | null, lines: readonly string[]) {
  const result = known && hear([LABEL, ...known.scanned]).result;
  const heard: { surprise: Surprise; line: number }[] = [];
  let at = 0;
  const guard = createTitleGuard(
    {
      scan: result && { result, isCurrent: known.isCurrent ?? true },
      number: known?.number ?? 1,
    },
    "/dev/sr0",
  );
  for (const line of lines) {
    const surprise = guard.add(parseRobotLine(line));
    if (surprise) heard.push({ surprise, line: at });
    at++;
  }
  return { heard, isConfirmed: guard.result().isConfirmed };
}

const names = (now: string | null) => ({ kind: "otherTitle", now }) as const;
const FILES = [FILE("a.mpls", 0), FILE("b.mpls", 1), FILE("c.mpls", 2)];
const BLURAY = { scanned: [...FILES, ...TITLES(3)] };

test("the same list is no surprise", () => {
  expect(watch(BLURAY, [...FILES, OPENED, SAVING_ALL, SAVING])).toEqual({
    heard: [],
    isConfirmed: true,
  });
});

test("a later title that is missing is no surprise", () => {
  expect(watch(BLURAY, [...FILES.slice(0, 2), OPENED]).heard).toEqual([]);
});

test("a title that is missing before ours is one as soon as our number is named", () => {
  const moved = [FILE("a.mpls", 0), FILE("c.mpls", 1), OPENED, SAVING];
  expect(watch(BLURAY, moved).heard).toEqual([
    { surprise: names("c.mpls"), line: 1 },
  ]);
});

test("a number that is named no more is one when the disc is open, or at the latest when saving begins", () => {
  const { heard } = watch(BLURAY, [FILE("a.mpls", 0), OPENED, SAVING]);
  expect(heard).toEqual([{ surprise: names(null), line: 1 }]);
  for (const begin of [SAVING, SAVING_ALL])
    expect(watch(BLURAY, [FILE("a.mpls", 0), begin]).heard.length).toBe(1);
});

test("where nobody watched the drive, other tracks beside ours are one when the list is whole", () => {
  const stale = { ...BLURAY, isCurrent: false };
  expect(watch(stale, [...FILES, OPENED]).heard).toEqual([]);
  for (const others of [
    FILES.slice(0, 2),
    [...FILES, FILE("d.mpls", 3)],
    [...FILES.slice(0, 2), FILE("d.mpls", 2)],
  ])
    expect(watch(stale, [...others, OPENED]).heard).toEqual([
      { surprise: { kind: "otherList" }, line: others.length },
    ]);
  expect(watch(stale, [OPENED]).heard).toEqual([]);
});

test("another angle of the same file is one", () => {
  const angles = [ANGLE("x.mpls", 0, 1), ANGLE("x.mpls", 1, 2)];
  const scanned = [FILE("w.mpls", 0), ANGLE("x.mpls", 1, 1)];
  const known = { scanned: [...scanned, ...TITLES(2)] };
  expect(watch(known, angles).heard[0]?.surprise).toEqual(
    names("x.mpls angle 2"),
  );
});

test("a DVD's list is judged when it is whole", () => {
  const all = [DVD(2, "0:25:41"), DVD(3, "0:25:41"), DVD(4, "0:25:35")];
  const equal = 'MSG:3027,0,3,"equal","equal","2","#02","#03"';
  const known = { scanned: [...all, equal, ...TITLES(2)] };
  expect(watch(known, [...all, equal, OPENED])).toEqual({
    heard: [],
    isConfirmed: true,
  });
  expect(watch(known, [...all, OPENED]).heard).toEqual([
    { surprise: names("dvd title 3, 0:25:41, 7 cells"), line: 3 },
  ]);
});

test("a DVD's title of another length is another one, though the number is the same", () => {
  const known = { scanned: [DVD(1, "1:00:00"), ...TITLES(1)], number: 0 };
  const { heard } = watch(known, [DVD(1, "0:20:00"), OPENED]);
  expect(heard[0]?.surprise).toEqual(names("dvd title 1, 0:20:00, 7 cells"));
});

test("where nothing can be compared, nothing is said", () => {
  expect(watch(null, [...FILES, OPENED]).heard).toEqual([]);
  expect(watch(BLURAY, [OPENED, SAVING_ALL, SAVING])).toEqual({
    heard: [],
    isConfirmed: false,
  });
  const unnamed = { scanned: TITLES(3) };
  expect(watch(unnamed, [...FILES, OPENED]).heard).toEqual([]);
});

test("a scan that heard no names knows them from the listing", () => {
  const scanned = [...TITLES(2), 'TINFO:1,16,0,"b.mpls"'];
  expect(watch({ scanned }, [FILE("b.mpls", 1)]).heard).toEqual([]);
  expect(watch({ scanned }, [FILE("c.mpls", 1)]).heard.length).toBe(1);
});

test("another label in the drive is another disc, where nobody watched the drive", () => {
  const row = 'DRV:0,2,999,12,"BD-RE","OTHER","/dev/sr0"';
  const stale = { ...BLURAY, isCurrent: false };
  expect(watch(stale, [row, ...FILES]).heard).toEqual([
    { surprise: { kind: "otherDisc", label: "OTHER" }, line: 0 },
  ]);
  expect(watch(BLURAY, [row, ...FILES]).heard).toEqual([]);
  for (const other of [
    'DRV:0,2,999,12,"BD-RE","LABEL","/dev/sr0"',
    'DRV:0,0,999,0,"BD-RE","","/dev/sr0"',
    'DRV:1,2,999,12,"BD-RE","OTHER","/dev/sr1"',
  ])
    expect(watch(stale, [other, ...FILES]).heard).toEqual([]);
});
