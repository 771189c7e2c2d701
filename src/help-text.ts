import {
  type Command,
  COMMANDS,
  EXIT_CODES,
  flag,
  flagsOf,
  type FlagName,
  GROUPS,
} from "./command-table.ts";

/** What `--help` prints, made from the table. Pure; no line is wider than 80 columns. */

const WIDTH = 80;

export function helpText(command: Command, version: string): string {
  return command.name === "" ? wholeHelp(command, version) : helpOf(command);
}

function wholeHelp(bare: Command, version: string): string {
  const rows = COMMANDS.map(
    (command) => [wordsOf(command) || "(none)", command.summary] as const,
  );
  const left = widest(rows) + 2;
  const groups = GROUPS.map((group) =>
    [
      group,
      ...COMMANDS.flatMap((command, at) =>
        command.group === group ? columns(rows[at] ?? ["", ""], left) : [],
      ),
    ].join("\n"),
  );
  const codes = EXIT_CODES.map(([code, text]) => `${code} ${text}`);
  return `${[
    ...wrap(
      `amphigory ${version}: gives a media webapp in a container the optical drive it can not reach.`,
      WIDTH,
    ),
    "",
    "Usage: amphigory [COMMAND] [OPTION]...",
    "",
    groups.join("\n\n"),
    "",
    ...section("Options", optionRows(bare)),
    "",
    "'amphigory COMMAND --help' says more about each of them.",
    "",
    "Exit codes",
    `  ${codes.join("  ")}`,
  ].join("\n")}\n`;
}

function helpOf(command: Command): string {
  return `${[
    ...wrap(synopsis(command), WIDTH, "    "),
    "",
    ...wrap(`${capitalised(command.summary)}.`, WIDTH),
    ...(command.more === "" ? [] : [command.more]),
    "",
    ...section("Options", optionRows(command)),
  ].join("\n")}\n`;
}

/** `amphigory logs [-f] [--task ID] …` */
function synopsis(command: Command): string {
  const flags = Object.keys(command.flags).flatMap((key) =>
    flagsOf(command).flatMap(([name]) =>
      name === key ? [`[${shortest(name)}]`] : [],
    ),
  );
  return ["amphigory", wordsOf(command), ...flags].filter(Boolean).join(" ");
}

/** `install service|menubar` */
function wordsOf({ name, word }: Command): string {
  const choice = word && (word.values?.join("|") ?? word.name);
  return [name, choice].filter(Boolean).join(" ");
}

function shortest(name: FlagName): string {
  const { short, value } = flag(name);
  const typed = short === undefined ? `--${name}` : `-${short}`;
  return value === undefined ? typed : `${typed} ${value}`;
}

type Row = readonly [string, string];

function optionRows(command: Command): readonly Row[] {
  return flagsOf(command).map(([name, help]) => {
    const { short, value } = flag(name);
    const typed = short === undefined ? `--${name}` : `-${short}, --${name}`;
    return [value === undefined ? typed : `${typed} ${value}`, help];
  });
}

function section(title: string, rows: readonly Row[]): readonly string[] {
  const left = widest(rows) + 2;
  return [title, ...rows.flatMap((row) => columns(row, left))];
}

function widest(rows: readonly Row[]): number {
  return Math.max(...rows.map(([words]) => words.length));
}

function columns([words, text]: Row, left: number): readonly string[] {
  return wrap(text, WIDTH - left - 2).map(
    (line, at) => `  ${(at === 0 ? words : "").padEnd(left)}${line}`,
  );
}

function wrap(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && `${line} ${word}`.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
