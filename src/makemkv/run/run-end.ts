import type { RunRecord } from "../verdict/run-record.ts";

/** How a process that ran came to its end. The first reason wins: a stall or a stop that came first is not overruled by the exit code. */
export type RunEnd =
  | {
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: string | null;
    }
  /** Our watchdog stopped it. */
  | {
      readonly kind: "stalled";
      readonly silentMs: number;
      readonly forced: boolean;
    }
  /** Somebody told us to stop it. */
  | { readonly kind: "stopped" };

/** It never ran: ENOENT, EACCES, an earlier one that can not be stopped … */
export interface NotStarted {
  readonly kind: "notStarted";
  readonly reason: string;
}

/** What ended a process that did not end by itself, or `null`. A shell in between turns signal N into exit code 128 + N. */
export function crashOf(end: RunEnd): string | null {
  if (end.kind !== "exited") return null;
  if (end.signal !== null) return end.signal;
  const { code } = end;
  return code !== null && code > 128 && code < 160
    ? `signal ${code - 128}`
    : null;
}

/** Who ended a process that did not crash by a fault of its own: the system, short of memory, or somebody. */
export function killerOf(end: RunEnd): "system" | "somebody" | null {
  const crash = crashOf(end);
  if (crash === "SIGKILL" || crash === "signal 9") return "system";
  return crash !== null && POLITE.includes(crash) ? "somebody" : null;
}

const POLITE: readonly string[] = [
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "signal 15",
  "signal 2",
  "signal 1",
];

/** The `detail` of a failure: how it ended, then what it said last. */
export function describeRun(end: RunEnd, record: RunRecord): string {
  const said = record.lastMessages.join(" / ");
  const { lastStep } = record;
  const step = lastStep === null ? "" : ` in "${lastStep}"`;
  const words = lastStep === null ? "it said nothing" : "it said nothing else";
  return `makemkvcon ${describeEnd(end)}${step}; ${said === "" ? words : `it said: ${said}`}`;
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function describeEnd(end: RunEnd): string {
  switch (end.kind) {
    case "exited": {
      const crash = crashOf(end);
      if (crash !== null) return `was ended by ${crash}`;
      return `exited with code ${end.code ?? "unknown"}`;
    }
    case "stalled":
      return `made no progress for ${seconds(end.silentMs)} and was stopped${end.forced ? " by force" : ""}`;
    case "stopped":
      return "was stopped";
  }
}
