/**
 * Reads the command line and loads just what that needs: the daemon never loads a view, a verb never loads the daemon.
 */
import { resolve } from "node:path";
import { version } from "../package.json";
import { type Call, readCommandLine } from "./command-line.ts";
import { findCommand, COMMANDS, type CommandName } from "./command-table.ts";
import { defaultConfigDir } from "./config/config-dir.ts";
import { EXIT, type ExitCode } from "./lib/exit-code.ts";

/** No command of people's: the demo's makemkvcon, inside a single-file executable. */
const SIMULATE =
  "simulate-makemkvcon" satisfies typeof import("./demo/install.ts").SIMULATE;

async function main(argv: readonly string[]): Promise<ExitCode | undefined> {
  if (argv[0] === SIMULATE) {
    const { simulate } = await import("./demo/simulate.ts");
    await simulate(argv.slice(1), process.env["AMPHIGORY_SIM"]);
    return undefined;
  }
  const asked = readCommandLine(argv);
  switch (asked.kind) {
    case "mistake":
      return argv.includes("--menubar")
        ? menuOfMistake(asked.text)
        : usage(asked.text);
    case "help":
      return help(asked.command);
    case "version":
      return print(`${version}\n`);
    case "call":
      return run(asked);
  }
}

function run(call: Call): Promise<ExitCode> {
  const { "config-dir": given } = call.options;
  const configDir =
    typeof given === "string" ? resolve(given) : defaultConfigDir(process.env);
  if (ONLY_LOOK.has(call.command)) leaveWithReader();
  return ENTRIES[call.command](call, configDir);
}

/** These only look: they end without a word when nobody reads on, as in `amphigory logs | head`. */
const ONLY_LOOK: ReadonlySet<CommandName> = new Set([
  "",
  "status",
  "logs",
  "doctor",
  "replay",
  "completions",
]);

function leaveWithReader(): void {
  process.stdout.on("error", (fault: NodeJS.ErrnoException) => {
    if (fault.code === "EPIPE") process.exit(EXIT.ok);
    process.stderr.write(`That can not be written: ${fault.message}.\n`);
    process.exit(EXIT.failed);
  });
}

type Entry = (call: Call, configDir: string) => Promise<ExitCode>;

const ENTRIES: Readonly<Record<CommandName, Entry>> = {
  async ""({ options }, configDir) {
    const { runDashboard } = await import("../tui/dashboard/run-dashboard.tsx");
    return runDashboard({
      configDir,
      version,
      ascii: options.ascii === true,
      screenReader: options["screen-reader"] === true,
    });
  },
  async start(_, configDir) {
    const { runStart } = await import("./install/start-daemon.ts");
    return runStart({ configDir });
  },
  async "--daemon"(_, configDir) {
    const { runDaemon } = await import("./daemon.ts");
    return runDaemon({ configDir, version });
  },
  async "--menubar"(_, configDir) {
    const { runMenubar } = await import("../tui/menubar/run-menubar.ts");
    return runMenubar({ configDir });
  },
  status: verb("status"),
  pause: verb("pause"),
  resume: verb("resume"),
  acknowledge: verb("acknowledge"),
  eject: verb("eject"),
  restart: verb("restart"),
  quit: verb("quit"),
  async logs({ options }, configDir) {
    const { runLogs } = await import("./logs/run-logs.ts");
    return runLogs({
      configDir,
      follow: options.follow === true,
      task: text(options.task),
      lines: number(options.lines),
      json: options.json === true,
    });
  },
  async doctor({ options }, configDir) {
    const { runDoctor } = await import("./doctor/run-doctor.ts");
    const { json, bundle } = options;
    return runDoctor({
      configDir,
      version,
      json: json === true,
      bundle: bundle === true,
    });
  },
  async replay({ word, options }) {
    const { runReplay } = await import("./replay/run-replay.ts");
    return runReplay({
      file: resolve(word ?? ""),
      json: options.json === true,
      exitCode: number(options.exit),
    });
  },
  async setup({ options }, configDir) {
    const { runSetup } = await import("./setup/run-setup.ts");
    return runSetup({
      configDir,
      webappUrl: text(options["webapp-url"]),
      webappBasedir: text(options["webapp-basedir"]),
      yes: options.yes === true,
    });
  },
  install: installer("install"),
  uninstall: installer("uninstall"),
  async completions({ word }) {
    const { completions } = await import("./completions.ts");
    return print(completions(word));
  },
  async demo({ options }) {
    const { runDemo } = await import("./demo/demo.ts");
    const fail = options.fail === true;
    const isShown = process.stdin.isTTY && process.stdout.isTTY;
    if (!isShown || options.plain === true) return runDemo({ fail });
    const { runDashboard } = await import("../tui/dashboard/run-dashboard.tsx");
    const show = (configDir: string) =>
      runDashboard({ configDir, version, ascii: false, screenReader: false });
    return runDemo({ fail, show });
  },
};

/** What is said to a daemon, or asked of it. */
function verb(name: string): Entry {
  return async ({ options }, configDir) => {
    const { runVerb } = await import("../tui/command.ts");
    return runVerb({
      verb: name,
      configDir,
      json: options.json === true,
      now: options.now === true,
      yes: options.yes === true,
    });
  };
}

function installer(action: "install" | "uninstall"): Entry {
  return async ({ word, options }, configDir) => {
    const { runInstall } = await import("./install/run-install.ts");
    return runInstall({
      action,
      what: word === "menubar" ? "menubar" : "service",
      configDir,
      pluginDir: text(options["plugin-dir"]),
    });
  };
}

function text(value: string | true | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: string | true | undefined): number | null {
  return typeof value === "string" ? Number(value) : null;
}

async function help(name: CommandName): Promise<ExitCode> {
  leaveWithReader();
  const { helpText } = await import("./help-text.ts");
  return print(helpText(findCommand(name) ?? COMMANDS[0], version));
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.ok;
}

async function menuOfMistake(mistake: string): Promise<ExitCode> {
  const { showMistake } = await import("../tui/menubar/run-menubar.ts");
  return showMistake(mistake, defaultConfigDir(process.env));
}

function usage(mistake: string): ExitCode {
  process.stderr.write(`${mistake}\nTry 'amphigory --help'.\n`);
  return EXIT.usage;
}

// The stand-in sets its own.
process.exitCode = (await main(process.argv.slice(2))) ?? process.exitCode;
