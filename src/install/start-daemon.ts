import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../lib/error.ts";
import { fetchState } from "../../tui/attach.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { holderPid } from "../lib/lock.ts";
import { printable } from "../lib/printable.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { daemonLockPath } from "../wire/attach.ts";
import { startService } from "./service.ts";

/**
 * `amphigory start`: the service of the config folder where one is installed, else a process of its own in the
 * background. Ends when the daemon answers, or says why it does not.
 */
export interface StartRequest {
  readonly configDir: string;
  readonly machine?: Machine;
  /** Where the text goes; the standard streams unless a test says otherwise. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

export async function runStart(request: StartRequest): Promise<ExitCode> {
  const { machine = thisMachine() } = request;
  const out = request.out ?? ((text) => void process.stdout.write(text));
  const err = request.err ?? ((text) => void process.stderr.write(text));
  const { isThere, text } = await start(request.configDir, machine).catch(
    (error: unknown) => no(`That did not work: ${messageOf(error)}.`),
  );
  (isThere ? out : err)(`${printable(text)}\n`);
  return isThere ? EXIT.ok : EXIT.failed;
}

interface Outcome {
  readonly isThere: boolean;
  readonly text: string;
}

const yes = (text: string): Outcome => ({ isThere: true, text });
const no = (text: string): Outcome => ({ isThere: false, text });

async function start(configDir: string, machine: Machine): Promise<Outcome> {
  const found = await fetchState(configDir);
  switch (found.kind) {
    case "failed":
      return no(found.text);
    case "otherVersion":
      return yes(
        "A daemon of another version runs already; 'amphigory restart' makes it this one.",
      );
    case "ok":
      return yes(
        `The daemon runs already (process ${found.snapshot.state.daemon.pid}).`,
      );
    case "notRunning":
      return (
        (await startAsService(configDir, machine)) ??
        startAsProcess(configDir, machine)
      );
  }
}

/** `null`: no service is installed. */
async function startAsService(
  configDir: string,
  machine: Machine,
): Promise<Outcome | null> {
  const change = await startService(configDir, machine);
  if (change === null) return null;
  if (change.kind === "refused") return no(change.text);
  const { name } = change.plan;
  const pid = await answeringDaemon(configDir, machine);
  return pid === null
    ? no(
        `The service ${name} was started, but no daemon answers. 'amphigory logs' says what it did, 'amphigory doctor' what is wrong.`,
      )
    : yes(`The daemon runs (process ${pid}), looked after as ${name}.`);
}

/** What the daemon itself would have said to a terminal; its log is `daemon.jsonl` beside it. */
const OUTPUT_NAME = "daemon.stderr";

async function startAsProcess(
  configDir: string,
  machine: Machine,
): Promise<Outcome> {
  const logs = join(configDir, "logs");
  const output = join(logs, OUTPUT_NAME);
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const fd = openSync(output, "w", 0o600);
  // Whoever is started from a menu inherits SwiftBar's name, and would take launchd for its keeper: `isSupervised`.
  const { XPC_SERVICE_NAME: _, ...env } = machine.env;
  // In a session of its own: it outlives the terminal.
  const child = Bun.spawn(
    [...machine.command, "--daemon", "--config-dir", configDir],
    { stdio: ["ignore", "ignore", fd], detached: true, cwd: machine.home, env },
  );
  closeSync(fd);
  child.unref();
  const pid = await answeringDaemon(
    configDir,
    machine,
    () => child.exitCode === null,
  );
  if (pid !== null)
    return yes(
      `The daemon runs in the background (process ${pid}). 'amphigory install service' has it there after every login.`,
    );
  return no(lastWords(output));
}

const LOOK_AGAIN_MS = 50;
const ANSWERS_WITHIN_MS = 15_000;

/** The process of the daemon that answers; `null`: none does, in all this time or as soon as it `isAlive` no more. */
export async function answeringDaemon(
  configDir: string,
  { clock }: Machine,
  isAlive = () => true,
): Promise<number | null> {
  const limit = clock.monotonic() + ANSWERS_WITHIN_MS;
  // Somebody else may be starting one: then it is that one.
  const isStarting = async () =>
    isAlive() || (await holderPid(daemonLockPath(configDir))) !== null;
  while (clock.monotonic() < limit) {
    const wasAlive = await isStarting();
    const found = await fetchState(configDir);
    if (found.kind === "ok") return found.snapshot.state.daemon.pid;
    if (!wasAlive) return null;
    await new Promise<void>((over) => clock.after(LOOK_AGAIN_MS, over));
  }
  return null;
}

/** A daemon that refuses to start says why in its last line. */
function lastWords(path: string): string {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const last = lines.findLast((line) => line !== "" && !line.startsWith("{"));
  return (
    last ??
    `The daemon was started, but does not answer. What it said is in ${path}.`
  );
}
