import type { Command } from "../src/wire/attach.ts";
import { EXIT, type ExitCode } from "../src/lib/exit-code.ts";
import { runningOf, taskOf } from "../src/state/select.ts";
import type { DaemonState } from "../src/state/state.ts";
import { fetchState, sendCommand } from "./attach.ts";
import { statusView } from "./status-view.ts";

/** The verbs: say it to the daemon over its socket, wait until it is true, tell the person. */

interface Invocation {
  readonly verb: string;
  readonly configDir: string;
  readonly json: boolean;
  readonly now: boolean;
  readonly yes: boolean;
}

/** How long quit and restart may take: the ladder of signals, and a little more. */
const STOP_LIMIT_MS = 30_000;

export async function runVerb(call: Invocation): Promise<ExitCode> {
  const found = await fetchState(call.configDir);
  if (found.kind === "notRunning") return notRunning(call);
  if (found.kind === "failed") return fail(found.text);
  const { state } = found.snapshot;
  switch (call.verb) {
    case "status":
      return status(call, state);
    case "pause":
      return command(
        call,
        call.now ? "pause-now" : "pause",
        pauseText(call, state),
      );
    case "resume":
      return command(call, "resume", "The queue goes on.");
    case "restart":
    case "quit":
      return end(call, call.verb, state);
    default:
      return fail(`There is no command '${call.verb}'.`);
  }
}

function status(call: Invocation, state: DaemonState): ExitCode {
  say(
    call.json
      ? `${JSON.stringify(state, null, 2)}\n`
      : statusView(state, Date.now()),
  );
  return EXIT.ok;
}

function pauseText(call: Invocation, state: DaemonState): string {
  const running = runningOf(state);
  if (!running || !taskOf(running)) return "Paused. Nothing was running.";
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
  return EXIT.ok;
}

async function end(
  call: Invocation,
  verb: "restart" | "quit",
  state: DaemonState,
): Promise<ExitCode> {
  const running = runningOf(state);
  const task = running && taskOf(running);
  if (task && !call.yes && !agrees(task.id)) {
    say("Nothing was changed.\n");
    return EXIT.ok;
  }
  const sent = await sendCommand(call.configDir, verb);
  if (sent.kind === "notRunning") return notRunning(call);
  if (sent.kind === "failed") return fail(sent.text);
  const back = task ? ` Task ${task.id} is back in the queue.` : "";
  const ended = await waitUntil(call, (pid) => pid !== state.daemon.pid);
  if (!ended)
    return fail(
      "The daemon was told, but is still busy stopping makemkvcon. Look with 'amphigory status'.",
    );
  if (verb === "quit") {
    say(`The daemon has ended.${back}\n`);
    return EXIT.ok;
  }
  const started = await waitUntil(
    call,
    (pid) => pid !== null && pid !== state.daemon.pid,
  );
  if (!started)
    return fail(
      "The daemon has ended, but no new one answers. Start it with 'amphigory --daemon' and look at what it prints.",
    );
  say(`The daemon was restarted.${back}\n`);
  return EXIT.ok;
}

/** Scripts are not asked: who has no terminal has no hands to answer with. */
function agrees(taskId: string): boolean {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  return confirm(
    `Task ${taskId} is running. It is stopped and goes back to the queue. Go on?`,
  );
}

/** Asks every tenth of a second which process answers; `null` where none does. */
async function waitUntil(
  call: Invocation,
  isDone: (pid: number | null) => boolean,
): Promise<boolean> {
  const limit = performance.now() + STOP_LIMIT_MS;
  while (performance.now() < limit) {
    const found = await fetchState(call.configDir);
    if (isDone(found.kind === "ok" ? found.snapshot.state.daemon.pid : null))
      return true;
    await Bun.sleep(100);
  }
  return false;
}

function notRunning(call: Invocation): ExitCode {
  if (call.json) say('{"running":false}\n');
  process.stderr.write(
    `No daemon is running for ${call.configDir}. Start it with 'amphigory --daemon'.\n`,
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
