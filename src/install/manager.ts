import { runProgram } from "../disc/run-program.ts";
import type { Machine } from "./machine.ts";
import type { ServicePlan } from "./service-plan.ts";

/** launchd or systemd, as far as one service goes. Reasons are sentences' ends: "launchctl ended with exit code 5: …". */
export interface Manager {
  look(): Promise<Look>;
  /** Its file is there: it is started now and at every login from now on. */
  start(): Promise<Deed>;
  /** Its file is there, but perhaps it does not run: it does from now on. */
  wake(): Promise<Deed>;
  /** It is stopped and forgotten, as far as it is known at all; the file is still there. */
  stop(): Promise<Deed>;
  /** The file is gone. */
  forget(): Promise<Deed>;
}

export type Look =
  /** The program that one asks is not there, or has nobody to talk to. */
  | { readonly kind: "unreachable"; readonly reason: string }
  | {
      readonly kind: "known";
      /** It starts at login. */
      readonly isEnabled: boolean;
      /** The manager looks after it, whether it runs at the moment or not. */
      readonly isLoaded: boolean;
      /** Of the daemon; `null` while none runs. */
      readonly pid: number | null;
    };

export type Deed =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string };

export const DONE: Deed = { kind: "done" };

export type ManagerOf = (plan: ServicePlan, machine: Machine) => Manager;

export interface Answer {
  readonly deed: Deed;
  readonly lines: readonly string[];
}

/** Stopping a daemon that rips takes its time: 30 s, then it is killed. */
const LIMIT_MS = 45_000;

/** Runs the first program of that name on PATH. */
export async function askProgram(
  command: string,
  args: readonly string[],
  { env, clock }: Machine,
): Promise<Answer> {
  const lines: string[] = [];
  const deed = await runProgram({
    command,
    args,
    env,
    clock,
    limitMs: LIMIT_MS,
    onLine: (line) => lines.push(line),
  });
  return { deed, lines };
}

/** One after the other; the first that fails is the answer. */
export async function allDone(
  deeds: readonly (() => Promise<Deed>)[],
): Promise<Deed> {
  for (const deed of deeds) {
    const end = await deed();
    if (end.kind === "failed") return end;
  }
  return DONE;
}
