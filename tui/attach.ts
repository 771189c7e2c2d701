import { codeOf, messageOf } from "../src/lib/error.ts";
import {
  controlSocketPath,
  daemonLockPath,
  readSnapshot,
} from "../src/wire/attach.ts";
import type { Command, Snapshot } from "../src/wire/attach.ts";

/** One question to the daemon of a config folder. A daemon that is not there is an answer, not an error. */
export type StateAnswer =
  | { readonly kind: "ok"; readonly snapshot: Snapshot }
  /** A daemon is there, but what it says can not be read by this program. Commands can be sent all the same. */
  | { readonly kind: "otherVersion" }
  | Unanswered;

export type CommandAnswer = { readonly kind: "ok" } | Unanswered;

export type Unanswered =
  | { readonly kind: "notRunning" }
  /** `text` says what is wrong and what to do. */
  | { readonly kind: "failed"; readonly text: string };

const TIME_LIMIT_MS = 1500;

/** What the daemon knows now. */
export async function fetchState(
  configDir: string,
  limitMs = TIME_LIMIT_MS,
): Promise<StateAnswer> {
  const reply = await ask(configDir, "/state", { method: "GET", limitMs });
  if (reply.kind !== "reply") return reply;
  const reading = readSnapshot(reply.text);
  switch (reading.kind) {
    case "snapshot":
      return { kind: "ok", snapshot: reading.snapshot };
    case "otherVersion":
      return { kind: "otherVersion" };
    case "invalid":
      return failed(`The daemon gave no state: ${firstLine(reply.text)}`);
  }
}

/** Has the daemon do something; `ok` means that it has heard, `fetchState` says what came of it. */
export async function sendCommand(
  configDir: string,
  command: Command,
): Promise<CommandAnswer> {
  const reply = await ask(configDir, "/command", {
    method: "POST",
    body: JSON.stringify({ command }),
    limitMs: TIME_LIMIT_MS,
  });
  if (reply.kind !== "reply") return reply;
  if (reply.status === 200) return { kind: "ok" };
  return failed(`The daemon refused "${command}": ${firstLine(reply.text)}`);
}

type Reply =
  | { readonly kind: "reply"; readonly status: number; readonly text: string }
  | Unanswered;

interface Question {
  readonly method: "GET" | "POST";
  readonly body?: string;
  readonly limitMs: number;
}

async function ask(
  configDir: string,
  path: string,
  { limitMs, ...request }: Question,
): Promise<Reply> {
  const socket = controlSocketPath(configDir);
  try {
    if (!(await isOurs(socket))) return { kind: "notRunning" };
    const response = await fetch(`http://localhost${path}`, {
      ...request,
      unix: socket,
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    return { kind: "reply", status: response.status, text };
  } catch (error) {
    return unanswered(error, configDir, socket);
  }
}

/** Anybody could have made a socket of that name in /tmp. The menu bar asks every few seconds: `node:fs` costs 3 ms. */
async function isOurs(socket: string): Promise<boolean> {
  const folder = await Bun.file(dirname(socket)).stat();
  return folder.uid === process.getuid?.();
}

async function unanswered(
  error: unknown,
  configDir: string,
  socket: string,
): Promise<Unanswered> {
  const code = codeOf(error);
  // A daemon that was killed leaves its socket behind, and connecting to that is refused.
  if (code === "ENOENT" || code === "ECONNREFUSED") {
    return { kind: "notRunning" };
  }
  if (error instanceof Error && error.name === "TimeoutError") {
    // Not before it is needed: `node:fs` again.
    const { holderPid } = await import("../src/lib/lock.ts");
    const pid = await holderPid(daemonLockPath(configDir));
    const who = pid === null ? "" : ` (process ${pid})`;
    return failed(
      `The daemon${who} does not answer on ${socket}. Look at what it printed where it was started; if it stays like that, ${howToEnd(pid)} and start it again.`,
    );
  }
  if (typeof code === "string" && WENT_AWAY.has(code))
    return failed(
      "The daemon went away while it answered. Ask again; if it stays away, start it again.",
    );
  return failed(
    `Can not reach the daemon on ${socket}: ${await reasonOf(error, socket)}.`,
  );
}

const WENT_AWAY: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ConnectionClosed",
]);

/** A process that hangs may not listen to the first one. */
function howToEnd(pid: number | null): string {
  return pid === null
    ? "end its process"
    : `end it with 'kill ${pid}' (if need be 'kill -9 ${pid}')`;
}

async function reasonOf(error: unknown, socket: string): Promise<string> {
  const code = codeOf(error);
  if (code === "ENOTDIR") {
    return `${(await fileInTheWay(dirname(socket))) ?? "a part of it"} is a file, not a folder. Name another folder with --config-dir`;
  }
  if (code === "EACCES" || code === "EPERM") {
    return "this user may not use it. Ask as the user that the daemon runs as";
  }
  const said = messageOf(error);
  // Advice to whoever calls `fetch`.
  return said.replace(/\.? For more information, pass `verbose.*$/s, "");
}

/** The uppermost part of a path that is there and no folder. */
async function fileInTheWay(path: string): Promise<string | null> {
  const above = dirname(path);
  const higher = above === path ? null : await fileInTheWay(above);
  if (higher !== null) return higher;
  const found = await Bun.file(path)
    .stat()
    .catch(() => null);
  return found && !found.isDirectory() ? path : null;
}

function failed(text: string): Unanswered {
  return { kind: "failed", text };
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}

/** node:path would cost the menu bar a tenth of its start. */
function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
