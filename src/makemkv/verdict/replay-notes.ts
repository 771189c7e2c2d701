import type { NotStarted, RunEnd } from "../run/run-end.ts";
import { NOTE } from "../run/transcript.ts";

/** A note of a transcript as what it meant; process.ts writes them. */
export type Note =
  | { readonly kind: "command"; readonly argv: readonly string[] }
  | { readonly kind: "stderr"; readonly text: string }
  | { readonly kind: "end"; readonly end: RunEnd | NotStarted }
  /** Nothing less than SIGKILL ended it. */
  | { readonly kind: "forced" }
  | { readonly kind: "other" };

export function readNote(text: string): Note {
  if (text.startsWith(NOTE.command))
    return { kind: "command", argv: readArgv(text.slice(NOTE.command.length)) };
  if (text.startsWith(NOTE.stderr))
    return { kind: "stderr", text: text.slice(NOTE.stderr.length) };
  if (text === "sent SIGKILL") return { kind: "forced" };
  const end = readEnd(text);
  return end ? { kind: "end", end } : { kind: "other" };
}

function readEnd(text: string): RunEnd | NotStarted | null {
  if (text === "told to stop it") return { kind: "stopped" };
  const silent = /^(?:silent|no progress) for (\d+) s: stopping it$/.exec(text);
  if (silent)
    return {
      kind: "stalled",
      silentMs: Number(silent[1]) * 1000,
      forced: false,
    };
  const ended = /^ended: exit code (null|\d+), signal (null|\w+)$/.exec(text);
  if (ended) {
    const [, code, signal] = ended;
    return {
      kind: "exited",
      code: code === "null" ? null : Number(code),
      signal: signal === "null" ? null : (signal ?? null),
    };
  }
  const unstarted = /^not started: (.*)$/.exec(text);
  return unstarted ? { kind: "notStarted", reason: unstarted[1] ?? "" } : null;
}

/** Empty when it was written by somebody else. */
function readArgv(text: string): readonly string[] {
  try {
    const argv: unknown = JSON.parse(text);
    return Array.isArray(argv)
      ? argv.filter((word) => typeof word === "string")
      : [];
  } catch {
    return [];
  }
}
