import { expect, test } from "bun:test";
import { COMMANDS, EXIT_CODES, flagsOf, GROUPS } from "../src/command-table.ts";
import { helpText } from "../src/help-text.ts";
import { EXIT } from "../src/lib/exit-code.ts";

const whole = helpText(COMMANDS[0], "1.2.3");

test("the help names every command once, and the version", () => {
  expect(whole).toStartWith("amphigory 1.2.3: ");
  for (const { name } of COMMANDS.slice(1))
    expect(
      whole.split("\n").filter((line) => line.startsWith(`  ${name} `)),
    ).toHaveLength(1);
  for (const group of GROUPS) expect(whole).toContain(`\n${group}\n`);
});

test("the help of a command names every option that it takes", () => {
  for (const command of COMMANDS) {
    const text = helpText(command, "1");
    for (const [name] of flagsOf(command)) expect(text).toContain(`--${name}`);
  }
});

test("it fits a terminal of 80 columns", () => {
  const lines = COMMANDS.flatMap((command) =>
    helpText(command, "10.10.10").split("\n"),
  );
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test("the exit codes are those of the program", () => {
  expect(EXIT_CODES.map(([code]) => code)).toEqual(Object.values(EXIT));
});

test("the help of one command, as people see it", () => {
  const logs = COMMANDS.find(({ name }) => name === "logs") ?? COMMANDS[0];
  expect(helpText(logs, "1"))
    .toBe(`amphigory logs [-f] [--task ID] [-n N] [--json]

What the daemon has logged, in words.
It works when no daemon runs, too. Times are local ones.

Options
  --json            the JSON lines as they were written
  -f, --follow      go on with what comes, until Ctrl-C
  --task ID         only what belongs to this task
  -n, --lines N     the last N of them (default 200, with --task all; 0: all)
  --config-dir DIR  everything of one instance: daemon.yaml, cache, socket, logs
                    (default ~/.config/amphigory, or AMPHIGORY_CONFIG_DIR)
  -h, --help        say what a command does
  -v, --version     say which version this is
`);
});
