/**
 * `bun run chaos [SUITE…] [--short] [--write]`: faults, kills, attackers, load and time against the program, with
 * figures. `--write` puts them into docs/reliability.md. Exit code 1 when anything did not hold, 2 when it was not asked properly.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  didHold,
  formatRows,
  type SuiteReport,
  writeReport,
} from "./report.ts";
import type { Form, Suite } from "./suite.ts";
import { suites } from "./suites.ts";

const REPORT = join(import.meta.dir, "..", "docs", "reliability.md");

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const form: Form = values.short ? "short" : "full";
const unknown = positionals.filter(
  (name) => !suites.some((suite) => suite.name === name),
);
if (unknown.length > 0) {
  const names = suites.map(({ name }) => name).join(", ");
  console.error(`No such suite: ${unknown.join(", ")}. There are: ${names}.`);
  process.exit(2);
}

const reports: SuiteReport[] = [];
for (const suite of suites) {
  if (positionals.length > 0 && !positionals.includes(suite.name)) continue;
  const report = await runSuite(suite);
  if (report !== null) reports.push(report);
}
if (values.write) {
  const order = suites.map(({ name }) => name);
  await writeReport(REPORT, reports, order);
}
process.exit(process.exitCode ?? 0);

/** `null`: it could not be run. */
async function runSuite(suite: Suite): Promise<SuiteReport | null> {
  const started = performance.now();
  console.log(`\n${suite.title} (${suite.name}, ${form})`);
  try {
    const rows = await suite.run(form, (line) => console.log(`  … ${line}`));
    const seconds = (performance.now() - started) / 1000;
    console.log(`${formatRows(rows)}\n${seconds.toFixed(1)} s`);
    for (const row of rows) {
      if (didHold(row)) continue;
      process.exitCode = 1;
      console.log(`\nDid not hold: ${row.what}`);
      for (const failure of row.failures) console.log(`  ${failure}`);
    }
    return { suite, form, rows, seconds };
  } catch (error) {
    process.exitCode = 1;
    console.error(`${suite.name} could not be run:`, error);
    return null;
  }
}
