import { homedir, userInfo } from "node:os";
import { runProgram } from "../disc/run-program.ts";
import { serviceStatus } from "../install/service.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Ran, World } from "./check.ts";

/** Less than a check has, so that the reason is told and not only that it is late. */
const PROGRAM_MS = 2500;
const MAX_LENGTH = 64 * 1024;

/** The machine that this program runs on. */
export function thisWorld(): World {
  const { env } = process;
  return {
    platform: process.platform,
    env,
    home: env["HOME"] || homedir(),
    uid: process.getuid?.() ?? 0,
    user: nameOfUser(),
    root: "/",
    clock: systemClock,
    serviceStatus: (configDir) => serviceStatus(configDir),
    run: (command, ...args) => run({ command, args }, env, systemClock),
  };
}

/** A user without an entry has none. */
export function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? "this user";
  }
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

async function run(
  { command, args }: Program,
  env: World["env"],
  clock: Clock,
): Promise<Ran> {
  let text = "";
  const end = await runProgram({
    command,
    args,
    env: { ...env, LANG: "C", LC_ALL: "C" },
    clock,
    limitMs: PROGRAM_MS,
    onLine(line) {
      if (text.length < MAX_LENGTH) text += `${line}\n`;
    },
  });
  return end.kind === "done" ? { kind: "done", text } : end;
}
