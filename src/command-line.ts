import { parseArgs } from "node:util";

/** The words after `amphigory`: what they ask for, or a sentence that says what is wrong with them. Pure. */
export type CommandLine =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
      readonly kind: "call";
      readonly daemon: boolean;
      /** `status` where none was given. */
      readonly verb: string;
      /** As given; `null` where it was not. */
      readonly configDir: string | null;
      readonly json: boolean;
      readonly now: boolean;
      readonly yes: boolean;
      readonly fail: boolean;
      /** The word after the verb, where it takes one. */
      readonly file: string | null;
      /** `--exit`. */
      readonly exitCode: number | null;
    }
  | { readonly kind: "mistake"; readonly text: string };

const OPTIONS = {
  daemon: { type: "boolean" },
  "config-dir": { type: "string" },
  json: { type: "boolean" },
  now: { type: "boolean" },
  yes: { type: "boolean" },
  fail: { type: "boolean" },
  exit: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

type OptionName = keyof typeof OPTIONS;

/** Which verb takes which flag; any other is a mistake that is named. */
const VERBS: ReadonlyMap<string | undefined, readonly OptionName[]> = new Map([
  [undefined, ["daemon"]],
  ["status", ["json"]],
  ["pause", ["now"]],
  ["resume", []],
  ["eject", []],
  ["restart", ["yes"]],
  ["quit", ["yes"]],
  ["demo", ["fail"]],
  ["replay", ["json", "exit"]],
]);
const EVERYWHERE: readonly OptionName[] = ["config-dir", "help", "version"];

export function readCommandLine(argv: readonly string[]): CommandLine {
  // Not strict: its complaints are made for programmers.
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  const options = tokens.filter((token) => token.kind === "option");
  const words = tokens.flatMap((token) =>
    token.kind === "positional" ? [token.value] : [],
  );
  const text = firstOf(options.map(wrongOption)) ?? misuse(options, words);
  if (text !== null) return { kind: "mistake", text };

  const has = (name: OptionName) => options.some((one) => one.name === name);
  if (has("help")) return { kind: "help" };
  if (has("version")) return { kind: "version" };
  const exit = options.findLast(({ name }) => name === "exit")?.value;
  return {
    kind: "call",
    daemon: has("daemon"),
    verb: words[0] ?? "status",
    configDir:
      options.findLast(({ name }) => name === "config-dir")?.value ?? null,
    json: has("json"),
    now: has("now"),
    yes: has("yes"),
    fail: has("fail"),
    file: words[1] ?? null,
    exitCode: exit === undefined ? null : Number(exit),
  };
}

/** An option as the parser saw it; `rawName` is as typed, `--json` or `-h`. */
interface Option {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function wrongOption({
  name,
  rawName,
  value,
  inlineValue,
}: Option): string | null {
  if (!isKnown(name)) return `There is no option '${rawName}'.`;
  if (OPTIONS[name].type === "boolean")
    return value === undefined ? null : `${rawName} takes no value.`;
  if (value === undefined) return `${rawName} needs a value.`;
  if (value.startsWith("-") && !inlineValue)
    return `${rawName} needs a value, but '${value}' follows; a value that begins with - is written ${rawName}=${value}.`;
  if (value.trim() === "")
    return `${rawName} needs a value, but got an empty one.`;
  return name === "exit" && !/^\d{1,3}$/.test(value)
    ? `${rawName} needs a number from 0 to 255, but got '${value}'.`
    : null;
}

/** What is wrong with options that are right each by itself; `null` when nothing is. */
function misuse(
  options: readonly Option[],
  [verb, ...rest]: readonly string[],
): string | null {
  const takesFile = verb === "replay";
  const extra = rest[takesFile ? 1 : 0];
  if (extra !== undefined)
    return `One command at a time: '${extra}' is too much.`;
  if (takesFile && rest.length === 0)
    return "replay needs the file of a transcript: amphigory replay FILE.";
  const allowed = VERBS.get(verb);
  if (!allowed) return `There is no command '${verb}'.`;
  const known = [...allowed, ...EVERYWHERE] as readonly string[];
  const wrong = options.find(({ name }) => !known.includes(name));
  if (!wrong) return null;
  if (wrong.name === "daemon")
    return `--daemon takes no command, but got '${verb}'.`;
  return `${wrong.rawName} does not belong to ${verb === undefined ? "a call without a command" : `'${verb}'`}.`;
}

function isKnown(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function firstOf(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}
