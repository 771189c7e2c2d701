import {
  type Command,
  COMMANDS,
  flag,
  FLAG_NAMES,
  flagsOf,
  type FlagName,
} from "./command-table.ts";

/** What a shell needs to know to complete our command lines, made from the table. Pure. */
export function completions(shell: string | null): string {
  if (shell === "bash") return bash();
  return shell === "zsh" ? zsh() : fish();
}

/** Those that are typed as a word; the others are options of a call without one. */
const NAMED: readonly Command[] = COMMANDS.filter(({ name }) =>
  /^[a-z]/.test(name),
);
const BARE: readonly Command[] = COMMANDS.filter(
  ({ name }) => !/^[a-z]/.test(name),
);

/** The options of a call without a command, with those that stand for one. */
const bareFlags: readonly (readonly [FlagName, string])[] = [
  ...BARE.flatMap(({ name, summary }) =>
    FLAG_NAMES.flatMap((known) =>
      `--${known}` === name ? [[known, summary] as const] : [],
    ),
  ),
  ...BARE.slice(0, 1).flatMap(flagsOf),
];

function typedFlags(flags: readonly (readonly [FlagName, string])[]) {
  return flags.flatMap(([name]) => typed(name));
}

function typed(name: FlagName): readonly string[] {
  const { short } = flag(name);
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}

function flagsThat(is: (name: FlagName) => boolean): readonly string[] {
  return FLAG_NAMES.filter(is).flatMap(typed);
}

function bash(): string {
  const takesValue = flagsThat((name) => flag(name).value !== undefined);
  const takesFolder = flagsThat((name) => flag(name).offers === "folders");
  const others = takesValue.filter((name) => !takesFolder.includes(name));
  const cases = NAMED.map((command) => {
    const flags = typedFlags(flagsOf(command));
    const words = [...(command.word?.values ?? []), ...flags].join(" ");
    return `    ${command.name}) words='${words}' ;;`;
  });
  const first = [...NAMED.map(({ name }) => name), ...typedFlags(bareFlags)];
  const files = NAMED.filter(({ word }) => word && word.values === null);
  return `# Completions of amphigory for bash: eval "$(amphigory completions bash)"
_amphigory() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command='' words='' at IFS=$' \\t\\n'
  COMPREPLY=()
  case $previous in
    ${takesFolder.join(" | ")})
      compopt -o filenames 2>/dev/null
      IFS=$'\\n'
      COMPREPLY=($(compgen -d -- "$current"))
      return
      ;;
    ${others.join(" | ")}) return ;;
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${takesValue.join(" | ")}) ((at++)) ;;
      -*) ;;
      *)
        command=\${COMP_WORDS[at]}
        break
        ;;
    esac
  done
  case $command in
    '') words='${first.join(" ")}' ;;
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case $command in
    ${files.map(({ name }) => name).join(" | ")})
      compopt -o filenames 2>/dev/null
      IFS=$'\\n'
      COMPREPLY+=($(compgen -f -- "$current"))
      ;;
  esac
}
complete -F _amphigory amphigory
`;
}

function zsh(): string {
  const names = NAMED.map(
    ({ name, summary }) =>
      `        ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`,
  );
  const cases = NAMED.map((command) => {
    const specs = [
      ...flagsOf(command).map(zshFlag),
      ...(command.word ? [zshWord(command.word.values)] : []),
    ];
    return `        ${command.name})
          _arguments -s \\
            ${specs.join(" \\\n            ")}
          ;;`;
  });
  return `#compdef amphigory
# Completions of amphigory for zsh: source <(amphigory completions zsh), after compinit
_amphigory() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C -s \\
    ${bareFlags.map(zshFlag).join(" \\\n    ")} \\
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command)
      local -a commands=(
${names.join("\n")}
      )
      _describe -t commands command commands
      ;;
    rest)
      case $line[1] in
${cases.join("\n")}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = _amphigory ]; then
  _amphigory "$@"
else
  compdef _amphigory amphigory
fi
`;
}

function zshFlag([name, help]: readonly [FlagName, string]): string {
  const { value, offers } = flag(name);
  const text = `[${help.replace(/[[\]\\:]/g, (one) => `\\${one}`)}]`;
  const action = offers === "folders" ? "_files -/" : " ";
  const takes = value === undefined ? "" : `:${value}:${action}`;
  const [one = "", other] = typed(name);
  if (other === undefined) return quote(`${one}${text}${takes}`);
  return `'(${one} ${other})'{${one},${other}}${quote(`${text}${takes}`)}`;
}

function zshWord(values: readonly string[] | null): string {
  return quote(values === null ? "1:file:_files" : `1: :(${values.join(" ")})`);
}

function fish(): string {
  const lines = [
    "# Completions of amphigory for fish: amphigory completions fish > ~/.config/fish/completions/amphigory.fish",
    "complete -c amphigory -f",
    ...NAMED.map(({ name, summary }) =>
      fishLine("__fish_use_subcommand", `-a ${name}`, summary),
    ),
    ...bareFlags.map((one) => fishFlag("__fish_use_subcommand", one)),
    ...NAMED.flatMap((command) => {
      const inside = `__fish_seen_subcommand_from ${command.name}`;
      return [
        ...fishWord(command, inside),
        ...flagsOf(command).map((one) => fishFlag(inside, one)),
      ];
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function fishWord(
  { name, word, summary }: Command,
  inside: string,
): readonly string[] {
  if (!word) return [];
  if (word.values === null) return [fishLine(inside, "-F", summary)];
  const values = word.values.join(" ");
  const open = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${values}`;
  return [fishLine(open, `-a '${values}'`, null)];
}

function fishFlag(
  inside: string,
  [name, help]: readonly [FlagName, string],
): string {
  const { short, value, offers } = flag(name);
  const what = [
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${name}`,
    ...(value === undefined ? [] : ["-x"]),
    ...(offers === "folders" ? ["-a '(__fish_complete_directories)'"] : []),
  ];
  return fishLine(inside, what.join(" "), help);
}

function fishLine(inside: string, what: string, help: string | null): string {
  const text = help === null ? "" : ` -d ${fishQuote(help)}`;
  return `complete -c amphigory -n '${inside}' ${what}${text}`;
}

function fishQuote(text: string): string {
  return `'${text.replace(/['\\]/g, (one) => `\\${one}`)}'`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
