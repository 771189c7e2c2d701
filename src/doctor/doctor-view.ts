import { formatCount } from "../../tui/format.ts";
import { printable, printableJson } from "../lib/printable.ts";
import type { Verdict } from "./check.ts";
import { type Finding, worstOf } from "./run-checks.ts";

/* The findings of the doctor → text for a terminal, or JSON for programs. Pure. */

const MARKS: Readonly<Record<Verdict["level"], string>> = {
  ok: "✓",
  warning: "!",
  error: "✗",
};

export interface Reported {
  readonly version: string;
  readonly platform: string;
  readonly findings: readonly Finding[];
}

export function doctorView({ version, platform, findings }: Reported): string {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, level, text, hint }, at) => {
    const isFirst = findings[at - 1]?.check !== check;
    const name = (isFirst ? check : "").padEnd(width);
    const indent = " ".repeat(width + 4);
    return [
      `${MARKS[level]} ${name}  ${printable(text)}`,
      ...(hint === null ? [] : [`${indent}→ ${printable(hint)}`]),
    ];
  });
  return [
    `Amphigory ${version}`,
    "",
    ...lines,
    "",
    summary(findings),
    ...(platform === "darwin" ? [MAC_NOTE] : []),
    "",
  ].join("\n");
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Verdict["level"]) =>
    findings.filter(({ level }) => level === wanted).length;
  const errors = count("error");
  const warnings = count("warning");
  if (errors + warnings === 0) return "All is well.";
  const words = [
    ...(errors === 0 ? [] : [formatCount(errors, "error")]),
    ...(warnings === 0 ? [] : [formatCount(warnings, "warning")]),
  ];
  return `${words.join(", ")}.${errors === 0 ? " Nothing keeps it from working." : ""}`;
}

/** Permissions of macOS belong to programs: what this terminal may, a service may not. */
const MAC_NOTE =
  "Folders were tried with the rights of this terminal; macOS asks for the service separately.";

export function doctorJson(
  { version, platform, findings }: Reported,
  now: number,
): string {
  const report = {
    version,
    platform,
    time: new Date(now).toISOString(),
    worst: worstOf(findings),
    findings,
  };
  return `${printableJson(report, 2)}\n`;
}
