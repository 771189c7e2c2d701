import { accessSync, constants, statSync } from "node:fs";
import { sayRefusal } from "./locate.ts";
import { LOADER_WORDS, type NotStarted } from "./run-end.ts";
import {
  findRecordedProcess,
  forgetRun,
  recordCommand,
  WRITE_START,
} from "./run-file.ts";

/**
 * Starts a makemkvcon as the leader of its own process group, so that Ctrl-C reaches the daemon alone and a stop reaches
 * its helpers too. A shell writes the pid to disk and then becomes makemkvcon (`exec` keeps pid and group): a daemon
 * that is killed at any moment leaves nothing behind that its successor could not find.
 */
export interface Launch {
  /** The program and all of its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Where pid and command line are kept while it runs. */
  readonly runFile: string;
}

export type Child = Bun.Subprocess<"ignore", "pipe", "pipe">;

export type Launched =
  { readonly kind: "started"; readonly child: Child } | NotStarted;

/** `$0` is what the shell calls itself in its complaints, `$1` the run file, the rest the command line. */
const WRITE_PID_THEN_EXEC = `{ echo $$ && ${WRITE_START}; } > "$1" || exit 126; shift; exec "$@"`;
const SHELL_NAME = "amphigory";

/** Takes milliseconds and does not wait for the program: one that can not be run may show only when the shell ends. */
export function launch({ argv, runFile }: Launch): Launched {
  const reason = whyNotRunnable(argv[0]) ?? whyNotNow(runFile);
  if (reason) return { kind: "notStarted", reason };
  try {
    recordCommand(runFile, argv);
    const shell = ["/bin/sh", "-c", WRITE_PID_THEN_EXEC, SHELL_NAME];
    const child = Bun.spawn([...shell, runFile, ...argv], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    });
    return { kind: "started", child };
  } catch (error) {
    forgetRun(runFile);
    const said = error instanceof Error ? error.message : String(error);
    const reason = `the system refused to note it in ${runFile} or to run it (${said})`;
    return { kind: "notStarted", reason };
  }
}

function whyNotRunnable(command: string): string | null {
  try {
    accessSync(command, constants.X_OK);
    return statSync(command).isFile() ? null : `${command} is not a program`;
  } catch (error) {
    return `${command} ${sayRefusal(error)}`;
  }
}

/** One that nothing could stop still holds the drive; a second one beside it would make things worse. */
function whyNotNow(runFile: string): string | null {
  const earlier = findRecordedProcess(runFile);
  if (earlier.kind !== "running") return null;
  return `that of an earlier run, pid ${earlier.pid}, has not ended and holds the drive: unplug the drive or restart the machine`;
}

/** Before the complaint dash puts `amphigory: 1: exec: `, bash `amphigory: line 1: `. */
const SHELL_PREFIX = /^amphigory: (line )?\d+: (exec: )?/;

/**
 * Why the program never ran: the shell could not write the pid (126) or become makemkvcon (126, 127), or the loader did
 * not find all of it (127, also 1). `null`: it ran, and that is how it ended.
 */
export function findShellRefusal(
  code: number | null,
  complaint: string,
): string | null {
  const isOfShell = code === 126 || code === 127;
  const isRefusal =
    (isOfShell && SHELL_PREFIX.test(complaint)) ||
    ((isOfShell || code === 1) && LOADER_WORDS.test(complaint));
  return isRefusal ? complaint.replace(SHELL_PREFIX, "") : null;
}
