import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  parseRobotLine,
  type RobotLine,
} from "../../../src/makemkv/robot/robot-line.ts";
import {
  arbitraryRobotLine,
  formatForTest,
} from "../../support/robot-lines.ts";

const rows: readonly [string, string, RobotLine][] = [
  [
    "a message with its parameters",
    'MSG:3307,16777216,2,"File 00800.mpls was added as title #0","File %1 was added as title #%2","00800.mpls","0"',
    {
      kind: "message",
      code: 3307,
      flags: 16777216,
      text: "File 00800.mpls was added as title #0",
      format: "File %1 was added as title #%2",
      params: ["00800.mpls", "0"],
    },
  ],
  [
    "a message that lost its format and parameters",
    'MSG:3015,0,2,"Title #1 was skipped"',
    {
      kind: "message",
      code: 3015,
      flags: 0,
      text: "Title #1 was skipped",
      format: "",
      params: [],
    },
  ],
  [
    "the title of an operation",
    'PRGT:5024,0,"Saving all titles"',
    { kind: "operation", code: 5024, id: 0, name: "Saving all titles" },
  ],
  [
    "the title of a step",
    'PRGC:5017,1,"Saving to MKV"',
    { kind: "step", code: 5017, id: 1, name: "Saving to MKV" },
  ],
  [
    "progress",
    "PRGV:17,65536,65536",
    { kind: "progress", current: 17, total: 65536, max: 65536 },
  ],
  [
    "a drive",
    'DRV:0,2,999,12,"BD-RE MAKER, INC BH16 1.05","A, B","/dev/sr0"',
    {
      kind: "drive",
      index: 0,
      state: 2,
      flags: 12,
      driveName: "BD-RE MAKER, INC BH16 1.05",
      discName: "A, B",
      device: "/dev/sr0",
    },
  ],
  [
    "a drive that is not there",
    'DRV:15,256,999,0,"","",""',
    {
      kind: "drive",
      index: 15,
      state: 256,
      flags: 0,
      driveName: "",
      discName: "",
      device: "",
    },
  ],
  ["the number of titles", "TCOUNT:12", { kind: "titleCount", count: 12 }],
  [
    "disc information",
    'CINFO:1,6209,"Blu-ray disc"',
    { kind: "discInfo", attribute: 1, code: 6209, value: "Blu-ray disc" },
  ],
  [
    "title information",
    'TINFO:3,26,0,"1,(2,4),11-22"',
    {
      kind: "titleInfo",
      title: 3,
      attribute: 26,
      code: 0,
      value: "1,(2,4),11-22",
    },
  ],
  [
    "stream information",
    'SINFO:0,2,38,0,""',
    {
      kind: "streamInfo",
      title: 0,
      stream: 2,
      attribute: 38,
      code: 0,
      value: "",
    },
  ],
  [
    "escaped quotes and backslashes",
    String.raw`CINFO:2,0,"\"A\" C:\\new\\"`,
    {
      kind: "discInfo",
      attribute: 2,
      code: 0,
      value: String.raw`"A" C:\new` + "\\",
    },
  ],
  [
    "a backslash before any character, which is then that character",
    String.raw`CINFO:2,0,"a\nb"`,
    { kind: "discInfo", attribute: 2, code: 0, value: "anb" },
  ],
  [
    "a colon in a value",
    'CINFO:2,0,"A: B"',
    { kind: "discInfo", attribute: 2, code: 0, value: "A: B" },
  ],
  [
    "a value without quotes",
    "CINFO:2,0,PLAIN",
    { kind: "discInfo", attribute: 2, code: 0, value: "PLAIN" },
  ],
  [
    "text in another language",
    'TINFO:0,2,0,"Das weiße Rössl → 白馬"',
    {
      kind: "titleInfo",
      title: 0,
      attribute: 2,
      code: 0,
      value: "Das weiße Rössl → 白馬",
    },
  ],
];

for (const [what, line, record] of rows)
  test(`${what} is read`, () => {
    expect(parseRobotLine(line)).toEqual(record);
  });

const plain: readonly [string, string][] = [
  ["an empty line", ""],
  ["usage text", "Use: makemkvcon [switches] Command [Parameters]"],
  [
    "a fatal error in plain words",
    "Fatal error occurred, program will now exit.",
  ],
  ["an unknown prefix", 'XINFO:1,2,"three"'],
  ["the misspelled prefix of usage.txt", "TCOUT:3"],
  [
    "a record behind the prefix of a log",
    'today [INFO] MSG:5011,0,0,"ok","ok"',
  ],
  ["a prefix in small letters", 'msg:5011,0,0,"ok","ok"'],
  ["a prefix alone", "SINFO:"],
  ["open quotes", 'TINFO:0,9,0,"1:3'],
  ["a quote that is only an escaped one", String.raw`TINFO:0,9,0,"1:3\"`],
  ["too few fields", 'SINFO:0,1,6201,"Video"'],
  ["too many fields", 'TINFO:0,9,0,"1:00:00","x"'],
  [
    "the drive line of usage.txt, without a device",
    'DRV:0,2,999,1,"drive","disc"',
  ],
  ["a number with a sign", "PRGV:-1,0,65536"],
  ["a number in quotes", 'TCOUNT:"3"'],
  ["an empty number", "PRGV:,0,65536"],
  ["a number too big to be one", `TCOUNT:${"9".repeat(400)}`],
  [
    "a message with open quotes in a parameter",
    'MSG:5036,260,1,"Copy complete.","Copy',
  ],
];

for (const [what, line] of plain)
  test(`${what} is kept as a plain line`, () => {
    expect(parseRobotLine(line)).toEqual({ kind: "plain", text: line });
  });

test("what was formatted is read back", () => {
  fc.assert(
    fc.property(arbitraryRobotLine, (line) => {
      expect(parseRobotLine(formatForTest(line))).toEqual(line);
    }),
  );
});

test("no text makes it throw", () => {
  const unit = fc.constantFrom(
    "MSG:",
    "SINFO:",
    '"',
    "\\",
    ",",
    "1",
    "a",
    "\n",
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(parseRobotLine(text).kind).toBeString();
    }),
  );
});
