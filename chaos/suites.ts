import { attackers } from "./attackers.ts";
import { crashes } from "./crashes/crashes.ts";
import { faults } from "./faults/faults.ts";
import { kills } from "./kills/kills.ts";
import { load } from "./load.ts";
import type { Suite } from "./suite.ts";

/** In the order of the report: what has to hold first is tried first. */
export const suites: readonly Suite[] = [
  crashes,
  kills,
  faults,
  attackers,
  load,
];
