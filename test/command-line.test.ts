import { expect, test } from "bun:test";
import { readCommandLine } from "../src/command-line.ts";

function read(line: string) {
  return readCommandLine(line === "" ? [] : line.split(" "));
}

const NOTHING = {
  kind: "call",
  daemon: false,
  verb: "status",
  configDir: null,
  json: false,
  now: false,
  yes: false,
  fail: false,
  file: null,
  exitCode: null,
} as const;

test.each([
  ["", NOTHING],
  ["status --json", { ...NOTHING, json: true }],
  [
    "--config-dir /a pause --now",
    { ...NOTHING, verb: "pause", now: true, configDir: "/a" },
  ],
  [
    "--daemon --config-dir=-odd",
    { ...NOTHING, daemon: true, configDir: "-odd" },
  ],
  ["quit --yes", { ...NOTHING, verb: "quit", yes: true }],
  ["demo --fail", { ...NOTHING, verb: "demo", fail: true }],
  ["eject", { ...NOTHING, verb: "eject" }],
  ["replay a.txt", { ...NOTHING, verb: "replay", file: "a.txt" }],
  [
    "replay --json a.txt --exit 253",
    { ...NOTHING, verb: "replay", file: "a.txt", json: true, exitCode: 253 },
  ],
  ["quit -h", { kind: "help" }],
  ["-v", { kind: "version" }],
] as const)("amphigory %s is understood", (line, call) => {
  expect(read(line)).toEqual(call);
});

test.each([
  ["--bogus", "There is no option '--bogus'."],
  ["--bogus=1", "There is no option '--bogus'."],
  ["-x", "There is no option '-x'."],
  ["status --no-json", "There is no option '--no-json'."],
  ["--config-dir", "--config-dir needs a value."],
  ["--config-dir=", "--config-dir needs a value, but got an empty one."],
  [
    "--config-dir --json status",
    "--config-dir needs a value, but '--json' follows; a value that begins with - is written --config-dir=--json.",
  ],
  ["status --json=yes", "--json takes no value."],
  ["rip", "There is no command 'rip'."],
  ["pause quit", "One command at a time: 'quit' is too much."],
  ["--daemon quit", "--daemon takes no command, but got 'quit'."],
  ["pause --json", "--json does not belong to 'pause'."],
  ["replay", "replay needs the file of a transcript: amphigory replay FILE."],
  ["replay a b", "One command at a time: 'b' is too much."],
  ["replay a --exit x", "--exit needs a number from 0 to 255, but got 'x'."],
  ["status --exit 1", "--exit does not belong to 'status'."],
  ["--now", "--now does not belong to a call without a command."],
])("amphigory %s is a mistake that is said", (line, text) => {
  expect(read(line)).toEqual({ kind: "mistake", text });
});

test("an empty --config-dir is not the default one", () => {
  expect(readCommandLine(["quit", "--config-dir", ""])).toEqual({
    kind: "mistake",
    text: "--config-dir needs a value, but got an empty one.",
  });
});
