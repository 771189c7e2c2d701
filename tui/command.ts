import type { Command } from "../src/wire/attach.ts";
import { EXIT, type ExitCode } from "../src/lib/exit-code.ts";
import { printableJson } from "../src/lib/printable.ts";
import { pauseProblems, runningOf, taskOf } from "../src/state/select.ts";
import type { DaemonState } from "../src/state/state.ts";
import { fetchState, sendCommand } from "./attach.ts";
import { ejectDisc } from "./eject-disc.ts";
import { endDaemon, taskToStop } from "./end-daemon.ts";
import { statusView } from "./status-view.ts";

/** The verbs: say it to the daemon over its socket, wait until it is true, tell the person. */

interface Invocation {
  readonly verb: string;
  readonly configDir: string;
  readonly json: boolean;
  readonly now: boolean;
  readonly yes: boolean;
}

export async function runVerb(call: Invocation): Promise<ExitCode> {
  const found = await fetchState(call.configDir);
  if (found.kind === "notRunning") return notRunning(call);
  if (found.kind === "failed") return fail(found.text);
  const state = found.kind === "ok" ? found.snapshot.state : null;
  switch (call.verb) {
    case "status":
      return state ? status(call, state) : fail(OTHER_VERSION);
    case "pause":
      return command(
        call,
        call.now ? "pause-now" : "pause",
        pauseText(call, state),
      );
    case "resume":
      return command(call, "resume", "The queue goes on.");
    case "acknowledge":
      return command(call, "acknowledge", "Noted.");
    case "eject":
      return eject(call);
    case "restart":
    case "quit":
      return end(call, call.verb, state);
    default:
      return fail(`There is no command '${call.verb}'.`);
  }
}

const OTHER_VERSION =
  "The daemon that runs is of another version than this program, which can not read what it says. End it with 'amphigory quit' and start it again, or use 'amphigory restart'.";

function status(call: Invocation, state: DaemonState): ExitCode {
  say(
    call.json ? `${printableJson(state, 2)}\n` : statusView(state, Date.now()),
  );
  return EXIT.ok;
}

/** `null`: a daemon of another version, of which nothing else is known. */
function pauseText(call: Invocation, state: DaemonState | null): string {
  if (!state) return "The daemon was told.";
  const running = runningOf(state);
  const { activity } = state;
  if (!running || !taskOf(running)) return "Paused. No task was running.";
  if (activity.kind === "stopping")
    return "Paused. The running task was being stopped already.";
  return call.now
    ? "Paused. The running task was stopped; its answer is TASK_CANCELLED."
    : "The running task ends first, then nothing more is begun.";
}

async function command(
  call: Invocation,
  order: Command,
  text: string,
): Promise<ExitCode> {
  const sent = await sendCommand(call.configDir, order);
  if (sent.kind === "notRunning") return notRunning(call);
  if (sent.kind === "failed") return fail(sent.text);
  say(`${text}\n`);
  await warnOfPause(call.configDir);
  return EXIT.ok;
}

async function eject(call: Invocation): Promise<ExitCode> {
  const ended = await ejectDisc({ configDir: call.configDir });
  if (ended.kind === "notRunning") return notRunning(call);
  if (ended.kind === "failed") return fail(ended.text);
  say(`${ended.text}\n`);
  return EXIT.ok;
}

/** What was asked for counts at once, but only the marker file survives a crash. */
async function warnOfPause(configDir: string): Promise<void> {
  const found = await fetchState(configDir);
  if (found.kind !== "ok") return;
  const problem = pauseProblems(found.snapshot.state)[0];
  if (problem) process.stderr.write(`${problem.text} ${problem.hint}\n`);
}

async function end(
  call: Invocation,
  verb: "restart" | "quit",
  state: DaemonState | null,
): Promise<ExitCode> {
  const taskId = state && taskToStop(state);
  if (taskId !== null && !call.yes && !agrees(taskId)) {
    say("Nothing was changed.\n");
    return EXIT.ok;
  }
  const ended = await endDaemon({ configDir: call.configDir, verb });
  if (ended.kind === "notRunning") return notRunning(call);
  if (ended.kind === "failed") return fail(ended.text);
  say(`${ended.text}\n`);
  return EXIT.ok;
}

/** Scripts are not asked: who has no terminal has no hands to answer with. */
function agrees(taskId: string): boolean {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  return confirm(
    `Task ${taskId} is running. It is stopped and goes back to the queue. Go on?`,
  );
}

function notRunning(call: Invocation): ExitCode {
  if (call.json) say('{"running":false}\n');
  process.stderr.write(
    `No daemon is running for ${call.configDir}. Start it with 'amphigory start'.\n`,
  );
  return EXIT.notRunning;
}

function say(text: string): void {
  process.stdout.write(text);
}

function fail(text: string): ExitCode {
  process.stderr.write(`${text}\n`);
  return EXIT.failed;
}
