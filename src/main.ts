#!/usr/bin/env bun
/**
 * The only entry. It reads the command line and loads just what that needs: the daemon never loads a view, a verb never
 * loads the daemon. The parser is the runtime's own (`node:util`): meow costs 0.1 s and 18 MB resident in the daemon.
 */
import { resolve } from "node:path";
import { version } from "../package.json";
import { readCommandLine } from "./command-line.ts";
import { EXIT, type ExitCode } from "./lib/exit-code.ts";

const HELP = `amphigory ${version}: gives a media webapp in a container the optical drive it can not reach.

Usage
  amphigory                  show what the daemon is doing
  amphigory --daemon         be the daemon (stays in the foreground)
  amphigory status [--json]  show the state, for people or for programs
  amphigory pause [--now]    finish the running track, then wait; --now stops it
  amphigory resume           go on
  amphigory eject            open the drive, when nothing is at work in it
  amphigory restart [--yes]  restart the daemon; a running task goes back to the queue
  amphigory quit [--yes]     end the daemon; a running task goes back to the queue
                             (both ask before that in a terminal, and only there)
  amphigory demo [--fail]    see it all without a drive, a disc or MakeMKV
  amphigory replay FILE      what the daemon makes of what makemkvcon said: FILE is a
                             transcript of the logs folder or a capture of your own
                             (--exit N: the exit code that it ended with; --json)

Options
  --config-dir DIR  everything of one instance: daemon.yaml, cache, socket, logs
                    (default ~/.config/amphigory, or AMPHIGORY_CONFIG_DIR)
  --yes             do not ask
  --help, --version

Exit codes
  0 done   1 failed   2 not understood   3 restart wanted   4 no daemon is running
`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<ExitCode> {
  const call = readCommandLine(argv);
  switch (call.kind) {
    case "mistake":
      return usage(call.text);
    case "help":
      return print(HELP);
    case "version":
      return print(`${version}\n`);
    case "call":
  }
  const { defaultConfigDir } = await import("./config/paths.ts");
  const configDir =
    call.configDir === null
      ? defaultConfigDir(process.env)
      : resolve(call.configDir);
  if (call.daemon) {
    const { runDaemon } = await import("./daemon.ts");
    return runDaemon({ configDir, version });
  }
  if (call.verb === "demo") {
    const { runDemo } = await import("./demo/demo.ts");
    return runDemo({ fail: call.fail });
  }
  if (call.verb === "replay") {
    const { runReplay } = await import("./replay/run-replay.ts");
    const { file, json, exitCode } = call;
    return runReplay({ file: resolve(file ?? ""), json, exitCode });
  }
  const { runVerb } = await import("../tui/command.ts");
  return runVerb({ ...call, configDir });
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.ok;
}

function usage(mistake: string): ExitCode {
  process.stderr.write(`${mistake}\nTry 'amphigory --help'.\n`);
  return EXIT.usage;
}
