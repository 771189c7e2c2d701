import { existsSync, readFileSync } from "node:fs";

/** Resident memory of a process. */
export function residentMebibytes(pid: number): number {
  return Number(ps(pid, "rss=")) / 1024;
}

const TICKS_PER_SECOND = 100;

/** What a process has used of the CPU so far, in milliseconds: in steps of 10 on Linux, and where `ps` has to say it. */
export function cpuMilliseconds(pid: number): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return parseCpuTime(ps(pid, "time="));
  // the name of the program, in brackets, may hold blanks; utime and stime are the 14th and 15th field
  const fields =
    readFileSync(stat, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/** `0:01.23` or `1-02:03:04` */
export function parseCpuTime(text: string): number {
  const [clock = "", days = "0"] = text.trim().split("-").reverse();
  const seconds = clock
    .split(":")
    .reduce((total, part) => total * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

function ps(pid: number, field: string): string {
  const { stdout } = Bun.spawnSync(["ps", "-o", field, "-p", String(pid)]);
  return stdout.toString().trim();
}
