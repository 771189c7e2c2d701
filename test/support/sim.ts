import { existsSync, readFileSync } from "node:fs";
import { installMakemkvcon } from "../../src/demo/install.ts";
import type { Scenario } from "../../src/demo/scenario.ts";

/** A simulated makemkvcon of a test's own. What it can play: src/demo/scenario.ts. */
export interface Sim {
  /** The executable: give it as `makemkv_path`, or put its folder on PATH. */
  readonly path: string;
  /** From the next call on; plays in an array begin at their first again. */
  update(scenario: Scenario): void;
  /** Every call so far, oldest first. */
  calls(): SimCall[];
}

export interface SimCall {
  readonly pid: number;
  readonly argv: readonly string[];
}

/** Put an executable `makemkvcon` into `dir` (which must exist) that plays the scenario. */
export function installSim(dir: string, scenario: Scenario = {}): Sim {
  const sim = installMakemkvcon(dir, scenario);
  return {
    path: sim.path,
    update: (next) => sim.update(next),
    calls: () => readCalls(`${sim.scenarioPath}.calls`),
  };
}

function readCalls(path: string): SimCall[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SimCall); // written by makemkvcon.ts itself
}
