import { runDemo } from "../../src/demo/demo.ts";

/** The demo without its pauses, in a process of its own. */
process.exitCode = await runDemo({
  fail: process.argv.includes("--fail"),
  isHurried: true,
});
