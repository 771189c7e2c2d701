import { readdirSync, readFileSync } from "node:fs";
import { residentMebibytes } from "../../bench/process-stat.ts";

/** What must not grow with the work that was done. */
export interface Vitals {
  readonly mebibytes: number;
  /** Open files and sockets; `null` where the system does not say. */
  readonly handles: number | null;
  readonly children: number | null;
}

export function vitalsOf(pid: number): Vitals {
  return {
    mebibytes: residentMebibytes(pid),
    handles: handlesOf(pid),
    children: childrenOf(pid),
  };
}

function handlesOf(pid: number): number | null {
  if (process.platform !== "linux") return null;
  return readdirSync(`/proc/${pid}/fd`).length;
}

function childrenOf(pid: number): number | null {
  if (process.platform !== "linux") return null;
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")
      .split(" ")
      .filter(Boolean),
  ).length;
}
