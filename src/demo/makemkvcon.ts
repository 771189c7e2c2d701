#!/usr/bin/env bun
/** The simulated makemkvcon as a program of its own; simulate.ts is what it does. */
import { simulate } from "./simulate.ts";

await simulate(process.argv.slice(2), process.env["AMPHIGORY_SIM"]);
