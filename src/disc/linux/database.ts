import type { Clock } from "../../lib/clock.ts";
import { type ProgramEnd, runProgram } from "../run-program.ts";
import { createBlockReader } from "./block-reader.ts";
import type { Database } from "./discs.ts";
import { listDrives } from "./kernel.ts";
import { type DriveReading, readDrive } from "./reading.ts";

export interface DatabaseRequest {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the kernel shows its devices: `/sys`. */
  readonly sysfs: string;
  /** Drives that are known to be there. */
  readonly known: readonly string[];
}

export type DatabaseAnswer =
  | { readonly kind: "read"; readonly database: Database }
  | { readonly kind: "failed"; readonly reason: string };

const LIMIT_MS = 3000;

/**
 * What udev knows about the drives: all devices in one answer (some hundred kB, of which little is kept), or, from a
 * udevadm that can not do that, one drive after another.
 */
export async function readDatabase(
  request: DatabaseRequest,
): Promise<DatabaseAnswer> {
  const all = await ask(request, ["info", "--export-db"]);
  if (all.end.kind === "done" && all.devices > 0)
    return {
      kind: "read",
      database: { drives: all.drives, complete: true },
    };
  const present = listDrives(request.sysfs);
  const names = new Set([...present, ...request.known]);
  const drives: DriveReading[] = [];
  for (const name of names.size === 0 ? ["/dev/sr0"] : names) {
    const one = await ask(request, [
      "info",
      "--query=property",
      `--name=${name}`,
    ]);
    if (one.end.kind === "done") drives.push(...one.drives);
  }
  if (drives.length === 0 && present.length > 0)
    return { kind: "failed", reason: reasonOf(all.end) };
  return { kind: "read", database: { drives, complete: false } };
}

interface Answer {
  readonly end: ProgramEnd;
  readonly drives: readonly DriveReading[];
  /** How many devices it told of. */
  readonly devices: number;
}

async function ask(
  { clock, env }: DatabaseRequest,
  args: readonly string[],
): Promise<Answer> {
  const drives: DriveReading[] = [];
  let devices = 0;
  const reader = createBlockReader();
  const take = (block: ReturnType<typeof reader.flush>) => {
    if (!block) return;
    devices++;
    const drive = readDrive(block);
    if (drive) drives.push(drive);
  };
  const end = await runProgram({
    command: "udevadm",
    args,
    env,
    clock,
    limitMs: LIMIT_MS,
    onLine: (line) => take(reader.push(line)),
  });
  take(reader.flush());
  return { end, drives, devices };
}

function reasonOf(end: ProgramEnd): string {
  return end.kind === "failed"
    ? end.reason
    : "udevadm info told of no device at all";
}
