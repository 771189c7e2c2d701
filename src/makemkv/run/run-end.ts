import type { Failure } from "../../state/error-code.ts";
import type { RipOutcome } from "../../state/event.ts";
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

/** What a run said. */
export interface HeardRun {
  readonly record: RunRecord;
  /** The device that was asked for, to tell its drive from others; `null`: nobody knows. */
  readonly device: string | null;
}

/** A run that is over. */
export interface EndedRun extends HeardRun {
  readonly end: RunEnd;
}

/** What came of an order that gave neither tracks nor a file. */
export type NoResult = Exclude<RipOutcome, { readonly kind: "ripped" }>;

export function failed(failure: Failure) {
  return { kind: "failed", failure } as const;
}

/** It never ran: ENOENT, EACCES, an earlier one that can not be stopped … */
export type NotStarted = Extract<NoResult, { readonly kind: "notStarted" }>;

/** What the loaders of Linux and macOS say when a library is missing or too old. */
export const LOADER_WORDS =
  /error while loading shared libraries|version `\S+' not found \(required by|Library not loaded|Symbol not found/;

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
  const crash = crashOf(end) ?? "";
  if (/^(SIGKILL|signal 9)$/.test(crash)) return "system";
  return /^(SIG(TERM|INT|HUP)|signal (15|2|1))$/.test(crash)
    ? "somebody"
    : null;
}

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
