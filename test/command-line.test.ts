import { expect, test } from "bun:test";
import fc from "fast-check";
import { COMMANDS, FLAG_NAMES } from "../src/command-table.ts";
import { type CommandLine, readCommandLine } from "../src/command-line.ts";

function read(line: string) {
  return readCommandLine(line === "" ? [] : line.split(" "));
}

function call(
  command: string,
  options: Readonly<Record<string, string | true>> = {},
  word: string | null = null,
) {
  return { kind: "call", command, word, options };
}

test.each([
  ["", call("")],
  ["--ascii", call("", { ascii: true })],
  ["status --json", call("status", { json: true })],
  [
    "--config-dir /a pause --now",
    call("pause", { now: true, "config-dir": "/a" }),
  ],
  [
    "--daemon --config-dir=-odd",
    call("--daemon", { daemon: true, "config-dir": "-odd" }),
  ],
  ["--menubar", call("--menubar", { menubar: true })],
  ["quit --yes", call("quit", { yes: true })],
  [
    "logs -f -n 5 --task=a=b",
    call("logs", { follow: true, lines: "5", task: "a=b" }),
  ],
  ["install service", call("install", {}, "service")],
  [
    "uninstall menubar --plugin-dir /p",
    call("uninstall", { "plugin-dir": "/p" }, "menubar"),
  ],
  ["completions zsh", call("completions", {}, "zsh")],
  ["replay a.txt", call("replay", {}, "a.txt")],
  ["replay -- --odd.txt", call("replay", {}, "--odd.txt")],
  [
    "replay --json a.txt --exit 253",
    call("replay", { json: true, exit: "253" }, "a.txt"),
  ],
  ["quit -h", { kind: "help", command: "quit" }],
  ["install --help", { kind: "help", command: "install" }],
  ["--daemon -h", { kind: "help", command: "--daemon" }],
  ["--help", { kind: "help", command: "" }],
  ["-v", { kind: "version" }],
] as const)("amphigory %s is understood", (line, meant) => {
  expect(read(line)).toEqual(meant as CommandLine); // names are plain strings in the table above
});

test("what is given twice counts as it was said last", () => {
  expect(read("--config-dir /a status --config-dir /b")).toEqual({
    kind: "call",
    command: "status",
    word: null,
    options: { "config-dir": "/b" },
  });
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
  ["--daemon --menubar", "--menubar does not belong to '--daemon'."],
  ["--menubar status", "--menubar takes no command, but got 'status'."],
  ["--daemon --ascii", "--ascii does not belong to '--daemon'."],
  ["-fx", "There is no option '-fx'."],
  ["-", "There is no command '-'."],
  ["-- --daemon", "There is no command '--daemon'."],
  ["logs -n", "-n needs a value."],
  [
    "logs --lines many",
    "--lines needs a number from 0 to 1000000, but got 'many'.",
  ],
  ["replay", "replay needs a file: amphigory replay FILE."],
  ["install", "install needs to know what: amphigory install service|menubar."],
  [
    "install everything",
    "install does not know 'everything': amphigory install service|menubar.",
  ],
  [
    "replay a --exit 256",
    "--exit needs a number from 0 to 255, but got '256'.",
  ],
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

test("no words of anybody make it throw", () => {
  const word = fc.oneof(
    fc.constantFrom(...FLAG_NAMES.map((name) => `--${name}`), "-f", "--", "-"),
    fc.constantFrom(...COMMANDS.map(({ name }) => name)),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word), (argv) => {
      const { kind } = readCommandLine(argv);
      expect(["call", "help", "version", "mistake"]).toContain(kind);
    }),
  );
});
