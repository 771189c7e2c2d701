import { messageOf } from "../lib/error.ts";
import type { Clock } from "../lib/clock.ts";
import { type Child, followChild, killGroup, sayEnd } from "./child.ts";

/** One run of a program that answers and ends. */
export interface ProgramRun {
  /** A name that is looked up in `PATH` of `env`, or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** After that it is killed, with everything it started. */
  readonly limitMs: number;
  /** A line of its stdout, without the line feed. */
  onLine?(line: string): void;
  /** Kills it when nobody wants its answer any more. */
  readonly signal?: AbortSignal;
}

export type ProgramEnd =
  | { readonly kind: "done" }
  /** Not there, not zero, or too late: why, for people. */
  | { readonly kind: "failed"; readonly reason: string };

/** Runs a program to its end. Never rejects for what the program does. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { command, clock, limitMs, onLine = () => undefined } = run;
  const program = Bun.which(command, { PATH: run.env["PATH"] ?? "" });
  if (program === null)
    return { kind: "failed", reason: `${command} was not found on PATH` };
  const child = spawn(program, run);
  if (typeof child === "string") return { kind: "failed", reason: child };
  let late = false;
  const callOff = clock.after(limitMs, () => {
    late = true;
    killGroup(child.pid);
  });
  const kill = () => killGroup(child.pid);
  run.signal?.addEventListener("abort", kill);
  const end = await followChild(child, { clock, onLine });
  run.signal?.removeEventListener("abort", kill);
  callOff();
  if (late)
    return {
      kind: "failed",
      reason: `${command} gave no answer in ${limitMs / 1000} seconds`,
    };
  if (end.code === 0) return { kind: "done" };
  return { kind: "failed", reason: sayEnd(command, end) };
}

/** The child, or why there is none. */
function spawn(program: string, run: ProgramRun): Child | string {
  try {
    return Bun.spawn([program, ...run.args], {
      env: { ...run.env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    });
  } catch (error) {
    const said = messageOf(error);
    return `${program} could not be started: ${said}`;
  }
}
