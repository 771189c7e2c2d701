import { expect, test } from "bun:test";
import fc from "fast-check";
import { hear } from "../../support/robot-lines.ts";

const DISC: readonly string[] = [
  'CINFO:1,6209,"Blu-ray disc"',
  'CINFO:2,0,"A Film"',
  'CINFO:32,0,"A_FILM"',
  'TINFO:0,2,0,"A Film"',
  'TINFO:0,9,0,"0:02:20"',
  'TINFO:0,11,0,"320000000"',
  'TINFO:0,16,0,"00450.mpls"',
  'TINFO:0,26,0,"9"',
  'TINFO:1,2,0,"A Film"',
  'TINFO:1,9,0,"1:39:56"',
  'TINFO:1,11,0,"11397666816"',
  'TINFO:1,16,0,"00800.mpls"',
  'TINFO:1,26,0,"1,2"',
];

function print(...lines: readonly string[]): string {
  const { result } = hear(lines);
  if (!result) throw new Error("the lines list no title");
  return result.fingerprint;
}

const without = (number: number) =>
  DISC.filter((line) => !line.startsWith(`TINFO:${number},`));

test("64 hex digits, which a new version of the daemon gives, too: webapps keep them", () => {
  expect(print(...DISC)).toMatchInlineSnapshot(
    `"5d4b81031e31cec164b380d8e0397e2466f7979ce8d05d0b5cc93f0e84b9f30e"`,
  );
  expect(print(...DISC)).toMatch(/^[0-9a-f]{64}$/);
});

const SAME: readonly [string, readonly string[]][] = [
  [
    "the language of makemkvcon",
    DISC.map((line) =>
      line
        .replace(/^(CINFO:1,6209),.*/, '$1,"Blu-ray-Disc"')
        .replace(/^(CINFO:2,0),.*/, '$1,"Ein Film"')
        .replace(/^(TINFO:\d,2,0),.*/, '$1,"Ein Film"'),
    ),
  ],
  [
    "other numbers of the tracks",
    DISC.map((line) => line.replace("TINFO:1,", "TINFO:7,")),
  ],
  ["a short title that can not be read this time", without(0)],
  [
    "a smaller minlength, which lists more short titles",
    [...DISC, 'TINFO:2,9,0,"0:00:25"', 'TINFO:2,11,0,"1000"'],
  ],
  [
    "drives, messages and the system's names of things",
    ['DRV:0,2,999,12,"BD-RE","A_FILM","/dev/sr0"', ...DISC, "TCOUNT:2"],
  ],
  ["blanks that a label is filled up with", [...DISC, 'CINFO:32,0,"A_FILM  "']],
];

for (const [what, lines] of SAME)
  test(`${what} makes no other disc of it`, () => {
    expect(print(...lines)).toBe(print(...DISC));
  });

test("nor do the order of the lines and of the tracks", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...DISC], { minLength: DISC.length }),
      (lines) => {
        expect(print(...lines)).toBe(print(...DISC));
      },
    ),
    { numRuns: 20 },
  );
});

test("another label, source, duration, size or map of the longest track is another disc", () => {
  const prints = [
    'CINFO:32,0,"B"',
    'TINFO:1,16,0,"00801.mpls"',
    'TINFO:1,9,0,"1:39:57"',
    'TINFO:1,11,0,"1"',
    'TINFO:1,26,0,"2,1"',
    'TINFO:2,9,0,"1:40:00"',
  ].map((line) => print(...DISC, line));
  expect(new Set([print(...DISC), ...prints]).size).toBe(prints.length + 1);
});

test("the discs of a box with one label are told apart", () => {
  const episode = (bytes: number) =>
    print(
      'CINFO:32,0,"S1"',
      'TINFO:0,9,0,"0:25:41"',
      `TINFO:0,11,0,"${bytes}"`,
    );
  expect(episode(954052608)).not.toBe(episode(954052610));
});

test("of tracks that are equally long the same one counts, whatever their numbers", () => {
  const cut = (number: number, bytes: number, file: string) => [
    `TINFO:${number},9,0,"1:30:00"`,
    `TINFO:${number},11,0,"${bytes}"`,
    `TINFO:${number},16,0,"${file}"`,
  ];
  expect(
    print(
      ...cut(0, 5, "a.mpls"),
      ...cut(1, 7, "c.mpls"),
      ...cut(2, 7, "b.mpls"),
    ),
  ).toBe(print(...cut(0, 7, "b.mpls"), ...cut(1, 7, "c.mpls")));
});
