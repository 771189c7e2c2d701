import { readFile, rename, writeFile } from "node:fs/promises";
import type { Form, Row, Suite } from "./suite.ts";
import { promises } from "./promises.ts";
import { threatModel } from "./threat-model.ts";

/** docs/reliability.md: written by the suites, so that no figure in it is anybody's memory. */
export interface SuiteReport {
  readonly suite: Suite;
  readonly form: Form;
  readonly rows: readonly Row[];
  readonly seconds: number;
}

/** Nothing tried is nothing shown. */
export function didHold({ tried, held }: Row): boolean {
  return tried > 0 && held === tried;
}

/** A table in Markdown. */
export function formatRows(rows: readonly Row[]): string {
  const lines = rows.map(({ what, tried, held, figures }) =>
    [what, count(tried), count(held), figures].map(escapeCell),
  );
  const cells = [["what", "tried", "held", "measured"], ...lines];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const [head, ...body] = cells.map(
    (row) =>
      `| ${row.map((cell, column) => pad(cell, column, widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width, column) => (isNumber(column) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [head, rule, ...body].join("\n");
}

/** Replaces the sections of these suites and what frames them; those of the others stay as they are. */
export async function writeReport(
  path: string,
  reports: readonly SuiteReport[],
  order: readonly string[],
): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => "");
  const text = composeReport(before, reports, order);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  const format = [process.execPath, "fmt", "--no-script", path];
  await Bun.spawn(format, { stdio: ["ignore", "ignore", "inherit"] }).exited;
}

/** `before`: the report as it was, "" for none. `order`: the names of all suites there are. */
export function composeReport(
  before: string,
  reports: readonly SuiteReport[],
  order: readonly string[],
): string {
  const sections = readSections(before);
  for (const report of reports) {
    sections.set(report.suite.name, formatSection(report));
  }
  const framed = order.flatMap((name) => {
    const text = sections.get(name);
    return text === undefined
      ? []
      : [`${opening(name)}\n\n${text}\n\n${CLOSING}`];
  });
  return [HEAD, ...framed, threatModel, promises].join("\n\n").concat("\n");
}

const HEAD = `# Reliability

What was done to the program to lose a task, double one, leave half a file, leak, hang or get in, how often, and what held.
\`bun run chaos --write\` writes this file, \`bun run chaos SUITE\` tries one part again, \`--short\` is the form that every change has to pass.
No drive took part: makemkvcon is simulated everywhere ([what that leaves open](untested-here.md)).`;

function formatSection({ suite, form, rows, seconds }: SuiteReport): string {
  const failures = rows
    .filter((row) => !didHold(row))
    .flatMap(({ what, failures }) => [
      `Did not hold: ${what}`,
      ...failures.map((each) => `- ${oneLine(each)}`),
    ]);
  const machine = `Bun ${Bun.version}, ${process.platform} ${process.arch}, ${navigator.hardwareConcurrency} cores`;
  return [
    `## ${suite.title}`,
    `\`${suite.name}\`, the ${form} form, ${seconds.toFixed(0)} s on ${machine}, ${new Date().toISOString().slice(0, 10)}.`,
    formatRows(rows),
    ...failures,
  ].join("\n\n");
}

const opening = (name: string) => `<!-- ${name} -->`;
const CLOSING = "<!-- end -->";
const SECTION = /<!-- (\w[\w-]*) -->\n+([\s\S]*?)\n+<!-- end -->/g;

function readSections(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const [, name, section] of text.matchAll(SECTION)) {
    if (name && name !== "end") sections.set(name, section ?? "");
  }
  return sections;
}

function pad(cell: string, column: number, width: number): string {
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}

const isNumber = (column: number) => column === 1 || column === 2;

function count(value: number): string {
  return value.toLocaleString("en").replaceAll(",", " ");
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ");

function escapeCell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}
