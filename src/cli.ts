#!/usr/bin/env bun
/**
 * The only entry. It reads the command line and loads just what that needs: the daemon never loads a view, a verb never
 * loads the daemon. The parser is the runtime's own (`node:util`): meow costs 0.1 s and 18 MB resident in the daemon.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../package.json";
import { EXIT, type ExitCode } from "./lib/exit-code.ts";

const HELP = `amphigory ${version}: gives a media webapp in a container the optical drive it can not reach.

Usage
  amphigory                  show what the daemon is doing
  amphigory --daemon         be the daemon (stays in the foreground)
  amphigory status [--json]  show the state, for people or for programs
  amphigory pause [--now]    finish the running track, then wait; --now stops it
  amphigory resume           go on
  amphigory restart [--yes]  restart the daemon; a running task goes back to the queue
  amphigory quit [--yes]     end the daemon; a running task goes back to the queue
  amphigory demo [--fail]    see it all without a drive, a disc or MakeMKV

Options
  --config-dir DIR  everything of one instance: daemon.yaml, cache, socket, logs
                    (default ~/.config/amphigory, or AMPHIGORY_CONFIG_DIR)
  --yes             do not ask before a running task is stopped
  --help, --version

Exit codes
  0 done   1 failed   2 not understood   3 restart wanted   4 no daemon is running
`;

const OPTIONS = {
  daemon: { type: "boolean" },
  "config-dir": { type: "string" },
  json: { type: "boolean" },
  now: { type: "boolean" },
  yes: { type: "boolean" },
  fail: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Which verb takes which flag; any other is a mistake that is named. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  status: ["json"],
  pause: ["now"],
  resume: [],
  restart: ["yes"],
  quit: ["yes"],
  demo: ["fail"],
};

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<ExitCode> {
  const parsed = parse(argv);
  if (typeof parsed === "string") return usage(parsed);
  const { values, positionals } = parsed;
  if (values.help) return print(HELP);
  if (values.version) return print(`${version}\n`);
  const { defaultConfigDir } = await import("./config/paths.ts");
  const configDir = values["config-dir"]
    ? resolve(values["config-dir"])
    : defaultConfigDir(process.env);
  if (values.daemon) {
    const { runDaemon } = await import("./daemon.ts");
    return runDaemon({ configDir, version });
  }
  const verb = positionals[0] ?? "status";
  if (verb === "demo") {
    const { runDemo } = await import("./demo/demo.ts");
    return runDemo({ fail: values.fail ?? false });
  }
  const { runVerb } = await import("../tui/command.ts");
  return runVerb({
    verb,
    configDir,
    json: values.json ?? false,
    now: values.now ?? false,
    yes: values.yes ?? false,
  });
}

function parse(argv: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...argv],
      options: OPTIONS,
      allowPositionals: true,
    });
    return misuse(parsed) ?? parsed;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is wrong with a command line that could be parsed; `null` when nothing is. */
function misuse(parsed: {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}): string | null {
  const [verb, extra] = parsed.positionals;
  if (extra !== undefined)
    return `One command at a time: '${extra}' is too much.`;
  if (verb !== undefined && !Object.hasOwn(VERBS, verb))
    return `There is no command '${verb}'.`;
  if (verb !== undefined && parsed.values["daemon"])
    return `--daemon takes no command, but got '${verb}'.`;
  const allowed = verb === undefined ? ["daemon"] : (VERBS[verb] ?? []);
  const general = ["config-dir", "help", "version"];
  const wrong = Object.keys(parsed.values).find(
    (flag) => !allowed.includes(flag) && !general.includes(flag),
  );
  if (wrong === undefined) return null;
  return `--${wrong} does not belong to ${verb === undefined ? "a call without a command" : `'${verb}'`}.`;
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.ok;
}

function usage(mistake: string): ExitCode {
  process.stderr.write(`${mistake}\nTry 'amphigory --help'.\n`);
  return EXIT.usage;
}
