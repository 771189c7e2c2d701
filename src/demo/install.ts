import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./scenario.ts";

/** A simulated makemkvcon in a folder of somebody's own. */
export interface InstalledSim {
  /** The executable: give it as `makemkv_path`, or put its folder on PATH. */
  readonly path: string;
  readonly scenarioPath: string;
  /** From the next call on; plays in an array begin at their first again. */
  update(scenario: Scenario): void;
}

/** A single-file executable has no files beside it: there a verb that no help names plays the part. */
export const SIMULATE = "simulate-makemkvcon";

function program(): readonly string[] {
  return Bun.isStandaloneExecutable
    ? [process.execPath, SIMULATE]
    : [process.execPath, join(import.meta.dir, "makemkvcon.ts")];
}

/** Put an executable `makemkvcon` into `dir` (which must exist) that plays the scenario, on the Bun that runs this. */
export function installMakemkvcon(
  dir: string,
  scenario: Scenario,
): InstalledSim {
  const path = join(dir, "makemkvcon");
  const scenarioPath = join(dir, "scenario.json");
  const update = (next: Scenario) => {
    rmSync(`${scenarioPath}.turns`, { force: true });
    writeFileSync(scenarioPath, JSON.stringify(next));
  };
  update(scenario);
  const command = program().map(quote).join(" ");
  const script = `#!/bin/sh\nAMPHIGORY_SIM=${quote(scenarioPath)} exec ${command} "$@"\n`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return { path, scenarioPath, update };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
