import { homedir } from "node:os";
import { type Clock, systemClock } from "../lib/clock.ts";
import { ownCommand } from "../lib/own-command.ts";

/** What an installation has to know of the machine and the person. */
export interface Machine {
  readonly platform: string;
  readonly home: string;
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The words that start this program. */
  readonly command: readonly string[];
  readonly clock: Clock;
}

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    home: process.env["HOME"] || homedir(),
    uid: process.getuid?.() ?? 0,
    env: process.env,
    command: ownCommand(),
    clock: systemClock,
  };
}
