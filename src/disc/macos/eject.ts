import type { Clock } from "../../lib/clock.ts";
import { runProgram } from "../run-program.ts";
import { macosEnv } from "./inquiry.ts";

export type Ejected =
  | { readonly kind: "ejected" }
  | { readonly kind: "failed"; readonly reason: string };

export interface EjectOptions {
  readonly clock: Clock;
  /** `$PATH` */
  readonly path: string;
}

/** Whoever reads the disc may end soon. More tries have locked a drive for good. */
const TRIES = 3;
const PAUSE_MS = 2000;
const LIMIT_MS = 30_000;

/**
 * Unmounts and ejects the disc in `/dev/rdisk4`, or says who keeps it. drutil is not used: it ends with 0 also when the
 * disc stays.
 */
export async function ejectOnMacos(
  device: string,
  { clock, path }: EjectOptions,
): Promise<Ejected> {
  const [, disk] = /^\/dev\/r?(disk\d+)$/.exec(device) ?? [];
  if (disk === undefined)
    return { kind: "failed", reason: `${device} is no disc of this system` };
  for (let attempt = 1; ; attempt += 1) {
    const said: string[] = [];
    const end = await runProgram({
      command: "diskutil",
      args: ["eject", disk],
      env: macosEnv(path),
      clock,
      limitMs: LIMIT_MS,
      onLine: (line) => void (said.length < MAX_LINES && said.push(line)),
    });
    if (end.kind === "done") return { kind: "ejected" };
    const text = [...said, end.reason].join("\n");
    if (attempt > 1 && /could not find disk/i.test(text))
      return { kind: "ejected" };
    if (attempt === TRIES) return { kind: "failed", reason: sayRefusal(text) };
    await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
  }
}

const MAX_LINES = 100;

/**
 * "mds (process 412) keeps the disc: Unmount of disk4 failed…". diskutil says:
 *
 *     Unmount of disk4 failed: at least one volume could not be unmounted
 *     Unmount was dissented by PID 412 (/usr/bin/mds)
 */
export function sayRefusal(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "").join("; ");
  const [, pid, program = ""] =
    /dissented by PID (\d+)(?: \((.*)\))?/i.exec(text) ?? [];
  if (pid === undefined) return said;
  const name = program.slice(program.lastIndexOf("/") + 1) || "a program";
  return `${name} (process ${pid}) keeps the disc: ${said}`;
}
