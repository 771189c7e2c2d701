import {
  type Command,
  type CommandName,
  findCommand,
  flag,
  FLAG_NAMES,
  flagsOf,
  type FlagName,
  isFlagName,
} from "./command-table.ts";

/**
 * The words after `amphigory`: what they ask for, or a sentence that says what is wrong with them. Pure. The parser is
 * our own: `parseArgs` of `node:util` costs 10 ms, which is the start of the runtime once more.
 */
export type CommandLine =
  | { readonly kind: "help"; readonly command: CommandName }
  | { readonly kind: "version" }
  | Call
  | { readonly kind: "mistake"; readonly text: string };

export interface Call {
  readonly kind: "call";
  readonly command: CommandName;
  /** The word after the command; one that needs it has it. */
  readonly word: string | null;
  readonly options: Options;
}

/** Those that were given: what stood with them, or `true` where they take no value. */
export type Options = Readonly<Partial<Record<FlagName, string | true>>>;

export function readCommandLine(argv: readonly string[]): CommandLine {
  const { words, given, mistake } = takeApart(argv);
  if (mistake !== null) return wrong(mistake);
  const options: Options = Object.fromEntries(
    given.map(({ name, value }) => [name, value]),
  );
  const [first = "", ...rest] = words;
  const command = findCommand(modeOf(options) ?? first);
  if (options.daemon && words.length > 0)
    return wrong(`--daemon takes no command, but got '${first}'.`);
  if (options.menubar && words.length > 0)
    return wrong(`--menubar takes no command, but got '${first}'.`);
  if (!command || first.startsWith("--"))
    return wrong(`There is no command '${first}'.`);
  if (options.help) return { kind: "help", command: command.name };
  if (options.version) return { kind: "version" };
  const text = misuse(command, given, rest);
  if (text !== null) return wrong(text);
  const word = rest[0] ?? null;
  return { kind: "call", command: command.name, word, options };
}

function wrong(text: string): CommandLine {
  return { kind: "mistake", text };
}

/** Two flags stand for a command. */
function modeOf(options: Options): CommandName | null {
  if (options.daemon) return "--daemon";
  return options.menubar ? "--menubar" : null;
}

interface Given {
  readonly name: FlagName;
  /** As typed, `--json` or `-h`. */
  readonly typed: string;
  readonly value: string | true;
}

interface Parts {
  readonly words: readonly string[];
  readonly given: readonly Given[];
  /** The first thing that is wrong with an option by itself. */
  readonly mistake: string | null;
}

function takeApart(argv: readonly string[]): Parts {
  const words: string[] = [];
  const given: Given[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--") {
      words.push(...argv.slice(at + 1));
      break;
    }
    if (word === "-" || !word.startsWith("-")) {
      words.push(word);
      continue;
    }
    const option = readOption(word, argv[at + 1]);
    if (typeof option === "string") return { words, given, mistake: option };
    given.push(option);
    if (option.value !== true && !word.includes("=")) at += 1;
  }
  return { words, given, mistake: null };
}

/** The option, or what is wrong with it. */
function readOption(word: string, next: string | undefined): Given | string {
  const [, typed = word, inline] = /^([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const name = nameOf(typed);
  if (name === null) return `There is no option '${typed}'.`;
  if (flag(name).value === undefined) {
    if (inline !== undefined) return `${typed} takes no value.`;
    return { name, typed, value: true };
  }
  const value = inline ?? next;
  if (value === undefined) return `${typed} needs a value.`;
  if (value.startsWith("-") && inline === undefined)
    return `${typed} needs a value, but '${value}' follows; a value that begins with - is written ${typed}=${value}.`;
  if (value.trim() === "")
    return `${typed} needs a value, but got an empty one.`;
  return notANumber(name, typed, value) ?? { name, typed, value };
}

function nameOf(typed: string): FlagName | null {
  if (!typed.startsWith("--"))
    return FLAG_NAMES.find((name) => `-${flag(name).short}` === typed) ?? null;
  const name = typed.slice(2);
  return isFlagName(name) ? name : null;
}

function notANumber(
  name: FlagName,
  typed: string,
  value: string,
): string | null {
  const { upTo } = flag(name);
  if (upTo === undefined) return null;
  if (/^\d{1,9}$/.test(value) && Number(value) <= upTo) return null;
  return `${typed} needs a number from 0 to ${upTo}, but got '${value}'.`;
}

/** What is wrong with words and options that are right each by itself; `null` when nothing is. */
function misuse(
  command: Command,
  given: readonly Given[],
  words: readonly string[],
): string | null {
  const { name, word } = command;
  const extra = words[word ? 1 : 0];
  if (extra !== undefined)
    return `One command at a time: '${extra}' is too much.`;
  const allowed = flagsOf(command).map(([allowed]) => allowed);
  const stray = given.find(
    (one) => !allowed.includes(one.name) && `--${one.name}` !== name,
  );
  if (stray) {
    const where = name === "" ? "a call without a command" : `'${name}'`;
    return `${stray.typed} does not belong to ${where}.`;
  }
  if (!word) return null;
  const [said] = words;
  if (word.values === null)
    return said === undefined
      ? `${name} needs a file: amphigory ${name} ${word.name}.`
      : null;
  if (said !== undefined && word.values.includes(said)) return null;
  const choice = `amphigory ${name} ${word.values.join("|")}`;
  return said === undefined
    ? `${name} needs to know what: ${choice}.`
    : `${name} does not know '${said}': ${choice}.`;
}
